"""A verdict in words. Every number in a sentence comes from the result it is about."""

from lambdas.contract.evaluation import Choice, Metric, MetricResult, Retention

HEADS = {
    Choice.BETTER: "Better",
    Choice.NOT_BETTER: "Not better",
    Choice.INCONCLUSIVE: "Inconclusive",
}
NAMES = {
    Metric.EXACT_MATCH: "exact match",
    Metric.TOKEN_F1: "token F1",
    Metric.ROUGE_L: "ROUGE-L",
    Metric.CHRF: "chrF",
    Metric.ACCURACY: "accuracy",
    Metric.JSON_VALIDITY: "valid JSON",
    Metric.FIELD_ACCURACY: "field accuracy",
    Metric.NUMERIC_MATCH: "numeric match",
}
FORGOTTEN = "but other tasks were forgotten"
UNCLEAR_REGRESSION = "but the regression set can't tell what was forgotten"

_SMALL = 0.001


def figures(result: MetricResult) -> str:
    """Return both scores, their difference, its interval and the number of records."""
    interval = f"{100 * result.confidence:.4g} % interval"
    return (
        f"{NAMES[result.metric]} {score(result.challenger)} ({result.arm}) against "
        f"{score(result.base)} ({result.against}), {signed(result.difference)} "
        f"({interval} {signed(result.low)} to {signed(result.high)}), {result.n:,} records"
    )


def above(margin: float) -> str:
    """Return why it is better."""
    return f"all of the interval lies above {score(margin)}"


def not_above(result: MetricResult, margin: float) -> str:
    """Return why it is not better."""
    if result.high < 0:
        return "it is worse"
    return f"the interval should lie above {score(margin)} and reaches down to {signed(result.low)}"


def hardly_differ(result: MetricResult, needed: int) -> str:
    """Return why an interval that looks good is none."""
    return f"only {result.wins + result.losses} records differ, and {needed} are the least"


def failed(failures: int, records: int, most: float) -> str:
    """Return why failures end it."""
    return f"{failures:,} of {records:,} answers of one side failed, and {100 * most:.4g} % may"


def too_few(least: int) -> str:
    """Return why few records end it."""
    return f"at least {least} records are needed"


def retained(retention: Retention, most_loss: float) -> str:
    """Return what the interval says of forgetting."""
    allowed = f"a loss of {score(most_loss)} is allowed"
    return {
        Retention.HELD: f"{allowed}, and there is no more",
        Retention.FORGOT: f"{allowed}, and there is more",
        Retention.UNCLEAR: f"{allowed}, and these records can't tell whether there is more",
    }[retention]


def score(value: float) -> str:
    """Return a score, with three decimals unless it is too small for them."""
    return f"{value:.3g}" if 0 < abs(value) < _SMALL else f"{value:.3f}"


def signed(value: float) -> str:
    """Return a difference with its sign."""
    return f"{'-' if value < 0 else '+'}{score(abs(value))}"

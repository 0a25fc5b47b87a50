"""A verdict in words. Every number in a sentence comes from the result it is about."""

from lambdas.contract.evaluation import Arm, Choice, Metric, MetricResult, Retention

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


def told(result: MetricResult, reason: str) -> str:
    """Return the figures and what follows from them; of a side that never answered there are none.

    A score of nothing at all would look like one.
    """
    return reason if result.unheard else f"{figures(result)}; {reason}"


def figures(result: MetricResult) -> str:
    """Return both scores, their difference, its interval and the number of records."""
    interval, (challenger, other) = result.interval, (result.arm, result.against)
    return (
        f"{NAMES[result.metric]} {score(result.score_of(challenger))} ({challenger}) against "
        f"{score(result.score_of(other))} ({other}), {signed(result.difference)} "
        f"({100 * interval.confidence:.4g} % interval {signed(interval.low)} to "
        f"{signed(interval.high)}), {result.n:,} records"
    )


def above(margin: float) -> str:
    """Return why it is better."""
    return f"all of the interval lies above {limit(margin)}"


def not_above(result: MetricResult, margin: float) -> str:
    """Return why it is not better."""
    if result.interval.high < 0:
        return "it is worse"
    reached = signed(result.interval.low)
    return f"the interval should lie above {limit(margin)} and reaches down to {reached}"


def hardly_differ(result: MetricResult, needed: int) -> str:
    """Return why an interval that looks good is none."""
    return f"only {result.wins + result.losses} records differ, and {needed} are the least"


def failed(side: Arm, failures: int, records: int, most: float) -> str:
    """Return why failures end it."""
    return f"{failures:,} of {records:,} answers of {side} failed, and {100 * most:.4g} % may"


def nothing_answered(result: MetricResult) -> str:
    """Return why a side without a single answer ends it."""
    return f"all {result.n:,} answers of {' and of '.join(result.unheard)} failed"


def hardly_tell(result: MetricResult, most_loss: float) -> str:
    """Return why losing next to nothing is no proof."""
    return (
        f"a loss of {score(most_loss)} is allowed, and as only {result.wins + result.losses} "
        "records differ, more records are needed to tell that there is no more"
    )


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


def limit(value: float) -> str:
    """Return what a score or a difference is held against."""
    return score(value) if value else "0"


def score(value: float) -> str:
    """Return a score, with three decimals unless it is too small for them."""
    return f"{value:.3g}" if 0 < abs(value) < _SMALL else f"{value:.3f}"


def signed(value: float) -> str:
    """Return a difference with its sign."""
    return f"{'-' if value < 0 else '+'}{score(abs(value))}"

"""The promotion rule, on both sides of every border."""

import msgspec
import pytest

from lambdas.contract.evaluation import (
    Arm,
    Choice,
    ConfidenceInterval,
    Metric,
    MetricResult,
    PromotionRule,
    Regression,
    Retention,
)
from lambdas.evaluation.decide import (
    LEAST_RECORDS,
    decide,
    judge_regression,
    least_differing,
)

GOOD = MetricResult(
    metric=Metric.TOKEN_F1,
    arm=Arm.CUSTOM,
    against=Arm.BASE,
    base=0.5,
    custom=0.6,
    difference=0.1,
    interval=ConfidenceInterval(low=0.04, high=0.16, confidence=0.95),
    n=200,
    wins=90,
    ties=60,
    losses=50,
    failures={Arm.BASE: 0, Arm.CUSTOM: 10},
)
RULE = PromotionRule(margin=0.02)


def choice_of(result: MetricResult, regression: Regression | None = None) -> Choice:
    return decide(result, RULE, most_failures=0.05, regression=regression).choice


def changed(
    *, low: float = 0.04, high: float = 0.16, base: int = 0, custom: int = 10, **changes: float
) -> MetricResult:
    """Return the good result with another interval, failures of both sides, and so on."""
    interval = ConfidenceInterval(low=low, high=high, confidence=0.95)
    failures = {Arm.BASE: base, Arm.CUSTOM: custom}
    return msgspec.structs.replace(GOOD, interval=interval, failures=failures, **changes)


def regression(low: float, high: float, **changes: int) -> Regression:
    result = changed(low=low, high=high, difference=(low + high) / 2, **changes)
    return judge_regression(result, most_loss=0.05, most_failures=0.05)


def test_better_says_why_with_every_figure() -> None:
    verdict = decide(GOOD, RULE, most_failures=0.05)
    assert (verdict.choice, verdict.metric, verdict.margin) == (
        Choice.BETTER,
        Metric.TOKEN_F1,
        0.02,
    )
    assert verdict.sentence == (
        "Better: token F1 0.600 (custom) against 0.500 (base), +0.100 "
        "(95 % interval +0.040 to +0.160), 200 records; all of the interval lies above 0.020."
    )


@pytest.mark.parametrize(
    ("result", "choice"),
    [
        (changed(low=0.020001), Choice.BETTER),
        (changed(low=0.02), Choice.NOT_BETTER),
        (changed(low=-0.01), Choice.NOT_BETTER),
        (changed(low=-0.2, high=-0.1, difference=-0.15), Choice.NOT_BETTER),
        (changed(custom=11), Choice.INCONCLUSIVE),
        (changed(base=11), Choice.INCONCLUSIVE),
        (changed(base=200, low=-1), Choice.INCONCLUSIVE),
        (changed(n=LEAST_RECORDS, custom=0), Choice.BETTER),
        (changed(n=LEAST_RECORDS - 1, custom=0), Choice.INCONCLUSIVE),
        (changed(wins=5, losses=1), Choice.BETTER),
        (changed(wins=5, losses=0), Choice.INCONCLUSIVE),
        (changed(wins=0, losses=0, low=0, high=0, difference=0), Choice.NOT_BETTER),
    ],
)
def test_the_rule(result: MetricResult, choice: Choice) -> None:
    assert choice_of(result) is choice


@pytest.mark.parametrize(
    ("result", "words"),
    [
        (changed(base=199), "199 of 200 answers of base failed, and 5 % may"),
        (changed(n=3, custom=0), "at least 50 records are needed"),
        (changed(low=-0.01), "should lie above 0.020 and reaches down to -0.010"),
        (changed(low=-0.2, high=-0.1), "it is worse"),
        (changed(wins=3, losses=1), "only 4 records differ, and 6 are the least"),
    ],
)
def test_the_reason_is_told(result: MetricResult, words: str) -> None:
    assert words in decide(result, RULE, most_failures=0.05).sentence


@pytest.mark.parametrize(
    ("confidence", "least"), [(0.5, 2), (0.75, 3), (0.9, 5), (0.95, 6), (0.99, 8)]
)
def test_a_sign_test_of_fewer_records_could_never_be_significant(
    confidence: float, least: int
) -> None:
    assert least_differing(confidence) == least
    assert 2 / 2**least <= 1 - confidence + 1e-12 < 2 / 2 ** (least - 1)


@pytest.mark.parametrize(
    ("low", "high", "retention", "choice"),
    [
        (-0.05, 0.1, Retention.HELD, Choice.BETTER),
        (-0.051, 0.1, Retention.UNCLEAR, Choice.INCONCLUSIVE),
        (-0.2, -0.05, Retention.UNCLEAR, Choice.INCONCLUSIVE),
        (-0.2, -0.051, Retention.FORGOT, Choice.NOT_BETTER),
    ],
)
def test_nothing_may_be_forgotten(
    low: float, high: float, retention: Retention, choice: Choice
) -> None:
    found = regression(low, high)
    assert found.retention is retention
    assert choice_of(GOOD, found) is choice
    assert "a loss of 0.050 is allowed" in found.sentence


@pytest.mark.parametrize("changes", [{"base": 11}, {"n": 49, "custom": 0}])
def test_a_regression_set_that_tells_nothing_promotes_nothing(changes: dict[str, int]) -> None:
    found = regression(0.0, 0.1, **changes)
    assert found.retention is Retention.UNCLEAR
    assert choice_of(GOOD, found) is Choice.INCONCLUSIVE


def test_what_is_not_better_is_not_made_so_by_the_regression_set() -> None:
    assert choice_of(changed(low=0), regression(0.0, 0.1)) is Choice.NOT_BETTER

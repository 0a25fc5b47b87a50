"""Numbers that look like a verdict and are none."""

from math import comb

import msgspec
import numpy as np
import pytest

from lambdas.contract.evaluation import (
    Arm,
    Choice,
    ConfidenceInterval,
    EvaluationRequest,
    Metric,
    MetricResult,
    PromotionRule,
    Retention,
)
from lambdas.evaluation.compare import compare_statistics
from lambdas.evaluation.decide import decide, judge_regression
from lambdas.evaluation.metrics import MEASURES


def result(
    records: int,
    *,
    wins: int = 0,
    losses: int = 0,
    base_failed: int = 0,
    custom_failed: int = 0,
    confidence: float = 0.95,
) -> MetricResult:
    """Return what right and wrong answers come to, half of them wrong on both sides."""
    base, custom = np.zeros((records, 1)), np.zeros((records, 1))
    custom[:wins] = 1
    base[wins : wins + losses] = 1
    measure = MEASURES[Metric.ACCURACY]
    found = compare_statistics(measure, base, custom, confidence=confidence, seed=0)
    return MetricResult(
        metric=Metric.ACCURACY,
        arm=Arm.CUSTOM,
        against=Arm.BASE,
        base=found.base,
        custom=found.challenger,
        difference=found.challenger - found.base,
        interval=ConfidenceInterval(
            low=found.interval.low, high=found.interval.high, confidence=confidence
        ),
        n=records,
        wins=found.wins,
        ties=records - wins - losses,
        losses=found.losses,
        failures={Arm.BASE: base_failed, Arm.CUSTOM: custom_failed},
    )


@pytest.mark.parametrize(
    ("most", "records", "failed"),
    [(0.29, 100, 29), (0.07, 100, 7), (0.57, 100, 57), (0.05, 140, 7), (0, 100, 0)],
)
def test_as_many_failures_as_may_be_are_not_too_many(
    most: float, records: int, failed: int
) -> None:
    """0.29 of 100 is less than 29 to a computer."""
    good = result(records, wins=40, custom_failed=failed)
    assert decide(good, PromotionRule(), most_failures=most).choice is Choice.BETTER
    worse = result(records, wins=40, custom_failed=failed + 1)
    assert decide(worse, PromotionRule(), most_failures=most).choice is Choice.INCONCLUSIVE


@pytest.mark.parametrize(
    ("base_failed", "custom_failed", "whose"),
    [(100, 0, "base"), (0, 100, "custom"), (100, 100, "base and of custom")],
)
def test_a_side_that_never_answered_was_not_compared(
    base_failed: int, custom_failed: int, whose: str
) -> None:
    """Whatever share may fail: beating nobody is no gain, and its score is none to be told."""
    found = result(100, wins=90, base_failed=base_failed, custom_failed=custom_failed)
    verdict = decide(found, PromotionRule(), most_failures=1)
    assert verdict.choice is Choice.INCONCLUSIVE
    assert verdict.sentence == f"Inconclusive: all 100 answers of {whose} failed."
    other = judge_regression(found, most_loss=1, most_failures=1)
    assert other.retention is Retention.UNCLEAR
    assert other.sentence == f"Other tasks: all 100 answers of {whose} failed."


@pytest.mark.parametrize(
    ("records", "losses", "most_loss", "retention"),
    [
        (58, 0, 0.05, Retention.UNCLEAR),
        (59, 0, 0.05, Retention.HELD),
        (100, 0, 0.01, Retention.UNCLEAR),
        (299, 0, 0.01, Retention.HELD),
        (500, 1, 0.01, Retention.HELD),
        (300, 1, 0.01, Retention.UNCLEAR),
        (500, 0, 0, Retention.UNCLEAR),
        (60, 5, 0.05, Retention.UNCLEAR),
    ],
)
def test_what_hardly_differs_is_held_only_by_enough_records(
    records: int, losses: int, most_loss: float, retention: Retention
) -> None:
    """Of 100 records none of which got worse, one in a hundred may: as in the rule of three."""
    found = judge_regression(result(records, losses=losses), most_loss=most_loss, most_failures=0)
    assert found.retention is retention
    if retention is Retention.UNCLEAR and not losses:
        assert "as only 0 records differ" in found.sentence


@pytest.mark.parametrize(
    ("records", "most_loss"),
    [(50, 0.05), (59, 0.05), (100, 0.05), (100, 0.02), (300, 0.01), (500, 0.01), (250, 0.05)],
)
def test_a_model_that_lost_what_is_allowed_is_seldom_held(records: int, most_loss: float) -> None:
    """The chance of each number of losses, summed as long as they would be called held."""
    chance, lost = 0.0, 0
    while _retention(records, lost, most_loss) is Retention.HELD:
        chance += comb(records, lost) * most_loss**lost * (1 - most_loss) ** (records - lost)
        lost += 1
    assert chance <= 0.05


def _retention(records: int, losses: int, most_loss: float) -> Retention:
    found = result(records, losses=losses)
    return judge_regression(found, most_loss=most_loss, most_failures=0).retention


@pytest.mark.parametrize("confidence", [0.9991, 0.9999999999999999, 1, 0.49])
def test_a_confidence_that_ten_thousand_resamples_cannot_show_is_refused(
    confidence: float,
) -> None:
    """Of 10,000 differences the outermost 5 lie beyond the interval at 99.9 %."""
    with pytest.raises(msgspec.ValidationError, match="confidence"):
        msgspec.convert(
            {"test": "t.jsonl", "promotion": {"confidence": confidence}}, EvaluationRequest
        )
    assert msgspec.convert({"confidence": 0.999}, PromotionRule)


@pytest.mark.parametrize("confidence", [0.5, 0.999])
@pytest.mark.parametrize("records", [1, 2, 50, 5000])
def test_every_confidence_that_is_allowed_has_an_interval(records: int, confidence: float) -> None:
    found = result(records, wins=records // 2, confidence=confidence)
    assert -1 <= found.interval.low <= found.difference <= found.interval.high <= 1

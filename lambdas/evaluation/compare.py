"""One side against another on the same records, metric by metric."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from lambdas.contract.evaluation import Arm, ConfidenceInterval, Metric, MetricResult
from lambdas.evaluation.bootstrap import (
    DIGITS,
    RESAMPLES,
    Interval,
    expanded_interval,
    resampled_sums,
    rounded,
)
from lambdas.evaluation.measure import Floats, Measure
from lambdas.evaluation.metrics import MEASURES
from lambdas.evaluation.tally import Tally


class Compared(NamedTuple):
    """The scores of two sides, and where their difference lies."""

    base: float
    challenger: float
    interval: Interval
    wins: int
    losses: int


def compare(
    tally: Tally,
    challenger: Arm,
    *,
    against: Arm = Arm.BASE,
    confidence: float,
    seed: int,
    resamples: int = RESAMPLES,
) -> list[MetricResult]:
    """Return the result of every metric that can judge all records, in the tally's order.

    The same seed draws the same records for every challenger.

    Raises:
        ValueError: nothing was scored.
    """
    if not tally.records:
        raise ValueError("no records to compare on")
    return [
        _result(tally, metric, (against, challenger), confidence, found)
        for metric in tally.metrics
        for found in [
            compare_statistics(
                MEASURES[metric],
                tally.statistics(metric, against),
                tally.statistics(metric, challenger),
                confidence=confidence,
                seed=seed,
                resamples=resamples,
            )
        ]
    ]


def compare_statistics(
    measure: Measure,
    base: Floats,
    challenger: Floats,
    *,
    confidence: float,
    seed: int,
    resamples: int = RESAMPLES,
) -> Compared:
    """Return how two sides compare whose statistics stand record by record, a row each."""
    records = len(base)
    both = np.hstack([base, challenger])
    sums = resampled_sums(both, resamples=resamples, seed=seed)
    gains = record_gains(measure, base, challenger)
    return Compared(
        base=rounded(measure.score(base.sum(axis=0), records)),
        challenger=rounded(measure.score(challenger.sum(axis=0), records)),
        interval=expanded_interval(_differences(measure, sums, records), records, confidence),
        wins=int((gains > 0).sum()),
        losses=int((gains < 0).sum()),
    )


def record_gains(measure: Measure, base: Floats, challenger: Floats) -> Floats:
    """Return by how much the challenger is better on each record by itself."""
    return np.round(measure.score(challenger, 1) - measure.score(base, 1), DIGITS)


def result_of(results: Sequence[MetricResult], metric: Metric) -> MetricResult:
    """Return one metric's result.

    Raises:
        LookupError: it has none, because some reference doesn't suit it.
    """
    for result in results:
        if result.metric == metric:
            return result
    raise LookupError(f"no result of {metric}: it can't judge every reference")


def _differences(measure: Measure, sums: Floats, records: int) -> Floats:
    base, challenger = sums[:, : measure.width], sums[:, measure.width :]
    return measure.score(challenger, records) - measure.score(base, records)


def _result(
    tally: Tally, metric: Metric, sides: tuple[Arm, Arm], confidence: float, found: Compared
) -> MetricResult:
    against, challenger = sides
    return MetricResult(
        metric=metric,
        arm=challenger,
        against=against,
        **{against.value: found.base, challenger.value: found.challenger},
        difference=rounded(found.challenger - found.base),
        interval=ConfidenceInterval(
            low=found.interval.low, high=found.interval.high, confidence=confidence
        ),
        n=tally.records,
        failures={side: tally.failures[side] for side in sides},
        wins=found.wins,
        ties=tally.records - found.wins - found.losses,
        losses=found.losses,
    )

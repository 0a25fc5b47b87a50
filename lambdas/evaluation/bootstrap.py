"""The paired bootstrap over records, and intervals by expanded percentiles.

Each resample draws as many records as there are, with replacement, and every arm and metric is
scored on the same draw. Hesterberg, "What Teachers Should Know about the Bootstrap", 2014,
https://arxiv.org/abs/1411.5279, section 5.4.
"""

import math
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from lambdas.evaluation.measure import Floats

RESAMPLES = 10_000
DRAWS_AT_ONCE = 2**17
"""Bounds what is held to a few megabytes, whatever the number of records and resamples."""
DIGITS = 12
"""Scores are rounded to these, so that equal answers never differ by how a sum was rounded."""


class Interval(NamedTuple):
    """Where the true difference lies, at the confidence asked for."""

    low: float
    high: float


def resampled_sums(statistics: Floats, *, resamples: int, seed: int) -> Floats:
    """Return the sums of each column of `statistics`, a row a record, over each resample."""
    records = len(statistics)
    generator = np.random.default_rng(seed)
    sums = np.empty((resamples, statistics.shape[1]))
    rows = max(1, DRAWS_AT_ONCE // records)
    for start in range(0, resamples, rows):
        part = sums[start : start + rows]
        np.matmul(_counts(generator, len(part), records), statistics, out=part)
    return sums


def expanded_interval(differences: Floats, records: int, confidence: float) -> Interval:
    """Return the interval between two percentiles of resampled differences.

    Plain percentiles are too narrow for few records: these are moved outward by as much as
    Student's interval is wider than the normal one.
    """
    if records == 1:
        return Interval(-1.0, 1.0)
    tail = _expanded_tail(records, confidence)
    low, high = np.quantile(differences, [tail, 1 - tail])
    return Interval(rounded(low), rounded(high))


def rounded(score: float | Floats) -> float:
    """Return a score without the noise of summing in another order."""
    return round(float(score), DIGITS) + 0.0


def _counts(generator: np.random.Generator, rows: int, records: int) -> Floats:
    """Return how often each record was drawn, a row a resample."""
    drawn = generator.integers(0, records, size=(rows, records))
    drawn += np.arange(rows)[:, None] * records
    counts = np.bincount(drawn.ravel(), minlength=rows * records)
    return counts.reshape(rows, records).astype(np.float64)


def _expanded_tail(records: int, confidence: float) -> float:
    normal = NormalDist()
    quantile = _student(normal.inv_cdf((1 + confidence) / 2), records - 1)
    return normal.cdf(-quantile * math.sqrt(records / (records - 1)))


def _student(z: float, degrees: int) -> float:
    """Return Student's quantile by the normal one; Abramowitz and Stegun, 26.7.5."""
    square = z * z
    terms = (
        1.0,
        (square + 1) / 4,
        ((5 * square + 16) * square + 3) / 96,
        (((3 * square + 19) * square + 17) * square - 15) / 384,
    )
    return z * math.fsum(term / math.pow(degrees, power) for power, term in enumerate(terms))

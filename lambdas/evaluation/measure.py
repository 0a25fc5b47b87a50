"""What a metric is: statistics of each record, and one score of their sums."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Measure:
    """One metric. Sums of statistics are all that its score needs, so resamples are cheap."""

    width: int
    """How many statistics a record has."""
    statistics: Callable[[str, str], Sequence[float]]
    """Of a reference and an answer, in this order; the answer may be empty."""
    score: Callable[[Floats, int], Floats]
    """Of sums over so many records, along the last axis; from 0 to 1."""
    reference_flaw: Callable[[str], str | None]
    """Why nothing can be held against this reference, without quoting it; None: it can."""


def mean_of(
    score: Callable[[str, str], float], reference_flaw: Callable[[str], str | None]
) -> Measure:
    """Return the metric that is the mean of a score of each record."""
    return Measure(1, lambda reference, answer: (score(reference, answer),), _mean, reference_flaw)


def _mean(sums: Floats, records: int) -> Floats:
    return np.asarray(sums[..., 0] / records, dtype=np.float64)

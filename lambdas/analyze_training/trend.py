"""Relative changes between losses: no scale of a loss means anything by itself."""

import math
from collections.abc import Sequence

from lambdas.contract.report import Training

DIGITS = 9
"""Changes are rounded to these, so that a change *at* a threshold is not a matter of rounding."""

STRETCH = 0.1
"""The share of steps at either end that tells where a noisy curve starts and where it ends."""


def relative(difference: float, base: float) -> float:
    """Return a difference as a fraction of a base loss, infinite where the base is 0."""
    if base == 0:
        return 0.0 if difference == 0 else math.copysign(math.inf, difference)
    return round(difference / base, DIGITS)


def mean(losses: Sequence[float]) -> float:
    """Return the mean of at least one loss."""
    return math.fsum(losses) / len(losses)


def step_losses(training: Training) -> list[float]:
    """Return the finite losses of the training curve, in order."""
    return [step.loss for step in training.steps if step.loss is not None]


def training_fall(training: Training) -> float:
    """Return by which fraction the training loss fell from the first steps to the last.

    Negative where it rose; 0 where no loss is finite.
    """
    losses = step_losses(training)
    if not losses:
        return 0.0
    stretch = math.ceil(len(losses) * STRETCH)
    start, end = mean(losses[:stretch]), mean(losses[-stretch:])
    return relative(start - end, start)

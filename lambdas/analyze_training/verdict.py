"""The verdict on convergence: one pure function of the losses.

| verdict       | when (the first that applies)                                                  |
|---------------|--------------------------------------------------------------------------------|
| diverged      | a loss is not finite, or training loss ends `DIVERGED_RISE` above its lowest    |
| cannot tell   | fewer than two epochs have a validation loss                                   |
| overfitting   | validation loss ends more than `OVERFITTING_RISE` above its lowest              |
| still falling | the last epoch beat every earlier one by more than `FLAT`                      |
| converged     | otherwise: the epochs after the good one brought less than `FLAT`               |

The epoch worth stopping at is the earliest whose validation loss is within `FLAT` of the lowest.
Only ratios of losses count, so the verdict does not depend on their scale.
"""

import math
from typing import NamedTuple

from lambdas.analyze_training import wording
from lambdas.analyze_training.trend import mean, relative, step_losses, training_fall
from lambdas.contract.report import EpochLosses, Measure, Training, Verdict, VerdictWord

FLAT = 0.01
"""An epoch that lowers validation loss by less is not worth its price: on a few hundred held-out
records the loss itself is uncertain by about as much."""

OVERFITTING_RISE = 0.02
"""Twice `FLAT`: a rise must stand clear of the noise before a run is called overfitted."""

DIVERGED_RISE = 0.2
"""Of the first epoch's loss. Means over an epoch wander by a few percent when training is sound;
a fifth of all there was to learn is not wandering."""

TREND_EPOCHS = 2
"""A trend takes two measurements."""

Losses = list[tuple[int, float]]
"""Epochs and their finite losses."""


class _Finding(NamedTuple):
    word: VerdictWord
    epoch: int | None
    stop_epoch: int | None
    sentence: str
    measure: Measure


def judge(training: Training) -> Verdict:
    """Return the verdict on a run's losses; the module's table tells the rules.

    With one epoch alone nothing but divergence can be told; its two halves are compared then.
    """
    validation = [
        (e.epoch, e.validation_loss) for e in training.epochs if e.validation_loss is not None
    ]
    finding = (
        _not_finite(training)
        or _risen(training)
        or _too_little(training, validation)
        or _overfitting(validation)
        or _still_falling(validation)
        or _converged(validation)
    )
    return Verdict(
        word=finding.word,
        epoch=finding.epoch,
        stop_epoch=finding.stop_epoch,
        headline=wording.headline(finding.word, finding.epoch, training.epochs[-1].epoch),
        sentence=finding.sentence,
        measures=[finding.measure],
    )


def good_epoch(validation: Losses) -> int:
    """Return the epoch worth stopping at."""
    lowest = min(loss for _, loss in validation)
    return next(epoch for epoch, loss in validation if relative(loss - lowest, loss) <= FLAT)


def _not_finite(training: Training) -> _Finding | None:
    epoch = next((e.epoch for e in training.epochs if _broken(e)), None)
    if epoch is None:
        return None
    measure = Measure(what=f"Loss of epoch {epoch}, which is not a finite number", value=None)
    return _Finding(VerdictWord.DIVERGED, epoch, None, wording.not_finite(epoch), measure)


def _broken(losses: EpochLosses) -> bool:
    validation_broken = losses.validation_measured and losses.validation_loss is None
    return losses.training_loss is None or validation_broken


def _risen(training: Training) -> _Finding | None:
    stretches = _stretches(training)
    losses = [loss for _, loss in stretches]
    lowest, last = min(losses), losses[-1]
    rise = relative(last - lowest, losses[0])
    if rise <= DIVERGED_RISE:
        return None
    since, _ = stretches[losses.index(lowest) + 1]
    what = "Training loss at the end above its lowest, as a share of its start"
    sentence = wording.risen(lowest, last)
    measure = _measure(what, rise, DIVERGED_RISE)
    return _Finding(VerdictWord.DIVERGED, since, None, sentence, measure)


def _stretches(training: Training) -> Losses:
    """Return training losses by epoch, or by half where there is one epoch only."""
    epochs = [(e.epoch, e.training_loss) for e in training.epochs if e.training_loss is not None]
    steps = step_losses(training)
    if len(epochs) > 1 or len(steps) < TREND_EPOCHS:
        return epochs
    half = len(steps) // 2
    return [(epochs[0][0], mean(part)) for part in (steps[:half], steps[half:])]


def _too_little(training: Training, validation: Losses) -> _Finding | None:
    if len(validation) >= TREND_EPOCHS:
        return None
    fall = training_fall(training)
    sentence = wording.too_little(fall, len(validation))
    measure = _measure("Training loss fell from its first steps to its last by", fall)
    return _Finding(VerdictWord.CANNOT_TELL, None, None, sentence, measure)


def _overfitting(validation: Losses) -> _Finding | None:
    lowest_epoch, lowest = _lowest(validation)
    above = [(epoch, relative(loss - lowest, lowest)) for epoch, loss in validation]
    last_sound = max(i for i, (_, rise) in enumerate(above) if rise <= OVERFITTING_RISE)
    if last_sound == len(above) - 1:
        return None
    what = f"Validation loss of the last epoch above the lowest, that of epoch {lowest_epoch}"
    sentence = wording.rising(lowest_epoch, lowest, validation[-1][1])
    measure = _measure(what, above[-1][1], OVERFITTING_RISE)
    since, _ = above[last_sound + 1]
    return _Finding(VerdictWord.OVERFITTING, since, good_epoch(validation), sentence, measure)


def _still_falling(validation: Losses) -> _Finding | None:
    epoch, loss = validation[-1]
    if good_epoch(validation) != epoch:
        return None
    before_epoch, before = _lowest(validation[:-1])
    what = f"Validation loss of epoch {epoch} below the lowest before, that of epoch {before_epoch}"
    sentence = wording.falling(epoch, before, loss)
    measure = _measure(what, relative(before - loss, before), FLAT)
    return _Finding(VerdictWord.STILL_FALLING, None, None, sentence, measure)


def _converged(validation: Losses) -> _Finding:
    stop = good_epoch(validation)
    loss = dict(validation)[stop]
    gain = relative(loss - min(later for _, later in validation), loss)
    measure = _measure(f"The most that a later epoch improved on epoch {stop}", gain, FLAT)
    return _Finding(VerdictWord.CONVERGED, stop, stop, wording.flat(stop, gain), measure)


def _lowest(validation: Losses) -> tuple[int, float]:
    return min(validation, key=lambda item: item[1])


def _measure(what: str, value: float, threshold: float | None = None) -> Measure:
    return Measure(what=what, value=value if math.isfinite(value) else None, threshold=threshold)

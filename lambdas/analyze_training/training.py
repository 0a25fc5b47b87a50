"""How a job's losses went, from its two metrics files."""

import math

from lambdas.analyze_training.losses import EpochTally, Losses
from lambdas.contract.report import EpochLosses, Training, TrainingStep


def training_of(training: Losses, validation: Losses | None) -> Training:
    """Return the losses as the report tells them, epochs counted from 1."""
    offset = 1 - min(training.epochs)
    measured = _validation_by_epoch(validation, offset, max(training.epochs) + offset)
    return Training(
        steps_measured=training.count,
        steps=_steps(training, offset),
        epochs=[
            _epoch(epoch + offset, tally, measured.get(epoch + offset))
            for epoch, tally in sorted(training.epochs.items())
        ],
    )


def _validation_by_epoch(
    validation: Losses | None, offset: int, last_epoch: int
) -> dict[int, EpochTally]:
    """Return validation tallies by report epoch.

    Both files number epochs alike. Should validation seem to run past the end of training, it
    counts from one more, so that the last of both is the same epoch.
    """
    if validation is None:
        return {}
    last = max(validation.epochs)
    offset = min(offset, last_epoch - last)
    return {epoch + offset: tally for epoch, tally in validation.epochs.items()}


def _steps(training: Losses, offset: int) -> list[TrainingStep]:
    return [
        TrainingStep(
            step=point.step,
            epoch=point.epoch + offset,
            position=point.epoch + offset - 1 + training.epochs[point.epoch].position(point.step),
            loss=_finite(point.loss),
        )
        for point in training.curve.points()
    ]


def _epoch(epoch: int, training: EpochTally, validation: EpochTally | None) -> EpochLosses:
    return EpochLosses(
        epoch=epoch,
        steps=training.count,
        training_loss=_finite(training.mean),
        training_perplexity=_perplexity(training.mean),
        validation_measured=validation is not None,
        validation_loss=_finite(validation.final_loss) if validation else None,
        validation_mean=_finite(validation.mean) if validation else None,
        validation_perplexity=_perplexity(validation.final_loss) if validation else None,
    )


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None


def _perplexity(loss: float) -> float | None:
    try:
        return _finite(math.exp(loss))
    except OverflowError:
        return None

"""The metrics files a job leaves in its output folder.

https://docs.aws.amazon.com/bedrock/latest/userguide/model-customization-analyze.html
"""

import math
from collections.abc import Iterable, Sequence
from statistics import fmean

from local.bedrock.trainer import Step

TRAINING = "training_artifacts/step_wise_training_metrics.csv"
VALIDATION = "validation_artifacts/post_fine_tuning_validation/validation_metrics.csv"


def training_csv(steps: Iterable[Step]) -> bytes:
    """Return one row a step, numbered from 0."""
    return _csv("training_loss", ((step.number, step.epoch, step.loss) for step in steps))


def validation_csv(steps: Iterable[Step]) -> bytes:
    """Return one row an epoch, numbered by its last step; of several sets the mean."""
    return _csv(
        "validation_loss",
        (
            (step.number, step.epoch, fmean(step.validation_losses))
            for step in steps
            if step.validation_losses
        ),
    )


def final_training_loss(steps: Sequence[Step]) -> float:
    """Return the mean loss of the last epoch: one batch alone would be noise."""
    return fmean(step.loss for step in steps if step.epoch == steps[-1].epoch)


def _csv(loss_column: str, rows: Iterable[tuple[int, int, float]]) -> bytes:
    lines = [f"step_number,epoch_number,{loss_column},perplexity"]
    lines += [f"{step},{epoch},{loss:.6f},{_perplexity(loss):.6f}" for step, epoch, loss in rows]
    return "\n".join([*lines, ""]).encode()


def _perplexity(loss: float) -> float:
    return math.exp(min(loss, 700))

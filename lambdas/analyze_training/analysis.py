"""From a trained model's metrics files to analysis.json."""

from lambdas.analyze_training import metrics
from lambdas.analyze_training.advice import advise
from lambdas.analyze_training.losses import Losses
from lambdas.analyze_training.training import training_of
from lambdas.analyze_training.verdict import judge
from lambdas.common.figures import count
from lambdas.common.storage import Bucket
from lambdas.contract import places
from lambdas.contract.errors import MetricsMissingError
from lambdas.contract.report import Analysis
from lambdas.contract.run import Plan, TrainedModel


def analyze(bucket: Bucket, plan: Plan, trained: TrainedModel) -> Analysis:
    """Return what the metrics files of a job tell.

    Raises:
        MetricsMissingError: there are no training metrics, or a file can't be read.
    """
    keys = list(bucket.keys(places.training_prefix(plan.run.team, plan.run.run_id)))
    training_losses = _losses(
        bucket, metrics.find(keys, trained.job_arn, metrics.TRAINING_FILE), metrics.TRAINING_COLUMN
    )
    if training_losses is None:
        raise MetricsMissingError(
            f"The job {trained.job_name} ended well, but there is no {metrics.TRAINING_FILE} of "
            f"it below {trained.output_uri}."
        )
    validation_losses = _losses(
        bucket,
        metrics.find(keys, trained.job_arn, metrics.VALIDATION_FILE),
        metrics.VALIDATION_COLUMN,
    )
    training = training_of(training_losses, validation_losses)
    verdict = judge(training)
    return Analysis(
        training=training,
        verdict=verdict,
        next_steps=advise(plan, training, verdict),
        warnings=_warnings(plan, training_losses, validation_losses),
    )


def _losses(bucket: Bucket, key: str | None, column: str) -> Losses | None:
    return None if key is None else metrics.read(bucket.stream(key).iter_lines(), column)


def _warnings(plan: Plan, training: Losses, validation: Losses | None) -> list[str]:
    warnings = []
    if plan.validation is not None and validation is None:
        warnings.append(
            f"Validation data was given, but the job left no {metrics.VALIDATION_FILE}."
        )
    for name, losses in (
        (metrics.TRAINING_FILE, training),
        (metrics.VALIDATION_FILE, validation),
    ):
        if losses is not None and losses.unreadable:
            rows = count(losses.unreadable, "row")
            warnings.append(f"{rows} of {name} held no readable numbers and were left out.")
    return warnings

"""Bedrock's model customization jobs: found by name, read, stopped. Starting is TrainModel's."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from lambdas.contract import names, status
from lambdas.contract.errors import (
    PipelineError,
    TrainingFailedError,
    TrainingStoppedError,
)
from lambdas.contract.run import TrainedModel
from lambdas.contract.status import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_bedrock import BedrockClient
    from mypy_boto3_bedrock.type_defs import GetModelCustomizationJobResponseTypeDef

LONGEST_FAILURE = 1_000
"""Long enough for a refusal that names its ARNs; Bedrock's own limit is 2,048 characters."""
_ATTEMPT = re.compile(r"-a(\d+)$")


@dataclass(frozen=True)
class TrainingJob:
    """A job as Bedrock reports it."""

    arn: str
    name: str
    status: str
    created_at: dt.datetime
    ended_at: dt.datetime | None
    model_arn: str
    model_name: str
    output_uri: str
    failure_message: str

    @property
    def outcome(self) -> Outcome:
        """What the job's status word means."""
        return status.outcome_of(self.status)

    @property
    def may_run(self) -> bool:
        """Whether the job may still cost money: it runs, or nobody knows what its status means."""
        return self.outcome is Outcome.RUNNING or self.status not in status.TRAINING_JOB

    @property
    def attempt(self) -> int:
        """Which attempt of its run the job is."""
        found = _ATTEMPT.search(self.name)
        return int(found.group(1)) if found else 1


def find(bedrock: BedrockClient, name: str) -> TrainingJob | None:
    """Return the job of this name, None when there is none."""
    try:
        found = bedrock.get_model_customization_job(jobIdentifier=name)
    except ClientError as error:
        if error.response["Error"]["Code"] == "ResourceNotFoundException":
            return None
        raise
    return _read(found)


def of_run(
    bedrock: BedrockClient, environment: str, run_id: str, attempts: int
) -> Iterator[TrainingJob]:
    """Yield a run's jobs, newest attempt first."""
    for attempt in range(attempts, 0, -1):
        job = find(bedrock, names.job_name(environment, run_id, attempt))
        if job is not None:
            yield job


def stop(bedrock: BedrockClient, job: TrainingJob) -> None:
    """Ask Bedrock to stop a job; one that has ended meanwhile is no error.

    The tokens used so far are billed.
    https://docs.aws.amazon.com/bedrock/latest/userguide/model-customization-stop.html
    """
    try:
        bedrock.stop_model_customization_job(jobIdentifier=job.arn)
    except ClientError as error:
        if error.response["Error"]["Code"] not in {"ConflictException", "ValidationException"}:
            raise


def trained_model(job: TrainingJob) -> TrainedModel:
    """Return the answer of a job that ended well."""
    ended = job.ended_at or job.created_at
    return TrainedModel(
        job_arn=job.arn,
        job_name=job.name,
        model_arn=job.model_arn,
        model_name=job.model_name,
        output_uri=job.output_uri,
        started_at=job.created_at.isoformat(),
        ended_at=ended.isoformat(),
        attempt=job.attempt,
    )


def failure_of(job: TrainingJob) -> PipelineError:
    """Return the error of a job that ended badly, in words without training data."""
    if job.status == status.JOB_STOPPED:
        return TrainingStoppedError(f"job {job.name} was stopped; the tokens it used are billed")
    reason = _without_data(job.failure_message) or "Bedrock gave no reason"
    if job.status not in status.TRAINING_JOB:
        reason = f"unknown status {job.status!r}; the job may still run: {reason}"
    return TrainingFailedError(f"job {job.name} ended as {job.status}: {reason}")


def _without_data(message: str) -> str:
    """Return the message up to where it begins to quote a record."""
    kept = re.split(r"(?i)(?<=starting with)", message, maxsplit=1)[0]
    return kept[:LONGEST_FAILURE]


def _read(found: GetModelCustomizationJobResponseTypeDef) -> TrainingJob:
    return TrainingJob(
        arn=found["jobArn"],
        name=found["jobName"],
        status=found["status"],
        created_at=found["creationTime"],
        ended_at=found.get("endTime"),
        model_arn=found.get("outputModelArn", ""),
        model_name=found.get("outputModelName", ""),
        output_uri=found["outputDataConfig"]["s3Uri"],
        failure_message=found.get("failureMessage", ""),
    )

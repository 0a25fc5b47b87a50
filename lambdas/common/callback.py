"""The task token of a waiting run: kept in the control prefix, answered once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from botocore.exceptions import ClientError

from lambdas.common import training_jobs
from lambdas.common.entry import logger
from lambdas.contract import places
from lambdas.contract.run import Waiting
from lambdas.contract.status import Outcome

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

    from lambdas.common.storage import Bucket
    from lambdas.common.training_jobs import TrainingJob

STALE = {"InvalidToken", "TaskDoesNotExist", "TaskTimedOut"}
"""Somebody answered before, or the run looks again with a new token: nothing is lost."""


def remember(bucket: Bucket, waiting: Waiting) -> None:
    """Keep the token where only the ensuring and the answering function reach it."""
    key = places.control_key(waiting.job_name)
    bucket.write(key, msgspec.json.encode(waiting), "application/json")


def recall(bucket: Bucket, job_name: str) -> Waiting | None:
    """Return who waits for a job, None when nobody ever did."""
    try:
        return msgspec.json.decode(bucket.read(places.control_key(job_name)), type=Waiting)
    except ClientError as error:
        if error.response["Error"]["Code"] == "NoSuchKey":
            return None
        raise


def answer(stepfunctions: SFNClient, waiting: Waiting, job: TrainingJob) -> bool:
    """Wake the run if its job has ended; return whether it had. A stale token is success."""
    if job.outcome is Outcome.RUNNING:
        return False
    try:
        _send(stepfunctions, waiting.task_token, job)
    except ClientError as error:
        if error.response["Error"]["Code"] not in STALE:
            raise
        logger.info("nobody waits with this token any more")
    return True


def _send(stepfunctions: SFNClient, token: str, job: TrainingJob) -> None:
    if job.outcome is Outcome.DONE:
        output = msgspec.json.encode(training_jobs.trained_model(job)).decode()
        stepfunctions.send_task_success(taskToken=token, output=output)
        return
    error = training_jobs.failure_of(job)
    stepfunctions.send_task_failure(taskToken=token, error=type(error).__name__, cause=str(error))

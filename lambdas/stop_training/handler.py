"""StopTraining: no job of an ended run goes on.

In: execution ARN and the redrive count it was judged at. Out: `Stopped`, once nothing runs.
Raises `StillStoppingError` until then; the state's retry is the wait.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from lambdas.common import aws, environment, executions, training_jobs
from lambdas.common.entry import Event, entry, logger
from lambdas.contract import status
from lambdas.contract.clean_up import Stopped
from lambdas.contract.errors import StillStoppingError

if TYPE_CHECKING:
    from mypy_boto3_bedrock import BedrockClient

    from lambdas.common.training_jobs import TrainingJob


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What the state is called with."""

    execution_arn: str
    redrive_count: int


class Environment(msgspec.Struct, frozen=True, kw_only=True):
    """What the function is configured with."""

    environment_name: str


@entry
def handler(event: Event) -> object:
    """Stop what runs, unless the run was taken up again."""
    request = msgspec.convert(event, Request)
    env = environment.read(Environment)
    execution = executions.describe(aws.stepfunctions(), request.execution_arn)
    logger.append_keys(run_id=execution.run_id)
    if execution.goes_on_since(request.redrive_count):
        return msgspec.to_builtins(_answer(request, left_alone=True))
    jobs = training_jobs.of_run(
        aws.bedrock(), env.environment_name, execution.run_id, request.redrive_count + 1
    )
    return msgspec.to_builtins(_answer(request, jobs=stop_all(aws.bedrock(), list(jobs))))


def stop_all(bedrock: BedrockClient, jobs: list[TrainingJob]) -> list[str]:
    """Return each job with its final status.

    Raises:
        StillStoppingError: naming the jobs that have been told to stop and run still.
    """
    live = [job for job in jobs if job.may_run]
    for job in live:
        if job.status != status.JOB_STOPPING:
            training_jobs.stop(bedrock, job)
    if live:
        raise StillStoppingError(", ".join(f"{job.name} is {job.status}" for job in live))
    return [f"{job.name}: {job.status}" for job in jobs]


def _answer(
    request: Request, *, left_alone: bool = False, jobs: list[str] | None = None
) -> Stopped:
    return Stopped(
        execution_arn=request.execution_arn,
        redrive_count=request.redrive_count,
        left_alone=left_alone,
        jobs=jobs or [],
    )

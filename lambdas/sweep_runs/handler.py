"""SweepRuns: the backstop for lost events, every hour.

Out: the runs for which CleanUp was started. Only jobs with this environment's name and tags are
looked at, and a run that is alive or within its grace time is left alone.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import msgspec

from lambdas.common import aws, environment, executions
from lambdas.common.entry import Event, entry, logger
from lambdas.contract import names, status
from lambdas.contract.clean_up import CleanUpInput

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_bedrock import BedrockClient

    from lambdas.common.executions import Execution

SLACK = dt.timedelta(hours=1)
"""How long CleanUp may take after the grace time before the sweep starts it again."""


class Environment(msgspec.Struct, frozen=True, kw_only=True):
    """What the function is configured with."""

    environment_name: str
    run_machine_arn: str
    clean_up_machine_arn: str
    grace_seconds: int


@entry
def handler(_event: Event) -> list[str]:
    """Start CleanUp for every job whose run has ended."""
    env = environment.read(Environment)
    patience = dt.timedelta(seconds=env.grace_seconds) + SLACK
    now = dt.datetime.now(dt.UTC)
    started = []
    for run_id in sorted(set(runs_with_live_jobs(aws.bedrock(), env.environment_name))):
        arn = execution_arn(env.run_machine_arn, run_id)
        execution = executions.describe(aws.stepfunctions(), arn)
        if not is_forgotten(execution, patience, now):
            continue
        aws.stepfunctions().start_execution(
            stateMachineArn=env.clean_up_machine_arn,
            input=msgspec.json.encode(CleanUpInput(execution_arn=arn)).decode(),
        )
        started.append(run_id)
    logger.info("swept", extra={"started": started})
    return started


def runs_with_live_jobs(bedrock: BedrockClient, environment_name: str) -> Iterator[str]:
    """Yield the run of each job of this environment that is in progress."""
    prefix = names.job_name_prefix(environment_name)
    pages = bedrock.get_paginator("list_model_customization_jobs").paginate(
        nameContains=prefix, statusEquals=status.JOB_IN_PROGRESS
    )
    for page in pages:
        for job in page["modelCustomizationJobSummaries"]:
            if job["jobName"].startswith(prefix):
                tags = _tags(bedrock, job["jobArn"])
                if tags.get(names.TAG_ENVIRONMENT) == environment_name and names.TAG_RUN in tags:
                    yield tags[names.TAG_RUN]


def execution_arn(machine_arn: str, run_id: str) -> str:
    """Return the ARN of a run's execution."""
    return f"{machine_arn.replace(':stateMachine:', ':execution:')}:{run_id}"


def is_forgotten(execution: Execution, patience: dt.timedelta, now: dt.datetime) -> bool:
    """Whether a run with a live job ended so long ago that its clean-up must have been lost."""
    if execution.is_running:
        return False
    return execution.ended_at is None or now - execution.ended_at > patience


def _tags(bedrock: BedrockClient, arn: str) -> dict[str, str]:
    return {
        tag["key"]: tag["value"] for tag in bedrock.list_tags_for_resource(resourceARN=arn)["tags"]
    }

"""JudgeEndedRun: what an ended run left running, and how long it may stay so.

In: execution ARN. Out: `Judgement`. A run that goes on again is left alone.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import msgspec

from lambdas.common import aws, environment, executions, run_capacity, training_jobs
from lambdas.common.entry import Event, entry
from lambdas.contract.clean_up import Judgement
from lambdas.contract.serving import Kind
from lambdas.judge_ended_run.judge import Left, judge

if TYPE_CHECKING:
    from mypy_boto3_bedrock import BedrockClient

    from lambdas.common.executions import Execution


class Environment(msgspec.Struct, frozen=True, kw_only=True):
    """What the function is configured with."""

    environment_name: str
    grace_seconds: int


@entry
def handler(event: Event) -> object:
    """Read the execution first: its event may be old news."""
    env = environment.read(Environment)
    execution = executions.describe(aws.stepfunctions(), event["execution_arn"])
    if execution.is_running:
        return msgspec.to_builtins(Judgement(execution_arn=execution.arn, leave_alone=True))
    left = left_by(aws.bedrock(), env.environment_name, execution)
    return msgspec.to_builtins(judge(execution, left, env.grace_seconds, dt.datetime.now(dt.UTC)))


def left_by(bedrock: BedrockClient, environment_name: str, execution: Execution) -> Left:
    """Return what of a run may still cost money, of every attempt; settled capacity has left it."""
    run_id, attempts = execution.run_id, execution.redrive_count + 1
    jobs = training_jobs.of_run(bedrock, environment_name, run_id, attempts)
    throughput, deployments = (
        run_capacity.unsettled(bedrock, kind, environment_name, run_id, attempts)
        for kind in (Kind.PROVISIONED, Kind.ON_DEMAND)
    )
    return Left(
        jobs=[job.name for job in jobs if job.may_run],
        throughput=[one.name for one in throughput if one.is_live],
        deployments=[one.name for one in deployments if one.is_live],
    )

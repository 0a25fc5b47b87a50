"""JudgeEndedRun: what an ended run left running, and how long it may stay so.

In: execution ARN. Out: `Judgement`. A run that goes on again is left alone.
"""

import datetime as dt

import msgspec

from lambdas.common import aws, environment, executions, training_jobs
from lambdas.common.entry import Event, entry
from lambdas.common.executions import Execution
from lambdas.contract import names, status
from lambdas.contract.clean_up import Judgement
from lambdas.contract.errors import STOP_AT_ONCE
from lambdas.contract.notification import Notification


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
    jobs = training_jobs.of_run(
        aws.bedrock(), env.environment_name, execution.run_id, execution.redrive_count + 1
    )
    live = [job.name for job in jobs if job.may_run]
    return msgspec.to_builtins(judge(execution, live, env.grace_seconds, dt.datetime.now(dt.UTC)))


def judge(
    execution: Execution, live_jobs: list[str], grace_seconds: int, now: dt.datetime
) -> Judgement:
    """Return what to do about an ended run.

    A healthy job whose run failed by an accident of the infrastructure is worth money: it goes on
    for the grace time, in which a redrive saves it. After an abort, a time-out or a limit nobody
    wants it any more.
    """
    wait = remaining_grace(execution, grace_seconds, now) if live_jobs else 0
    return Judgement(
        execution_arn=execution.arn,
        redrive_count=execution.redrive_count,
        live_jobs=live_jobs,
        wait_seconds=wait,
        notification=_announce(execution, live_jobs, wait),
        team=names.team_of(execution.run_id),
    )


def remaining_grace(execution: Execution, grace_seconds: int, now: dt.datetime) -> int:
    """Return the seconds until the run's jobs are stopped; 0 means at once."""
    if execution.status != status.RUN_FAILED or execution.error in STOP_AT_ONCE:
        return 0
    since = (now - execution.ended_at).total_seconds() if execution.ended_at else 0
    return max(0, round(grace_seconds - since))


def _announce(execution: Execution, live_jobs: list[str], wait_seconds: int) -> Notification:
    lines = [f"Run {execution.run_id} ended: {execution.status} {execution.error}".rstrip()]
    if wait_seconds:
        lines += [
            f"Its job {', '.join(live_jobs)} is healthy and goes on for {wait_seconds} seconds.",
            "To keep what it has done, redrive the run:",
            f"aws stepfunctions redrive-execution --execution-arn {execution.arn}",
        ]
    else:
        lines += [f"Jobs to stop: {', '.join(live_jobs) or 'none'}"]
    lines += [f"Execution: {execution.arn}"]
    return Notification.of(f"Run {execution.run_id} {execution.status}", lines)

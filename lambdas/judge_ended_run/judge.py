"""What an ended run's end means for what it left behind. Knows no AWS."""

import datetime as dt
from dataclasses import dataclass, field

from lambdas.common.executions import Execution
from lambdas.contract import names, status
from lambdas.contract.clean_up import Judgement
from lambdas.contract.errors import STOP_AT_ONCE
from lambdas.contract.notification import Notification


@dataclass(frozen=True, kw_only=True)
class Left:
    """The names of what an ended run left alive."""

    jobs: list[str] = field(default_factory=list)
    throughput: list[str] = field(default_factory=list)
    deployments: list[str] = field(default_factory=list)


def judge(execution: Execution, left: Left, grace_seconds: int, now: dt.datetime) -> Judgement:
    """Return what to do about an ended run.

    A healthy job or deployment whose run failed by an accident of the infrastructure is worth
    money, and costs none while idle: it goes on for the grace time, in which a redrive saves it.
    After an abort, a time-out or a limit nobody wants it any more. Throughput bills every hour, so
    it never waits.
    """
    may_wait = left.jobs or left.deployments
    wait = remaining_grace(execution, grace_seconds, now) if may_wait else 0
    return Judgement(
        execution_arn=execution.arn,
        redrive_count=execution.redrive_count,
        live_jobs=left.jobs,
        live_throughput=left.throughput,
        live_deployments=left.deployments,
        wait_seconds=wait,
        notification=_announce(execution, left, wait),
        team=names.team_of(execution.run_id),
    )


def remaining_grace(execution: Execution, grace_seconds: int, now: dt.datetime) -> int:
    """Return the seconds until the run's jobs and deployments are ended; 0 means at once."""
    if execution.status != status.RUN_FAILED or execution.error in STOP_AT_ONCE:
        return 0
    since = (now - execution.ended_at).total_seconds() if execution.ended_at else 0
    return max(0, round(grace_seconds - since))


def _announce(execution: Execution, left: Left, wait_seconds: int) -> Notification:
    lines = [
        f"Run {execution.run_id} ended: {execution.status} {execution.error}".rstrip(),
        *_billed_by_the_hour(left),
        *(_going_on(execution, left, wait_seconds) if wait_seconds else _ending(left)),
        f"Execution: {execution.arn}",
    ]
    return Notification.of(f"Run {execution.run_id} {execution.status}", lines)


def _billed_by_the_hour(left: Left) -> list[str]:
    if not left.throughput:
        return []
    named = ", ".join(left.throughput)
    return [f"Its provisioned throughput {named} is billed by the hour and is removed now."]


def _going_on(execution: Execution, left: Left, wait_seconds: int) -> list[str]:
    things = {"job": left.jobs, "deployment": left.deployments}
    return [
        *(
            f"Its {noun} {', '.join(named)} is healthy and goes on for {wait_seconds} seconds."
            for noun, named in things.items()
            if named
        ),
        "To keep what it has done, redrive the run:",
        f"aws stepfunctions redrive-execution --execution-arn {execution.arn}",
    ]


def _ending(left: Left) -> list[str]:
    removed = [f"Deployments to remove: {', '.join(left.deployments)}"] if left.deployments else []
    return [f"Jobs to stop: {', '.join(left.jobs) or 'none'}", *removed]

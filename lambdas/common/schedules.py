"""The schedules that end capacity at its time, and then delete themselves."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_scheduler import EventBridgeSchedulerClient

    from lambdas.contract.retirement import Finding

MINUTE = dt.timedelta(minutes=1)
SOONEST = 2 * MINUTE
"""A time that is over is refused, so what is overdue is scheduled so soon."""
DAY_SECONDS = 86_400
MOST_ATTEMPTS = 185
"""Both are the most that EventBridge Scheduler allows.
https://docs.aws.amazon.com/scheduler/latest/APIReference/API_RetryPolicy.html"""


@dataclass(frozen=True, kw_only=True)
class Scheduling:
    """Where schedules are, and whom they call with which rights."""

    group_name: str
    role_arn: str
    retire_machine_arn: str
    dead_letter_queue_arn: str


def ensure_end(
    scheduler: EventBridgeSchedulerClient,
    scheduling: Scheduling,
    finding: Finding,
    at: dt.datetime,
    now: dt.datetime,
) -> None:
    """Have the retire machine started at a time, once, under the name of what it is to remove.

    A schedule of that name is the one that an earlier call made.
    https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html
    """
    try:
        scheduler.create_schedule(
            Name=finding.name,
            GroupName=scheduling.group_name,
            ScheduleExpression=_at(max(at, now + SOONEST)),
            ScheduleExpressionTimezone="UTC",
            FlexibleTimeWindow={"Mode": "OFF"},
            ActionAfterCompletion="DELETE",
            Target={
                "Arn": scheduling.retire_machine_arn,
                "RoleArn": scheduling.role_arn,
                "Input": msgspec.json.encode(finding).decode(),
                "RetryPolicy": {
                    "MaximumEventAgeInSeconds": DAY_SECONDS,
                    "MaximumRetryAttempts": MOST_ATTEMPTS,
                },
                "DeadLetterConfig": {"Arn": scheduling.dead_letter_queue_arn},
            },
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConflictException":
            raise


def _at(time: dt.datetime) -> str:
    """Return a one-time expression, on the next full minute.

    Schedules have a precision of a minute: called early, the machine would find nothing overdue.
    https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
    """
    utc = time.astimezone(dt.UTC)
    full = utc.replace(second=0, microsecond=0)
    return f"at({full if full == utc else full + MINUTE:%Y-%m-%dT%H:%M:%S})"

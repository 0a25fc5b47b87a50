"""Executions of the run machine, as Step Functions reports them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from lambdas.contract import status

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

GONE = "GONE"
"""Our word for an execution that Step Functions no longer knows."""
MOST_REDRIVES = 20
"""How often a run that nobody knows any more may have been redriven: so many attempts are looked
for, because its machine can have been deleted while its job ran."""


@dataclass(frozen=True)
class Execution:
    """How a run stands."""

    arn: str
    status: str
    redrive_count: int
    error: str
    ended_at: dt.datetime | None

    @property
    def run_id(self) -> str:
        """The run's id is its execution's name."""
        return self.arn.rpartition(":")[2]

    @property
    def is_running(self) -> bool:
        """Whether the run is alive, so that nothing of it may be touched."""
        return self.status == status.RUN_RUNNING

    def goes_on_since(self, redrive_count: int) -> bool:
        """Whether the run was taken up again after it had been redriven so many times."""
        return self.is_running or self.redrive_count > redrive_count


def arn_of(machine_arn: str, run_id: str) -> str:
    """Return the ARN of a run's execution, which is named after the run."""
    return f"{machine_arn.replace(':stateMachine:', ':execution:')}:{run_id}"


def describe(stepfunctions: SFNClient, arn: str) -> Execution:
    """Return how a run stands; one that Step Functions forgot is `GONE`, not an error."""
    try:
        found = stepfunctions.describe_execution(executionArn=arn)
    except ClientError as error:
        if error.response["Error"]["Code"] != "ExecutionDoesNotExist":
            raise
        return Execution(arn=arn, status=GONE, redrive_count=MOST_REDRIVES, error="", ended_at=None)
    return Execution(
        arn=arn,
        status=found["status"],
        redrive_count=found.get("redriveCount", 0),
        error=found.get("error", ""),
        ended_at=found.get("stopDate"),
    )

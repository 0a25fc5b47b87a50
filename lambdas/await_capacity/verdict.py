"""What an execution of the alias machine means to CloudFormation."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
from botocore.exceptions import ClientError

from lambdas.contract import status
from lambdas.contract.errors import DeploymentTimeExceededError, PipelineError
from lambdas.contract.status import Outcome

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

    from lambdas.contract.aliases import AwaitedResource

LONGEST_WAIT = dt.timedelta(minutes=50)
"""CloudFormation waits for an hour at most, and the CDK's provider with it.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requesttypes.html"""
LONGEST_REASON = 1_000
"""What a person reads; CloudFormation cuts long reasons without saying so."""


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How an execution stands."""

    arn: str
    status: str
    since: dt.datetime
    error: str = ""
    cause: str = ""

    @property
    def outcome(self) -> Outcome:
        """What its status word means."""
        return status.outcome_of(self.status, status.RUN)


def read(stepfunctions: SFNClient, arn: str) -> Progress:
    """Return how an execution stands.

    Raises:
        PipelineError: nobody knows it any more, so nobody can say what became of the order.
    """
    try:
        found = stepfunctions.describe_execution(executionArn=arn)
    except ClientError as error:
        if error.response["Error"]["Code"] != "ExecutionDoesNotExist":
            raise
        raise PipelineError(f"execution {arn} is not known any more; deploy again") from error
    return Progress(
        arn=arn,
        status=found["status"],
        since=found["startDate"],
        error=found.get("error", ""),
        cause=found.get("cause", ""),
    )


def is_done(progress: Progress) -> bool:
    """Whether the order is carried out.

    Raises:
        PipelineError: it failed, in the words of whoever failed.
    """
    if progress.outcome is Outcome.FAILED:
        raise PipelineError(reason_of(progress))
    return progress.outcome is Outcome.DONE


def is_late(progress: Progress, now: dt.datetime) -> bool:
    """Whether it still runs when waiting has to end."""
    return progress.outcome is Outcome.RUNNING and now - progress.since >= LONGEST_WAIT


def too_late(awaited: AwaitedResource) -> PipelineError:
    """Return the error of a deployment that doesn't go on without its capacity."""
    return DeploymentTimeExceededError(
        f"{awaited.resource_properties.name} is not ready after {LONGEST_WAIT}, and its settings "
        f"say wait: strict; {awaited.execution_arn} goes on"
    )


def reason_of(progress: Progress) -> str:
    """Return why an execution ended badly: the message of its error, not how Lambda wraps it."""
    words = [progress.error, _message(progress.cause)]
    reason = ": ".join(word for word in words if word) or "nobody said why"
    return f"{reason[:LONGEST_REASON]} ({progress.status}, {progress.arn})"


def _message(cause: str) -> str:
    try:
        return msgspec.json.decode(cause, type=_Failure).message
    except msgspec.MsgspecError:
        return cause


class _Failure(msgspec.Struct, frozen=True):
    """A function's error, as Step Functions keeps it in a cause."""

    message: str = msgspec.field(name="errorMessage")

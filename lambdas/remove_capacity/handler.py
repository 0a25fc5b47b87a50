"""RemoveCapacity: nothing that an ended run did not settle goes on serving.

In: execution ARN, the redrive count it was judged at, and which kind. Out: `Removed`, once nothing
is left. Raises `StillStoppingError` until then; the state's retry is the wait.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import msgspec

from lambdas.common import aws, environment, executions, run_capacity
from lambdas.common.capacity_changes import Removal, remove
from lambdas.common.entry import Event, entry, logger
from lambdas.contract.clean_up import Removed
from lambdas.contract.errors import StillStoppingError
from lambdas.contract.serving import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mypy_boto3_bedrock import BedrockClient

    from lambdas.common.capacity import Capacity


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What the states are called with."""

    execution_arn: str
    redrive_count: int
    kind: Kind


class Environment(msgspec.Struct, frozen=True, kw_only=True):
    """What the function is configured with."""

    environment_name: str


@entry
def handler(event: Event) -> object:
    """Remove what the run left, unless it was taken up again."""
    request = msgspec.convert(event, Request)
    env = environment.read(Environment)
    execution = executions.describe(aws.stepfunctions(), request.execution_arn)
    logger.append_keys(run_id=execution.run_id)
    if execution.goes_on_since(request.redrive_count):
        return msgspec.to_builtins(_answer(request, left_alone=True))
    found = run_capacity.unsettled(
        aws.bedrock(),
        request.kind,
        env.environment_name,
        execution.run_id,
        request.redrive_count + 1,
    )
    removed, undeletable = remove_all(aws.bedrock(), found, dt.datetime.now(dt.UTC))
    return msgspec.to_builtins(_answer(request, removed=removed, undeletable=undeletable))


def remove_all(
    bedrock: BedrockClient, found: Iterable[Capacity], now: dt.datetime
) -> tuple[list[str], list[str]]:
    """Return what is gone, and what a term keeps: that isn't waited for.

    Raises:
        StillStoppingError: naming what was told to go, or can't be told yet, and is still there.
    """
    ends = [(one, remove(bedrock, one, now)) for one in found]
    pending = [f"{one.name} is {one.status}" for one, end in ends if end is Removal.PENDING]
    if pending:
        raise StillStoppingError(", ".join(pending))
    gone = [one.name for one, end in ends if end is Removal.GONE]
    kept = [one for one, end in ends if end is Removal.COMMITTED]
    return gone, [f"{one.name} can't be removed before {one.committed_until}" for one in kept]


def _answer(
    request: Request,
    *,
    left_alone: bool = False,
    removed: list[str] | None = None,
    undeletable: list[str] | None = None,
) -> Removed:
    return Removed(
        execution_arn=request.execution_arn,
        redrive_count=request.redrive_count,
        kind=request.kind,
        left_alone=left_alone,
        removed=removed or [],
        undeletable=undeletable or [],
    )

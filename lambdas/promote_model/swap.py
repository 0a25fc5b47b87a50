"""Another model of the same base behind capacity that answers all the while."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NoReturn

from botocore.exceptions import ClientError

from lambdas.common import capacity, capacity_changes
from lambdas.common.capacity_changes import NOT_NOW, REFUSALS
from lambdas.contract.errors import (
    DeploymentFailedError,
    DeploymentRefusedError,
    DeploymentTimeExceededError,
    StillDeployingError,
)
from lambdas.contract.serving import Kind
from lambdas.contract.status import Outcome

if TYPE_CHECKING:
    from lambdas.common.capacity import Capacity
    from lambdas.promote_model.hold import Hold
    from lambdas.promote_model.work import Work


def swap_in(work: Work, hold: Hold, found: Capacity) -> NoReturn:
    """Bring our model in; whoever looks again finds it there, or why it isn't.

    That we asked is noted after we asked: what failed before belongs to another order, and a call
    that ends in between only asks once more.
    """
    ours = found.wanted_model_arn == hold.claim.model_arn
    if found.outcome is Outcome.RUNNING:
        if ours and not hold.claim.swapped_at:
            hold.note_swap()
        _wait_for(work, hold, found)
    if not hold.claim.swapped_at:
        _ask(work, hold, found)
    if _went_back(found, ours=ours):
        reason = found.failure_message or "Bedrock gave no reason"
        raise DeploymentFailedError(
            f"{found.name} did not take {hold.claim.model_arn}: {reason}; the model before, "
            f"{found.model_arn}, goes on answering"
        )
    _wait_for(work, hold, found)


def _ask(work: Work, hold: Hold, found: Capacity) -> NoReturn:
    try:
        capacity_changes.swap(work.bedrock, found, hold.claim.model_arn)
    except ClientError as error:
        _raise_refusal(work, hold, error, found)
    hold.note_swap()
    raise StillDeployingError(f"{found.name} is being given {hold.claim.model_arn}")


def _went_back(found: Capacity, *, ours: bool) -> bool:
    """Whether the swap we asked for has failed. A throughput has no word for it."""
    if found.kind is Kind.ON_DEMAND:
        return found.update_failed and ours
    return not ours


def _wait_for(work: Work, hold: Hold, found: Capacity) -> NoReturn:
    since = hold.claim.swapped_at or hold.claim.claimed_at
    age = work.now - dt.datetime.fromisoformat(since)
    if age > work.longest:
        raise DeploymentTimeExceededError(
            f"{found.name} still does not answer with {hold.claim.model_arn} after {age}; "
            f"this environment waits {work.longest}; {found.model_arn} goes on answering"
        )
    raise StillDeployingError(f"{found.name} is being given another model")


def _raise_refusal(work: Work, hold: Hold, error: ClientError, found: Capacity) -> NoReturn:
    """Raise what Bedrock says, unless the capacity is busy or gone since we looked."""
    code, message = error.response["Error"]["Code"], error.response["Error"]["Message"]
    if code not in REFUSALS | NOT_NOW:
        raise error
    seen = capacity.find(work.bedrock, found.kind, found.name)
    if seen is None or seen.outcome is Outcome.RUNNING:
        raise StillDeployingError(f"{found.name} changed while we looked at it") from error
    raise DeploymentRefusedError(
        f"Bedrock refused to put {hold.claim.model_arn} behind {found.name}: {message}"
    ) from error

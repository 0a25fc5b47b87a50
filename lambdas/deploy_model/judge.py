"""Whether capacity serves, may still come to serve, or never will. Knows no AWS."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from lambdas.common.capacity import TABLES
from lambdas.contract.errors import (
    DeploymentFailedError,
    DeploymentTimeExceededError,
    StillDeployingError,
)
from lambdas.contract.status import Outcome

if TYPE_CHECKING:
    from lambdas.common.capacity import Capacity

LONGEST_FAILURE = 1_000
"""Of Bedrock's own words in an error."""


def refuse_unless_serving(
    found: Capacity,
    model_arn: str,
    expires_at: dt.datetime | None,
    longest: dt.timedelta,
    now: dt.datetime,
) -> None:
    """Raise unless capacity serves the model now.

    Its age counts from its own creation: neither adoption nor a redrive renews it.

    Raises:
        StillDeployingError: it is on its way; look again.
        DeploymentFailedError: it ended badly, or serves what the run did not make.
        DeploymentTimeExceededError: it has had its time.
    """
    if found.outcome is Outcome.FAILED:
        raise DeploymentFailedError(f"{found.name} ended as {found.status}: {_reason(found)}")
    if expires_at is not None and now >= expires_at:
        raise DeploymentTimeExceededError(
            f"{found.name} was to live until {expires_at.isoformat()}, which is over"
        )
    if found.outcome is Outcome.RUNNING:
        _refuse_older(found, longest, now)
        raise StillDeployingError(f"{found.name} is {found.status} {found.update_status}".strip())
    if not found.serves(model_arn):
        raise DeploymentFailedError(f"{found.name} serves another model than this run's")


def _refuse_older(found: Capacity, longest: dt.timedelta, now: dt.datetime) -> None:
    age = now - found.created_at
    if age > longest:
        raise DeploymentTimeExceededError(
            f"{found.name} has been {found.status} for {age}; this environment allows {longest}"
        )


def _reason(found: Capacity) -> str:
    reason = found.failure_message[:LONGEST_FAILURE] or "Bedrock gave no reason"
    if found.status not in TABLES[found.kind]:
        return f"unknown status; it may still be billed: {reason}"
    return reason

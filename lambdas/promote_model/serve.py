"""Capacity that answers with one model: made, waited for, or given another model in place."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NoReturn

from lambdas.common import capacity, capacity_changes
from lambdas.common.capacity import Capacity, base_of
from lambdas.common.capacity_changes import NewCapacity, Removal
from lambdas.contract import names
from lambdas.contract.errors import (
    DeploymentFailedError,
    DeploymentTimeExceededError,
    StillDeployingError,
)
from lambdas.contract.status import Outcome
from lambdas.promote_model import behind
from lambdas.promote_model.base import check_base
from lambdas.promote_model.room import make_room
from lambdas.promote_model.swap import swap_in
from lambdas.promote_model.term import check_term
from lambdas.promote_model.wording import still_serves

if TYPE_CHECKING:
    from lambdas.contract.serving import DeclaredCapacity
    from lambdas.promote_model.hold import Hold
    from lambdas.promote_model.work import Work

LONGEST_UNSEEN = dt.timedelta(minutes=10)
"""What a call made is seen after that, or it is gone; then its token makes nothing any more."""
CREATING = "Creating"


def serve(work: Work, hold: Hold, declared: DeclaredCapacity) -> Capacity:
    """Return the alias's capacity once it answers with the model that we claimed it for.

    Raises:
        StillDeployingError: it will, look again.
        StillStoppingError: old capacity goes first, look again.
        DeploymentFailedError: it ended badly.
        DeploymentTimeExceededError: it takes longer than it may.
        PromotionRefusedError: there is no room for it, settings want a model of another base, or
            nobody agreed to its term.
    """
    name = capacity_name(work, declared, hold.claim.model_arn)
    found = capacity.find(work.bedrock, declared.kind, name)
    if found is None:
        check_base(work, declared, hold.claim.model_arn, hold.record)
        check_term(work, declared, hold.record)
        make_room(work, hold, declared, base_of(hold.claim.model_arn))
        found = _make(work, hold, declared, name)
    if not found.serves(hold.claim.model_arn):
        _go_on(work, hold, found)
    return found


def capacity_name(work: Work, declared: DeclaredCapacity, model_arn: str) -> str:
    """Return the name of the capacity that serves a model as settings want it."""
    fixed = declared.fixed(base_of(model_arn))
    return names.alias_capacity_name(work.environment, work.order.team, work.order.alias, fixed)


def _make(work: Work, hold: Hold, declared: DeclaredCapacity, name: str) -> Capacity:
    if work.now - hold.since > LONGEST_UNSEEN:
        hold.renew()
    new = NewCapacity(
        kind=declared.kind,
        name=name,
        model_arn=hold.claim.model_arn,
        tags=behind.tags(work),
        token="/".join((name, work.order.execution_arn, hold.claim.claimed_at)),
        units=declared.units,
        commitment=declared.commitment,
    )
    return capacity_changes.ensure(work.bedrock, new)


def _go_on(work: Work, hold: Hold, found: Capacity) -> NoReturn:
    if found.outcome is Outcome.FAILED:
        _give_up(work, hold, found)
    if found.status == CREATING:
        _wait_for(work, hold, found)
    swap_in(work, hold, found)


def _wait_for(work: Work, hold: Hold, found: Capacity) -> NoReturn:
    age = work.now - found.created_at
    if age <= work.longest:
        raise StillDeployingError(f"{found.name} is {found.status}")
    behind.discard(work, found)
    raise DeploymentTimeExceededError(
        f"{found.name} has been {found.status} for {age}; this environment waits {work.longest}; "
        f"{still_serves(hold.record)}"
    )


def _give_up(work: Work, hold: Hold, found: Capacity) -> NoReturn:
    """Report capacity that failed; what never served goes, and what failed before us is no news."""
    reason = found.failure_message or "Bedrock gave no reason"
    failed = f"{found.name} is {found.status}: {reason}"
    if found.arn == hold.record.arn:
        raise DeploymentFailedError(
            f"{failed}; alias {work.name} serves from it, so it is left as it is: delete it, and "
            "the next order makes it anew"
        )
    is_old = found.created_at < hold.since
    # First: if we end here, the next call must not take the token that made this one.
    hold.renew()
    removal = behind.discard(work, found)
    if is_old and removal in (Removal.GONE, Removal.PENDING):
        raise StillDeployingError(f"{failed}, since before this order; it goes and is made anew")
    raise DeploymentFailedError(f"{failed}; {still_serves(hold.record)}")

"""What is wrong with capacity, judged from what was read. Knows no AWS."""

from __future__ import annotations

import datetime as dt

from lambdas.audit_serving import wording
from lambdas.audit_serving.policy import Policy
from lambdas.audit_serving.sight import Sight
from lambdas.common import ownership
from lambdas.common.capacity import Capacity
from lambdas.contract import names
from lambdas.contract.retirement import Finding, Reason, Thing, is_past, moment_of
from lambdas.contract.status import Outcome


def judge(sight: Sight, policy: Policy, now: dt.datetime) -> Finding | None:
    """Return what is wrong with capacity; nothing is while a run that owns it lives."""
    if ownership.lives(sight.run):
        return None
    if is_expired(sight, now):
        return _finding(sight, Reason.EXPIRED, policy, now, remove=policy.removes)
    if is_orphan(sight, policy, now):
        may_go = policy.removes and _has_named_owner(sight) and not sight.serves
        return _finding(sight, Reason.ORPHANED, policy, now, remove=may_go)
    if sight.unused and may_be_idle(sight.capacity, policy, now):
        may_go = policy.removes_idle and is_kept(sight)
        return _finding(sight, Reason.IDLE, policy, now, remove=may_go)
    return None


def is_expired(sight: Sight, now: dt.datetime) -> bool:
    """Whether a run's capacity is past its time; an alias's has none."""
    return sight.alias is None and is_past(sight.tags, names.TAG_EXPIRES, now)


def is_orphan(sight: Sight, policy: Policy, now: dt.datetime) -> bool:
    """Whether nobody who lives owns capacity.

    What serves an alias that settings no longer declare is told of and never removed here: whoever
    withdraws the alias says whether it may go.
    """
    if sight.alias is not None:
        wanted = sight.declared and sight.serves
        return not wanted and not ownership.is_moved(sight.claimant, now)
    if sight.is_settled:
        return False
    ended_at = sight.run.ended_at if sight.run else None
    return ended_at is None or now - ended_at > policy.patience(sight.capacity.kind)


def is_kept(sight: Sight) -> bool:
    """Whether it is a run's, settled and without an end: only then idleness may end it."""
    return (
        sight.alias is None
        and sight.is_settled
        and moment_of(sight.tags, names.TAG_EXPIRES) is None
    )


def may_be_idle(one: Capacity, policy: Policy, now: dt.datetime) -> bool:
    """Whether capacity has served so long that somebody should have asked it."""
    return one.outcome is Outcome.DONE and now - one.created_at > policy.idle_for


def _has_named_owner(sight: Sight) -> bool:
    """Whether the tags say whose it was; what never had an owner is for a person to judge."""
    return sight.alias is not None or names.TAG_RUN in sight.tags


def _finding(
    sight: Sight, reason: Reason, policy: Policy, now: dt.datetime, *, remove: bool
) -> Finding:
    one = sight.capacity
    return Finding(
        thing=Thing.of(one.kind),
        name=one.name,
        reason=reason,
        # A term forbids it: told every day rather than tried every hour.
        remove=remove and not one.is_committed(now),
        sentence=wording.sentence(sight, reason, policy, now),
        usd_per_hour=policy.usd_per_hour(one),
    )

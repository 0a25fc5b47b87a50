"""Whether what was found still holds, so that a thing may go."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from lambdas.common import ownership
from lambdas.contract import names
from lambdas.contract.retirement import Reason

if TYPE_CHECKING:
    from lambdas.common.capacity import Capacity
    from lambdas.common.custom_models import CustomModel
    from lambdas.retire_capacity.owners import Owners, Tags


def capacity_may_go(reason: Reason, current: Capacity, tags: Tags, owners: Owners) -> bool:
    """Whether capacity is ours and still what the finding says of it."""
    rule = RULES.get(reason)
    return rule is not None and owners.has(current.name, tags) and rule(current, tags, owners)


def model_may_go(reason: Reason, model: CustomModel, tags: Tags, owners: Owners) -> bool:
    """Whether a model is ours, was told of long enough ago, and made by no run that goes on.

    Whether anything uses it is read after that, see `retire`.
    """
    return (
        reason is Reason.SURPLUS
        and owners.has(model.name, tags)
        and owners.is_past(tags, names.TAG_REMOVE_AFTER)
        and not owners.run_lives(tags)
    )


def _expired(_current: Capacity, tags: Tags, owners: Owners) -> bool:
    """Whether its time is over, whatever its run does: the request said how long it lives."""
    return ownership.alias_of(tags) is None and owners.is_past(tags, names.TAG_EXPIRES)


def _orphaned(current: Capacity, tags: Tags, owners: Owners) -> bool:
    if owners.run_lives(tags):
        return False
    if ownership.alias_of(tags) is not None:
        return not owners.alias_wants(current.arn, tags)
    return names.TAG_RUN in tags and names.TAG_SETTLED not in tags


def _idle(_current: Capacity, tags: Tags, owners: Owners) -> bool:
    """Whether idleness may end it: never what settings declare, nor what has an end of its own."""
    if ownership.alias_of(tags) is not None or names.TAG_EXPIRES in tags:
        return False
    return not owners.run_lives(tags)


RULES: Mapping[Reason, Callable[[Capacity, Tags, Owners], bool]] = {
    Reason.EXPIRED: _expired,
    Reason.ORPHANED: _orphaned,
    Reason.IDLE: _idle,
}
"""The reasons that can end capacity; people are told of the others."""

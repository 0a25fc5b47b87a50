"""The capacity behind an alias: found by name and tags, and removed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from lambdas.common import capacity, capacity_changes
from lambdas.common.capacity import NOT_FOUND, Capacity
from lambdas.common.capacity_changes import Removal
from lambdas.common.entry import logger
from lambdas.contract import names
from lambdas.contract.serving import Kind

if TYPE_CHECKING:
    from lambdas.contract.aliases import AliasRecord
    from lambdas.promote_model.work import Work


def tags(work: Work) -> dict[str, str]:
    """Return the tags that make capacity the alias's."""
    return {
        names.TAG_ENVIRONMENT: work.environment,
        names.TAG_TEAM: work.order.team,
        names.TAG_ALIAS: work.order.alias,
    }


def serving(work: Work, record: AliasRecord) -> Capacity | None:
    """Return the capacity that an alias leads to, None when there is none (any more)."""
    if not record.arn:
        return None
    return capacity.find(work.bedrock, record.kind, record.arn)


def all_behind(work: Work) -> Iterator[Capacity]:
    """Yield all capacity of the alias, whatever settings made it.

    The name alone says too little: team `a` with alias `b-c` and team `a-b` with alias `c` begin
    alike. A listing may lag behind, and what it leaves out the audit finds.
    """
    prefix = names.alias_capacity_prefix(work.environment, work.order.team, work.order.alias)
    for kind in Kind:
        for one in capacity.list_all(work.bedrock, kind, prefix):
            if one.name.startswith(prefix) and _is_ours(work, one):
                yield one


def remove_superseded(work: Work, arn: str) -> None:
    """Remove what the alias no longer serves from, as far as that goes: the audit looks again."""
    try:
        for one in all_behind(work):
            if one.arn != arn:
                how = capacity_changes.remove(work.bedrock, one, work.now)
                logger.info("superseded", extra={"capacity": one.name, "removal": how.value})
    except ClientError:
        logger.exception("superseded capacity is left to the audit")


def discard(work: Work, new: Capacity) -> Removal | None:
    """Remove capacity that never served, as far as that goes."""
    try:
        return capacity_changes.remove(work.bedrock, new, work.now)
    except ClientError:
        logger.exception("what never served is left to the audit")
        return None


def _is_ours(work: Work, one: Capacity) -> bool:
    try:
        found = capacity.tags_of(work.bedrock, one.arn)
    except ClientError as error:
        if error.response["Error"]["Code"] == NOT_FOUND:
            return False
        raise
    return tags(work).items() <= found.items()

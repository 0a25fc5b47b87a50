"""Room for new capacity beside the old: both stand at once while one takes over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from lambdas.common import capacity, capacity_changes
from lambdas.common.capacity import Capacity, base_of
from lambdas.contract.errors import PromotionRefusedError, StillStoppingError
from lambdas.contract.serving import Commitment, Kind
from lambdas.promote_model.behind import all_behind, serving
from lambdas.promote_model.project import project

if TYPE_CHECKING:
    from lambdas.contract.serving import DeclaredCapacity
    from lambdas.promote_model.hold import Hold
    from lambdas.promote_model.work import Quotas, Work

ALL_UNITS = "model units without commitment across all custom models (L-BE77399C)"


def make_room(work: Work, hold: Hold, declared: DeclaredCapacity, base: str) -> None:
    """See to it that new capacity fits beside what the alias has.

    Without anything to replace, Bedrock has the only word. What serves nobody goes first; what
    serves goes only if settings prefer an outage to a refusal.

    Raises:
        PromotionRefusedError: there is no room, and none may be made.
        StillStoppingError: room is being made.
    """
    standing = serving(work, hold.record)
    leftovers = [one for one in all_behind(work) if one.arn != hold.record.arn]
    if standing is None and not leftovers:
        return
    lacking = list(missing(declared, base, work.quotas, _in_use(work, declared.kind)))
    if not lacking:
        return
    removed = list(_remove(work, leftovers))
    if not removed and standing and declared.old_first and not standing.is_committed(work.now):
        hold.interrupt()
        project(work)
        removed = list(_remove(work, [standing]))
    if removed:
        raise StillStoppingError(f"{', '.join(removed)} makes room for the new capacity")
    raise PromotionRefusedError(_refusal(work, standing, lacking))


def missing(
    declared: DeclaredCapacity, base: str, quotas: Quotas, in_use: Sequence[Capacity]
) -> Iterator[str]:
    """Yield what one more capacity lacks, in words.

    https://docs.aws.amazon.com/general/latest/gr/bedrock.html
    """
    if declared.kind is Kind.ON_DEMAND:
        yield from _lack(
            1, len(in_use), quotas.deployments, "custom model deployments (L-1EF80F3E)"
        )
        return
    of_custom_models = [one for one in in_use if base_of(one.model_arn)]
    of_base = [one for one in of_custom_models if base_of(one.model_arn) == base]
    free = [one for one in of_custom_models if one.commitment is Commitment.NONE]
    if declared.commitment is Commitment.NONE:
        yield from _lack(declared.units, _units(free), quotas.custom_model_units, ALL_UNITS)
    quota = quotas.model_units.get(base, 0)
    yield from _lack(declared.units, _units(of_base), quota, f"model units of {base}")


def _lack(wanted: int, used: int, quota: int, what: str) -> Iterator[str]:
    if used + wanted > quota:
        yield f"{wanted} more needed, {used} of {quota} in use: {what}"


def _units(found: Sequence[Capacity]) -> int:
    return sum(one.units for one in found)


def _in_use(work: Work, kind: Kind) -> list[Capacity]:
    return list(capacity.list_all(work.bedrock, kind))


def _remove(work: Work, found: Sequence[Capacity]) -> Iterator[str]:
    """Tell capacity to go; yield what goes. What is under a term can't."""
    for one in found:
        if not one.is_committed(work.now):
            capacity_changes.remove(work.bedrock, one, work.now)
            yield one.name


def _refusal(work: Work, standing: Capacity | None, lacking: Sequence[str]) -> str:
    serves = f"; {standing.name} goes on serving" if standing else ""
    if standing and standing.is_committed(work.now):
        serves += f" and is committed until {standing.committed_until}"
    return (
        f"new capacity for alias {work.name} doesn't fit beside the old{serves}. "
        f"{'; '.join(lacking)}. Either have the quotas raised and state them in the settings "
        '(serving.quotas), or set "replacement": "old_first", which means an outage, or go back '
        "to the settings before"
    )

"""What the alias of record says after a move. Knows no AWS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lambdas.contract.aliases import MOST_MOVERS, MOST_PREVIOUS, AliasRecord, AliasTarget

if TYPE_CHECKING:
    from lambdas.contract.serving import Kind


def moved(
    record: AliasRecord, by: str, *, kind: Kind, arn: str, target: AliasTarget | None
) -> dict[str, Any]:
    """Return the members that a move changes; moved again, they are the same.

    Args:
        record: what it said before.
        by: the execution that moves it.
        kind: how it is served from now on.
        arn: what to invoke; empty where nothing serves.
        target: what stands behind it.
    """
    if (record.kind, record.arn, record.current) == (kind, arn, target):
        return {}
    return {
        "kind": kind,
        "arn": arn,
        "current": target,
        "previous": _previous(record, target),
        "moved_by": _newest([by, *record.moved_by])[:MOST_MOVERS],
    }


def has_moved(record: AliasRecord, execution_arn: str) -> bool:
    """Whether an execution changed what the record says."""
    return execution_arn in record.moved_by


def target_of(record: AliasRecord, model_arn: str) -> AliasTarget | None:
    """Return what the record knows of a model."""
    current = [record.current] if record.current else []
    known = (one for one in [*current, *record.previous] if one.model_arn == model_arn)
    return next(known, None)


def _previous(record: AliasRecord, target: AliasTarget | None) -> list[AliasTarget]:
    """Return what stood behind it before, each model once: going back twice is going nowhere."""
    if record.current is None or target is None or record.current.model_arn == target.model_arn:
        return record.previous
    out = (record.current.model_arn, target.model_arn)
    older = [one for one in record.previous if one.model_arn not in out]
    return [record.current, *older][:MOST_PREVIOUS]


def _newest(movers: list[str]) -> list[str]:
    return list(dict.fromkeys(movers))

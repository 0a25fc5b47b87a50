"""What teams are told of their aliases. Knows no AWS."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lambdas.common.figures import count
from lambdas.contract.aliases import AliasAction, AliasRecord, AliasTarget
from lambdas.contract.notification import Notification

if TYPE_CHECKING:
    from lambdas.common.capacity import Capacity

WHY = {
    AliasAction.PROMOTE: "a run promoted its model",
    AliasAction.ROLLBACK: "the model before took its place again",
    AliasAction.CONFORM: "its capacity became what the settings say",
}


def moved(
    environment: str, action: AliasAction, record: AliasRecord, serves: Capacity | None
) -> Notification:
    """Return the mail about an alias that leads somewhere else, or to another model."""
    lines = [
        f"Alias {record.team}/{record.alias} ({environment}): {WHY[action]}.",
        "",
        f"Model: {_target(record.current)}",
        f"Capacity: {_capacity(serves)}",
        f"To invoke it, give as modelId: {record.arn}",
        "",
        *_way_back(environment, record),
    ]
    return Notification.of(f"Alias {record.alias} leads to {_short(record.current)}", lines)


def withdrawn(environment: str, record: AliasRecord, left: Sequence[Capacity]) -> Notification:
    """Return the mail about an alias that nothing serves any more."""
    lines = [
        f"Alias {record.team}/{record.alias} ({environment}) was taken out of the settings: "
        "nothing serves it any more, and its parameter is gone.",
        "",
        f"The model stays: {_target(record.current)}",
        *(f"Capacity that is left: {committed(one)}" for one in left),
    ]
    return Notification.of(f"Alias {record.alias} serves no more", lines)


def committed(one: Capacity) -> str:
    """Return what is to be known of capacity that a term keeps alive."""
    return (
        f"{one.name} ({one.arn}) is committed until {one.committed_until:%Y-%m-%d %H:%M} UTC, "
        "can't be deleted before, costs on and renews itself then"
    )


def still_serves(record: AliasRecord) -> str:
    """Return what serves an alias after a move that failed."""
    if not record.arn:
        return f"nothing serves alias {record.team}/{record.alias}"
    return f"alias {record.team}/{record.alias} goes on serving from {record.arn}"


def _target(target: AliasTarget | None) -> str:
    if target is None:
        return "none"
    return f"{target.model_arn}, made by run {target.run_id or 'unknown'}"


def _short(target: AliasTarget | None) -> str:
    return f"the model of run {target.run_id}" if target and target.run_id else "another model"


def _capacity(serves: Capacity | None) -> str:
    if serves is None:
        return "deleted by somebody meanwhile"
    if not serves.units:
        return f"{serves.name}, on demand, paid by the token"
    units = count(serves.units, "model unit")
    return f"{serves.name}, {units}, commitment {serves.commitment}, paid by the hour"


def _way_back(environment: str, record: AliasRecord) -> list[str]:
    if not record.previous:
        return ["No other model stood behind it before."]
    return [
        f"Before it stood {_target(record.previous[0])}. To go back:",
        f"customize rollback {record.alias} --environment {environment}",
    ]

"""Findings, and the function called with them as the machine does."""

from __future__ import annotations

import json

import msgspec

from lambdas.contract import names
from lambdas.contract.retirement import Finding, Reason, Retired, Thing
from lambdas.contract.serving import Kind
from lambdas.retire_capacity.handler import handler
from tests.unit.audit_serving.samples import RUN_ID

MINE = names.run_capacity_name("dev", RUN_ID, 1)
OF_FAQ = names.alias_capacity_name("dev", "demo", "faq", "x")


def finding(
    reason: Reason,
    name: str = MINE,
    kind: Kind = Kind.PROVISIONED,
    *,
    remove: bool = True,
    usd: float | None = 121.0,
) -> Finding:
    """Return a finding about capacity."""
    return Finding(
        thing=Thing.of(kind),
        name=name,
        reason=reason,
        remove=remove,
        sentence="Somebody said why.",
        usd_per_hour=usd,
    )


def of_model(name: str, *, remove: bool = True) -> Finding:
    """Return a finding about a custom model."""
    return Finding(thing=Thing.MODEL, name=name, reason=Reason.SURPLUS, remove=remove)


def retired(found: Finding) -> Retired:
    """Call the function as the machine does."""
    answer = handler(json.loads(msgspec.json.encode(found)), None)  # type: ignore[arg-type]
    return msgspec.convert(answer, Retired)


def left_alone(name: str = MINE) -> Retired:
    """Return the answer about what may not go."""
    return Retired(name=name, removed=False, tell=False)

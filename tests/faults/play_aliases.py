"""Plays of aliases: promoted, rolled back, declared, changed, withdrawn."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from lambdas.contract.approval import Decision
from lambdas.contract.serving import Commitment, DeclaredCapacity
from tests.faults.alerts import messages
from tests.faults.approvers import answer_until_heard, waiting
from tests.faults.provider import Resource, properties
from tests.faults.stage import TEAM, Stage

DEPLOYMENTS = "faq"
"""The alias that the environment declares on demand."""
UNITS = "support"
"""The alias that it declares with model units."""
Goal = Callable[[], bool]


def promoted(stage: Stage) -> Goal:
    """Two runs promote their models, one after the other, to an on-demand deployment."""
    runs = [_promote(stage, name, DEPLOYMENTS) for name in ("first", "second")]
    return lambda: _stands(stage, DEPLOYMENTS, runs[-1]) and _all_well(stage, runs)


def promoted_to_units(stage: Stage) -> Goal:
    """Two runs promote their models to a throughput."""
    runs = [_promote(stage, name, UNITS) for name in ("first", "second")]
    return lambda: _stands(stage, UNITS, runs[-1]) and _all_well(stage, runs)


def rolled_back(stage: Stage) -> Goal:
    """An alias goes back to the model before."""
    first = _promote(stage, "first", DEPLOYMENTS)
    _promote(stage, "second", DEPLOYMENTS)
    back = stage.rollback(DEPLOYMENTS)
    stage.until(lambda: stage.ended(back))
    return lambda: _stands(stage, DEPLOYMENTS, first) and stage.status(back) == "SUCCEEDED"


def declared_and_withdrawn(stage: Stage) -> Goal:
    """Settings declare a throughput, want two units later, and then nothing any more."""
    before = [one for one in stage.declared() if one.alias != UNITS]
    units = next(one for one in stage.declared() if one.alias == UNITS)
    resource = Resource(stage, properties(TEAM, UNITS, "provisioned", 1, "remove"))
    created = resource.create()
    run = _promote(stage, "first", UNITS)
    stage.declare([*before, _units(units, 2)])
    updated = resource.update(properties(TEAM, UNITS, "provisioned", 2, "remove"))
    if not updated:
        stage.declare([*before, _units(units, 1)])
    stage.quiet()
    stage.declare(before)
    deleted = resource.delete()
    if not deleted:
        stage.declare([*before, _units(units, 2 if updated else 1)])
    well = created and updated and deleted
    return lambda: well and stage.status(run) == "SUCCEEDED"


def committed(stage: Stage) -> Goal:
    """A throughput under a term is taken out of the settings: it stays, and people hear of it."""
    before = [one for one in stage.declared() if one.alias != UNITS]
    units = next(one for one in stage.declared() if one.alias == UNITS)
    stage.declare([*before, msgspec.structs.replace(units, commitment=Commitment.ONE_MONTH)])
    given = properties(TEAM, UNITS, "provisioned", 1, "remove") | {"Commitment": "one_month"}
    resource = Resource(stage, given)
    created = resource.create()
    run = _promote_approved(stage, "first", UNITS)
    stage.declare(before)
    deleted = resource.delete()
    well = created and deleted and stage.status(run) == "SUCCEEDED"
    return lambda: well and stage.projected(UNITS) is None and _told_of_terms(stage)


def _told_of_terms(stage: Stage) -> bool:
    """Whether operators heard of everything that a term keeps alive."""
    kept = [one for one in stage.cloud.stand_in.ledger().throughputs if one.deleted is None]
    texts = [message.text for message in messages(stage.cloud)]
    return bool(kept) and all(any(one.name in text for text in texts) for one in kept)


def _promote(stage: Stage, name: str, alias: str) -> str:
    run = _start(stage, name, alias)
    stage.until(lambda: stage.ended(run))
    return run


def _promote_approved(stage: Stage, name: str, alias: str) -> str:
    """Promote with somebody's approval, which a term that is to be bought asks for."""
    run = _start(stage, name, alias)
    stage.until(lambda: waiting(stage, run) is not None or stage.ended(run))
    answer_until_heard(stage, run, Decision.APPROVED)
    stage.until(lambda: stage.ended(run))
    return run


def _start(stage: Stage, name: str, alias: str) -> str:
    return stage.run(name, {"kind": "on_demand", "hours_to_live": 0, "alias": alias})


def _all_well(stage: Stage, runs: list[str]) -> bool:
    return all(stage.status(run) == "SUCCEEDED" for run in runs)


def _stands(stage: Stage, alias: str, run: str) -> bool:
    """Whether a run's model stands behind an alias, and its parameter says the same."""
    record = stage.record(alias)
    if record is None or record.current is None or record.claim is not None:
        return False
    by_run = record.current.run_id == run.rpartition(":")[2]
    return by_run and stage.projected(alias) == record.arn


def _units(declared: DeclaredCapacity, units: int) -> DeclaredCapacity:
    return msgspec.structs.replace(declared, units=units)

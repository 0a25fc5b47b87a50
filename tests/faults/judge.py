"""What the stand-in's ledger says of a play that is over: what leaks, what exists twice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from lambdas.contract import names
from local.bedrock.ledger import CapacityEntry, JobEntry, Ledger
from tests.faults.stage import ENVIRONMENT, Stage

LATE = dt.timedelta(minutes=15)
"""How much later than its time capacity may be gone: a schedule's minute, looks, the removal."""
RUNNING = {"InProgress", "Stopping"}


class Leak(NamedTuple):
    """Something that lives, and may bill, for nobody."""

    name: str
    why: str


def live_jobs(ledger: Ledger) -> list[JobEntry]:
    """Return the jobs that run, whatever Bedrock's answers call that."""
    return [job for job in ledger.jobs if job.status in RUNNING]


def live_capacity(ledger: Ledger) -> list[CapacityEntry]:
    """Return what is not deleted."""
    return [one for one in capacity(ledger) if one.deleted is None]


def capacity(ledger: Ledger) -> list[CapacityEntry]:
    """Return everything that was ever made to serve."""
    return [*ledger.deployments, *ledger.throughputs]


def leaks(stage: Stage, ledger: Ledger) -> list[Leak]:
    """Return what lives without a living owner, a declared alias or a lifetime that goes on."""
    return [*_leaking_jobs(stage, ledger), *_leaking_capacity(stage, ledger)]


def _leaking_jobs(stage: Stage, ledger: Ledger) -> Iterator[Leak]:
    for job in live_jobs(ledger):
        owner = owner_of(stage, job.name)
        if owner is None or stage.status(owner) != "RUNNING":
            yield Leak(job.name, f"{job.status}, and its run is over")


def _leaking_capacity(stage: Stage, ledger: Ledger) -> Iterator[Leak]:
    for one in live_capacity(ledger):
        why = why_leaking(stage, one, stage.cloud.now)
        if why is not None:
            yield Leak(one.name, why)


def why_leaking(stage: Stage, one: CapacityEntry, now: dt.datetime) -> str | None:
    """Return why nothing justifies capacity; None if something does, or a term forbids its end."""
    if one.committed_until is not None and now < one.committed_until:
        return None
    if names.TAG_ALIAS in one.tags:
        return _why_not_behind(stage, one)
    owner = owner_of(stage, one.name)
    if owner is None:
        return "nobody knows whose it is"
    return None if stage.status(owner) == "RUNNING" else _why_not_kept(stage, one, owner, now)


def _why_not_kept(stage: Stage, one: CapacityEntry, owner: str, now: dt.datetime) -> str | None:
    if names.TAG_SETTLED not in one.tags:
        return f"its run is {stage.status(owner)} and never settled it"
    hours = stage.runs[owner].get("hours_to_live")
    if hours is not None and now > one.created + dt.timedelta(hours=hours) + LATE:
        return f"it was to live {hours} hours"
    return None


def _why_not_behind(stage: Stage, one: CapacityEntry) -> str | None:
    team, alias = one.tags[names.TAG_TEAM], one.tags[names.TAG_ALIAS]
    if (team, alias) not in {(d.team, d.alias) for d in stage.declared()}:
        return f"alias {alias} is not declared any more"
    record = stage.record(alias, team)
    if record is None or record.arn != one.arn:
        return f"alias {alias} does not serve from it"
    return None


def owner_of(stage: Stage, name: str) -> str | None:
    """Return the execution of the run that a job or capacity is named after."""
    prefix = names.job_name_prefix(ENVIRONMENT)
    return stage.owners.get(name.removeprefix(prefix).rpartition("-")[0])


def doubles(stage: Stage, ledger: Ledger, *, replaces: bool) -> list[str]:
    """Return what lived twice at once for one purpose, each by a name.

    Args:
        stage: whose runs and aliases they are.
        ledger: everything ever made.
        replaces: whether an alias's capacity was replaced: old and new stand side by side then.
    """
    jobs = [(owner_of(stage, job.name), job.name, job.created, job.ended) for job in ledger.jobs]
    own = [
        (owner_of(stage, one.name), one.name, one.created, one.deleted)
        for one in capacity(ledger)
        if names.TAG_ALIAS not in one.tags
    ]
    behind = [
        (one.tags[names.TAG_ALIAS], one.name, one.created, one.deleted)
        for one in capacity(ledger)
        if names.TAG_ALIAS in one.tags
    ]
    return [
        *_beyond(jobs, 1),
        *_beyond(own, 1),
        *_beyond(behind, 2 if replaces else 1),
    ]


Life = tuple[str | None, str, dt.datetime, dt.datetime | None]


def _beyond(lives: Iterable[Life], most: int) -> Iterator[str]:
    """Yield what began while as many as may be of its purpose already lived."""
    before: list[Life] = []
    for purpose, name, begun, ended in sorted(lives, key=lambda life: life[2]):
        alive = [one for one in before if one[0] == purpose and (one[3] is None or one[3] > begun)]
        if len(alive) >= most:
            yield name
        before.append((purpose, name, begun, ended))

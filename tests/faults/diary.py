"""What two teams do in a year, drawn from a seed."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator
from typing import NamedTuple

from tests.faults.people import People

DAY = dt.timedelta(days=1)
RUNS_A_DAY = 1.15
ABORTED = 0.14
DEPLOYMENTS: tuple[tuple[int, dict[str, object] | None], ...] = (
    (20, None),
    (20, {"kind": "on_demand", "hours_to_live": 0}),
    (6, {"kind": "on_demand", "hours_to_live": 1}),
    (6, {"kind": "on_demand", "hours_to_live": 30}),
    (14, {"kind": "on_demand"}),
    (6, {"kind": "provisioned", "hours_to_live": 0}),
    (8, {"kind": "provisioned", "hours_to_live": 1}),
    (6, {"kind": "provisioned", "hours_to_live": 9}),
    (12, {"kind": "on_demand", "hours_to_live": 0, "alias": "faq"}),
    (8, {"kind": "on_demand", "hours_to_live": 0, "alias": "support"}),
)
"""How often runs of the first team want what; the other team has no aliases."""
EVERY_DAYS: tuple[tuple[float, Callable[[People], None]], ...] = (
    (9, People.tidy_up),
    (14, People.roll_back),
    (16, People.delete_capacity),
    (30, People.delete_model),
    (24, People.change_units),
    (45, People.withdraw_and_declare),
    (20, People.hold_up_bedrock),
    (1, People.ask_aliases),
)
"""What else people do, and every how many days on average."""


class Entry(NamedTuple):
    """Something that somebody does."""

    at: dt.datetime
    number: int
    do: Callable[[People], object]


def entries(begin: dt.datetime, days: int, dice: random.Random) -> list[Entry]:
    """Return a diary, in order."""
    found = list(_runs(begin, days, dice))
    for every, do in EVERY_DAYS:
        found += [(at, do) for at in _moments(begin, days, 1 / every, dice)]
    return sorted(Entry(at, number, do) for number, (at, do) in enumerate(found))


def _runs(
    begin: dt.datetime, days: int, dice: random.Random
) -> Iterator[tuple[dt.datetime, Callable[[People], object]]]:
    for number, at in enumerate(_moments(begin, days, RUNS_A_DAY, dice)):
        team = dice.choice(("demo", "other"))
        yield at, _run(f"run{number}", team, _deployment(team, dice))
        if dice.random() < ABORTED:
            run, later = f"run{number}", dt.timedelta(seconds=dice.uniform(1, 180))
            yield at + later, _abort(run, team)


def _run(name: str, team: str, deployment: dict[str, object] | None) -> Callable[[People], object]:
    return lambda people: people.run(name, team, deployment)


def _abort(name: str, team: str) -> Callable[[People], object]:
    return lambda people: people.abort(name, team)


def _deployment(team: str, dice: random.Random) -> dict[str, object] | None:
    weights = [weight for weight, _ in DEPLOYMENTS]
    chosen = dice.choices([wanted for _, wanted in DEPLOYMENTS], weights)[0]
    if chosen is None:
        return None
    return {key: value for key, value in chosen.items() if key != "alias" or team == "demo"}


def _moments(
    begin: dt.datetime, days: int, a_day: float, dice: random.Random
) -> Iterator[dt.datetime]:
    at = begin + DAY * dice.expovariate(a_day)
    while at < begin + DAY * days:
        yield at
        at += DAY * dice.expovariate(a_day)

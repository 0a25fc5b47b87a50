"""What is to be known of a time of use."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lambdas.contract import names
from local.bedrock.ledger import CapacityEntry, Ledger
from tests.faults import judge

if TYPE_CHECKING:
    from tests.faults.books import Books
    from tests.faults.people import People
    from tests.faults.stage import Stage

HOUR_SECONDS = 3600


@dataclass(frozen=True)
class Figures:
    """The sums."""

    runs: int
    ended: Counter[str]
    redriven: int
    accidents: int
    unit_hours: float
    unit_hours_leaked: float
    deployment_hours_leaked: float
    jobs_doubled: int
    longest_to_gone: dt.timedelta
    leaking: list[str]

    @property
    def leaked(self) -> bool:
        """Whether anything was billed or served beyond what the rules promise."""
        return bool(self.unit_hours_leaked or self.deployment_hours_leaked)

    @property
    def lines(self) -> list[str]:
        """The figures for people."""
        return [
            *self.leaking,
            f"runs {self.runs}, ended well {self.ended['SUCCEEDED']}, "
            f"failed {self.ended['FAILED'] + self.ended['TIMED_OUT']}, "
            f"aborted {self.ended['ABORTED']}, redriven {self.redriven}, "
            f"accidents {self.accidents}",
            f"unit-hours billed {self.unit_hours:.1f}, leaked {self.unit_hours_leaked:.1f}; "
            f"deployment-hours leaked {self.deployment_hours_leaked:.1f}",
            f"jobs doubled {self.jobs_doubled}",
            f"longest time from failure to capacity gone {self.longest_to_gone}",
        ]


def summed_up(stage: Stage, people: People, books: Books, ledger: Ledger) -> Figures:
    """Return the figures."""
    over = {one.arn: books.overrun(one) for one in judge.capacity(ledger)}
    units = {one.arn: one.units for one in judge.capacity(ledger)}
    hours = {arn: time.total_seconds() / HOUR_SECONDS for arn, time in over.items()}
    return Figures(
        runs=len(stage.runs),
        ended=Counter(stage.status(arn) for arn in stage.runs),
        redriven=people.redrives,
        accidents=len(books.accidents),
        unit_hours=ledger.unit_hours,
        unit_hours_leaked=sum(hours[arn] * units[arn] for arn in hours),
        deployment_hours_leaked=sum(hours[arn] for arn in hours if not units[arn]),
        jobs_doubled=len(judge.doubles(stage, _jobs_only(ledger), replaces=True)),
        longest_to_gone=_longest_to_gone(books, ledger),
        leaking=[_told(one, books) for one in judge.capacity(ledger) if over[one.arn]],
    )


def _jobs_only(ledger: Ledger) -> Ledger:
    return Ledger(
        jobs=ledger.jobs,
        models=[],
        deployments=[],
        throughputs=[],
        billed_tokens=ledger.billed_tokens,
        unit_hours=ledger.unit_hours,
    )


def _longest_to_gone(books: Books, ledger: Ledger) -> dt.timedelta:
    """Return how long the capacity of a run that ended badly was there at most."""
    times = [dt.timedelta()]
    for one in judge.capacity(ledger):
        ended = books.purpose_ended(one)
        of_run = names.TAG_ALIAS not in one.tags and names.TAG_SETTLED not in one.tags
        if of_run and ended is not None and one.deleted is not None:
            times.append(one.deleted - ended)
    return max(times)


def _told(one: CapacityEntry, books: Books) -> str:
    return (
        f"leaked: {one.name} ({one.units} units): wanted until {books.purpose_ended(one)}, "
        f"gone {one.deleted or 'never'}, {books.overrun(one)} too late"
    )

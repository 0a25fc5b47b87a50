"""`python -m tests.faults.year`: a seeded year of use, and what it cost that nobody wanted."""

from __future__ import annotations

import argparse
import datetime as dt
import random
import sys
from collections.abc import Callable
from dataclasses import dataclass

from ministack.services import stepfunctions

from local.bedrock import Options
from tests.faults import diary, synthesized
from tests.faults.accidents import UNKNOWN_READS, Accidents
from tests.faults.blueprint import Blueprint
from tests.faults.books import HOUR, Books
from tests.faults.cloud import Cloud
from tests.faults.figures import Figures, summed_up
from tests.faults.opening import opened
from tests.faults.people import People
from tests.faults.quiet import Quiet
from tests.faults.stage import Stage

DAYS = 365
KEPT_MODELS = 2
"""What retention leaves of each team's models: the account may have a hundred."""
FORGOTTEN = dt.timedelta(days=90)
"""https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html"""
SWEEP_TO_AUDIT = dt.timedelta(minutes=4)
WIND_DOWN = dt.timedelta(hours=40)
"""Longer than any lifetime of the diary: at the end nobody starts anything any more."""


def main() -> int:
    """Play the year, and end with its figures."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.year", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--days", type=int, default=DAYS)
    options = parser.parse_args()
    with synthesized.embedded() as blueprint:
        figures = play(blueprint, options.seed, options.days, tell=_say)
    for line in figures.lines:
        _say(line)
    return 1 if figures.leaked or figures.jobs_doubled else 0


def play(
    blueprint: Blueprint, seed: int, days: int, tell: Callable[[str], object] = lambda _: None
) -> Figures:
    """Return the figures of a time of use."""
    options = Options(seed=seed, custom_model_units_quota=6, model_units_quota=6)
    with opened(blueprint, seed=seed, options=options) as cloud:
        dice = random.Random(seed)  # noqa: S311 - a diary, not secrets
        stage = Stage(cloud)
        stage.prepare("demo", "other")
        cloud.functions.configure("KEEP_MODELS", str(KEPT_MODELS))
        cloud.stand_in.unknown_reads = UNKNOWN_READS
        accidents = Accidents(cloud.timeline, dice)
        cloud.injection.choose = accidents.choose
        people = People(stage, dice)
        people.declare_all()
        books = Books(stage, accidents.log, people.holds)
        year = Year(stage, people, books, Quiet(stage), tell)
        year.look_every_hour()
        year.live_through(diary.entries(cloud.now, days, dice))
        cloud.injection.choose = None
        cloud.pass_time(WIND_DOWN)
        return summed_up(stage, people, books, cloud.stand_in.ledger())


@dataclass
class Year:
    """Time, hour by hour, with what people do in it and a look at every hour that isn't quiet."""

    stage: Stage
    people: People
    books: Books
    quiet: Quiet
    tell: Callable[[str], object]

    def live_through(self, entries: list[diary.Entry]) -> None:
        """Do what a diary says at its times."""
        month = 0
        for entry in entries:
            self.stage.cloud.timeline.run_until(entry.at)
            entry.do(self.people)
            if entry.at.month != month:
                month = entry.at.month
                self.tell(f"{entry.at:%Y-%m}: {len(self.stage.runs)} runs so far")

    def look_every_hour(self) -> None:
        """Look now and at every hour from now on, whatever people wait for meanwhile."""
        cloud = self.stage.cloud
        self._look()
        cloud.timeline.begin_at(_next_hour(cloud.now), self.look_every_hour)

    def _look(self) -> None:
        cloud = self.stage.cloud
        ledger = cloud.stand_in.ledger()
        self.books.look(ledger)
        if cloud.now.hour == 0:
            _forget(cloud)
        if self.quiet.has_nothing_to_see(ledger):
            return
        cloud.timeline.begin(cloud.bus.call_async, "SweepRuns", {})
        later = cloud.now + SWEEP_TO_AUDIT
        cloud.timeline.begin_at(later, cloud.bus.call_async, "AuditServing", {})


def _next_hour(now: dt.datetime) -> dt.datetime:
    return now.replace(minute=0, second=0, microsecond=0) + HOUR


def _forget(cloud: Cloud) -> None:
    """Forget executions as Step Functions does."""
    before = (cloud.now - FORGOTTEN).isoformat()
    for arn, execution in list(stepfunctions._executions.items()):
        if execution["status"] != "RUNNING" and str(execution["stopDate"]) < before:
            del stepfunctions._executions[arn]


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())

"""The year's books: what each capacity billed, how long it was wanted, and what is too much.

What the rules promise: capacity is gone at most `allowance` after its purpose ended, which is the
audit's slack, one period of the audit and the time of a removal. Accidents that hit the removal
itself (an event, the clean-up, the sweep, the audit, the retirement) grant one further period each,
and rights denied to it as long as they were denied. What Bedrock holds in its creation can't be
removed: that time doesn't count. Everything beyond is leaked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from lambdas.contract import names
from local.bedrock.ledger import CapacityEntry, Ledger
from tests.faults import judge
from tests.faults.accidents import Accident
from tests.faults.stage import Stage

HOUR = dt.timedelta(hours=1)
PERIOD = HOUR
"""Between two audits."""
REMOVAL = dt.timedelta(minutes=30)
"""The looks of a removal, and a schedule's minute."""
SLACK = {True: dt.timedelta(minutes=16), False: dt.timedelta(hours=1, minutes=1)}
"""How long the audit leaves capacity to a clean-up, with units and without, grace time included."""
REMOVERS = (
    "AuditServing",
    "CleanUpMachine",
    "RetireMachine",
    "Rule RunEnded",
    "Schedule",
    "SweepRuns",
)


@dataclass
class Books:
    """Watches what lives, and sums up at the end."""

    stage: Stage
    accidents: list[Accident]
    holds: list[tuple[dt.datetime, dt.datetime]] = field(default_factory=list)
    """When Bedrock kept what was being made in its creation."""
    _wanted: dict[str, dt.datetime] = field(default_factory=dict)
    """When each alias's capacity was last seen wanted."""

    def look(self, ledger: Ledger) -> None:
        """Note which capacity of aliases is wanted now; what is being made for one is."""
        for one in judge.live_capacity(ledger):
            if names.TAG_ALIAS not in one.tags:
                continue
            is_new = one.arn not in self._wanted
            if is_new or self._is_moved(one) or not self._why(one):
                self._wanted[one.arn] = self.stage.cloud.now

    def overrun(self, one: CapacityEntry) -> dt.timedelta:
        """Return how long capacity lived beyond what the rules promise."""
        ended = self.purpose_ended(one)
        if ended is None:
            return dt.timedelta()
        gone = one.deleted or self.stage.cloud.now
        return max(dt.timedelta(), gone - ended - self._allowance(one, ended, gone))

    def purpose_ended(self, one: CapacityEntry) -> dt.datetime | None:
        """Return since when nobody wants capacity; None if somebody does, or did to its end."""
        gone = one.deleted or self.stage.cloud.now
        if names.TAG_ALIAS in one.tags:
            ended = self._wanted.get(one.arn, one.created)
        elif names.TAG_SETTLED in one.tags:
            if names.TAG_EXPIRES not in one.tags:
                return None
            ended = dt.datetime.fromisoformat(one.tags[names.TAG_EXPIRES])
        else:
            ended = self._run_ended(one, gone)
        return ended if ended < gone else None

    def _run_ended(self, one: CapacityEntry, gone: dt.datetime) -> dt.datetime:
        """Return the last end of a run before its capacity was gone."""
        owner = judge.owner_of(self.stage, one.name)
        told = self.stage.cloud.machines.history.get(owner or "", [])
        before = [entry for entry in told if entry[0] <= gone]
        if not before or before[-1][1] == "RUNNING":
            return gone
        return before[-1][0]

    def _allowance(self, one: CapacityEntry, ended: dt.datetime, gone: dt.datetime) -> dt.timedelta:
        removers = [
            accident
            for accident in self.accidents
            if accident.origin.startswith(REMOVERS)
            and accident.until >= ended - PERIOD
            and accident.at <= gone
        ]
        denied = sum((a.until - a.at for a in removers), dt.timedelta())
        held = overlap(self.holds, ended, gone)
        return SLACK[bool(one.units)] + PERIOD * (1 + len(removers)) + REMOVAL + denied + held

    def _is_moved(self, one: CapacityEntry) -> bool:
        record = self.stage.record(one.tags[names.TAG_ALIAS], one.tags[names.TAG_TEAM])
        claim = record.claim if record else None
        return claim is not None and self.stage.status(claim.execution_arn) == "RUNNING"

    def _why(self, one: CapacityEntry) -> str | None:
        return judge.why_leaking(self.stage, one, self.stage.cloud.now)


def overlap(
    spans: Iterable[tuple[dt.datetime, dt.datetime]], begin: dt.datetime, end: dt.datetime
) -> dt.timedelta:
    """Return how much of a time spans cover."""
    parts = (min(last, end) - max(first, begin) for first, last in spans)
    return sum((part for part in parts if part > dt.timedelta()), dt.timedelta())

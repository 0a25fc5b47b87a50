"""Hours in which sweep and audit would see what they saw an hour before.

A year has thousands of them, and a look costs more than a play. They are left out, which makes the
books only stricter: nothing is gone later because of a look that would have found nothing.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from lambdas.contract import names
from local.bedrock.ledger import Ledger
from tests.faults import judge
from tests.faults.stage import Stage

UNREST = dt.timedelta(hours=3)
"""How long after anything happened every hour is looked at: longer than the audit's patience."""
LOOKS = ("AuditServing", "SweepRuns")
EVERY_HOURS = 6
"""How often a quiet world is looked at all the same."""


@dataclass
class Quiet:
    """Knows when something happened last."""

    stage: Stage
    _seen: tuple[object, ...] = ()
    _changed: dt.datetime | None = None
    _looked: dt.datetime | None = None

    def has_nothing_to_see(self, ledger: Ledger) -> bool:
        """Whether nothing happened lately, and no time has come since the last look."""
        now = self.stage.cloud.now
        seen = self._world(ledger)
        if seen != self._seen:
            self._seen, self._changed = seen, now
        is_quiet = (
            self._changed is not None
            and now - self._changed > UNREST
            and now.hour % EVERY_HOURS != 0
            and not self._is_due(ledger, now)
        )
        if not is_quiet:
            self._looked = now
        return is_quiet

    def _world(self, ledger: Ledger) -> tuple[object, ...]:
        # What the looks themselves begin shows in the history; that they ask again changes nothing.
        record, machines = self.stage.cloud.injection.record, self.stage.cloud.machines
        return (
            record.total - sum(record.by_origin[origin] for origin in LOOKS),
            machines.changes,
            [one.arn for one in judge.live_capacity(ledger)],
            [one.arn for one in judge.live_jobs(ledger)],
        )

    def _is_due(self, ledger: Ledger, now: dt.datetime) -> bool:
        ends = [
            dt.datetime.fromisoformat(one.tags[names.TAG_EXPIRES])
            for one in judge.live_capacity(ledger)
            if names.TAG_EXPIRES in one.tags
        ]
        return any(self._looked is None or self._looked < end <= now for end in ends)

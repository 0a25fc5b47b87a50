"""What goes wrong in a year: seeded, rare, and everywhere."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field
from typing import NamedTuple

from tests.faults import kinds
from tests.faults.effects import Doing, Effect
from tests.faults.fault import Fault
from tests.faults.timeline import Timeline

RATE = 0.025
"""How many of all side effects are disturbed."""
WEIGHTS = {
    Fault.THROTTLE: 4,
    Fault.SERVER_ERROR: 4,
    Fault.LOST: 4,
    Fault.TIME_OUT: 3,
    Fault.CRASH: 3,
    Fault.DENIED: 1,
    Fault.QUOTA: 2,
    Fault.CONFLICT: 2,
    Fault.UNKNOWN: 1,
    Fault.ABORT: 2,
}
LONGEST_DENIAL = dt.timedelta(hours=2)
"""How long it takes at most until somebody gives back a right."""
UNKNOWN_READS = 30
"""How often a status is told that nobody knows, before Bedrock comes to itself."""


class Accident(NamedTuple):
    """Something that went wrong."""

    at: dt.datetime
    until: dt.datetime
    """Later than `at` where a right was denied for a while."""
    origin: str
    fault: Fault


@dataclass
class Accidents:
    """Decides at each side effect whether something goes wrong."""

    timeline: Timeline
    dice: random.Random
    log: list[Accident] = field(default_factory=list)
    _denied: dict[tuple[str, str], dt.datetime] = field(default_factory=dict)

    def choose(self, effect: Effect, doing: Doing) -> Fault | None:
        """Return what goes wrong."""
        now = self.timeline.now()
        right = (doing.function.name if doing.function else doing.origin, effect.action)
        if now < self._denied.get(right, now):
            return Fault.DENIED
        if self.dice.random() >= RATE:
            return None
        fault = self._drawn(effect)
        until = now
        if fault is Fault.DENIED:
            until = now + LONGEST_DENIAL * self.dice.random()
            self._denied[right] = until
        self.log.append(Accident(now, until, doing.origin, fault))
        return fault

    def _drawn(self, effect: Effect) -> Fault:
        possible = [fault for fault in Fault if kinds.possible(effect, fault)]
        weights = [WEIGHTS[fault] for fault in possible]
        return self.dice.choices(possible, weights)[0]

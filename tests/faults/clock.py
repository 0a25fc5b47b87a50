"""The stand-in's clock: the play's own virtual time."""

from __future__ import annotations

import threading
from datetime import datetime

from local.bedrock.clock import Clock
from tests.faults.timeline import Timeline

STEP_SECONDS = 5.0
"""How often a wait looks whether it is interrupted: by then a job knows that it is to stop."""


class TimelineClock(Clock):
    """Jobs run in strands, and a simulated minute is a virtual one."""

    def __init__(self, timeline: Timeline) -> None:
        super().__init__(seconds_per_minute=60)
        self._timeline = timeline

    def now(self) -> datetime:
        """Return the virtual time."""
        return self._timeline.now()

    def start(self, work: threading.Thread) -> None:
        """Begin a strand that does what the thread would."""
        self._timeline.begin(work.run)

    def wait(self, minutes: float, interrupt: threading.Event) -> bool:
        """Wait virtual minutes; return True soon after the event is set."""
        left = minutes * 60
        while left > 0 and not interrupt.is_set():
            self._timeline.sleep(min(left, STEP_SECONDS))
            left -= STEP_SECONDS
        return interrupt.is_set()

    def hold(self, *releases: threading.Event) -> None:
        """Wait until one of the events is set."""
        while not any(release.is_set() for release in releases):
            self._timeline.sleep(STEP_SECONDS)

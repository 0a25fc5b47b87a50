"""Virtual time: threads that run one at a time, and a clock that jumps when all of them wait.

Nothing here waits for real. Whatever reads this clock and waits by it behaves the same in every
run, because which thread goes on is decided here and not by the machine.
"""

from __future__ import annotations

import datetime as dt
import heapq
import threading
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Any

from tests.faults.strand import Strand, Work

Timer = tuple[dt.datetime, int, Callable[[], object]]
"""When something is due, the how-manieth timer it is, and what to do."""


class Event:
    """`threading.Event` in virtual time."""

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self._set = False
        self._waiting: list[tuple[Strand, int]] = []

    def is_set(self) -> bool:
        """Whether it was set."""
        return self._set

    def set(self) -> None:
        """Wake all who wait."""
        self._set = True
        for strand, wait in self._waiting:
            self._timeline.wake(strand, wait)
        self._waiting.clear()

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until it is set or the time is over; return whether it is set."""
        if not self._set:
            strand = self._timeline.current
            self._waiting.append((strand, strand.waits + 1))
            if timeout is not None:
                self._timeline.wake_later(strand, timeout)
            strand.pause()
        return self._set


class Timeline:
    """The clock and all who wait by it."""

    def __init__(self, start: dt.datetime) -> None:
        self.closed = False
        self._now = start
        self._ready: deque[Strand] = deque()
        self._timers: list[Timer] = []
        self._count = 0
        self._alive: dict[Strand, None] = {}
        self._turn_over = threading.Semaphore(0)
        self._current: Strand | None = None

    def now(self) -> dt.datetime:
        """Return the virtual time, in UTC."""
        return self._now

    @property
    def current(self) -> Strand:
        """The strand whose turn it is."""
        if self._current is None:
            raise RuntimeError("only a strand can wait in virtual time")
        return self._current

    @property
    def context(self) -> Any:
        """What the strand whose turn it is does just now; None outside of strands."""
        return self._current.context if self._current else None

    def begin(self, work: Work, *arguments: object) -> Strand:
        """Return a new strand, which gets its turn after those that are ready now."""
        strand = Strand(self, work, arguments)
        self._alive[strand] = None
        self._ready.append(strand)
        return strand

    def begin_at(self, moment: dt.datetime, work: Work, *arguments: object) -> None:
        """Let something happen at a time."""
        self._at(moment, partial(self.begin, work, *arguments))

    def sleep(self, seconds: float) -> None:
        """Let virtual seconds pass for the strand whose turn it is."""
        self.wake_later(self.current, seconds)
        self.current.pause()

    def wake_later(self, strand: Strand, seconds: float) -> None:
        """Wake a strand that is about to pause, unless something wakes it before."""
        moment = self._now + dt.timedelta(seconds=max(0.0, seconds))
        self._at(moment, partial(self.wake, strand, strand.waits + 1))

    def wake(self, strand: Strand, wait: int) -> None:
        """Give a strand its turn if it is still in this wait."""
        if strand.waits == wait and not strand.ended and strand not in self._ready:
            self._ready.append(strand)

    def turn_over(self) -> None:
        """Hand the turn back to whoever drives the clock; called by strands."""
        self._turn_over.release()

    def run(self, until: Callable[[], bool], at_most: dt.datetime) -> None:
        """Let everything happen until something holds, nothing is left, or a time has come."""
        while not until() and self._step(at_most):
            pass

    def run_until(self, moment: dt.datetime) -> None:
        """Let everything happen up to a time, at which the clock then stands."""
        self.run(lambda: False, moment)
        self._now = max(self._now, moment)

    def close(self) -> None:
        """End every strand that still waits."""
        self.closed = True
        while self._alive:
            self._turn(next(iter(self._alive)))

    def _step(self, at_most: dt.datetime) -> bool:
        """Give one strand its turn; return whether there was one before the time."""
        while not self._ready:
            if not self._timers or self._timers[0][0] > at_most:
                return False
            moment, _, due = heapq.heappop(self._timers)
            self._now = max(self._now, moment)
            due()
        strand = self._ready.popleft()
        self._turn(strand)
        if strand.error:
            raise strand.error
        return True

    def _at(self, moment: dt.datetime, due: Callable[[], object]) -> None:
        self._count += 1
        timer: Timer = (moment, self._count, due)
        heapq.heappush(self._timers, timer)

    def _turn(self, strand: Strand) -> None:
        before, self._current = self._current, strand
        strand.resume()
        self._turn_over.acquire()
        self._current = before
        if strand.ended:
            self._alive.pop(strand, None)

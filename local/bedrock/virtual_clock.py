"""Time that stands still until a test moves it on, for lifetimes of months in milliseconds."""

import threading
import time
from datetime import datetime, timedelta
from typing import NamedTuple

from local.bedrock.clock import Clock

_POLL_SECONDS = 0.002
_PATIENCE_SECONDS = 60


class _Wait(NamedTuple):
    due: datetime | None
    """When it ends by itself; None: only by an event."""
    releases: tuple[threading.Event, ...]

    def stands(self, now: datetime) -> bool:
        released = any(release.is_set() for release in self.releases)
        return not released and (self.due is None or now < self.due)


class VirtualClock(Clock):
    """A clock for one test, whose simulated minutes are its own minutes.

    Jobs run in threads all the same: `advance` stops at every moment at which one of them has
    something to do, and waits until it is done.
    """

    def __init__(self, start: datetime) -> None:
        super().__init__(seconds_per_minute=60)
        self._now = start
        self._turn = threading.Condition()
        self._workers: set[threading.Thread] = set()
        self._waits: dict[threading.Thread, _Wait] = {}

    def now(self) -> datetime:
        """Return the time that the test made it."""
        return self._now

    def advance(self, by: timedelta) -> None:
        """Move time on, letting everything happen at its moment."""
        end = self._now + by
        self.settle()
        while (due := self._next_due()) is not None and due <= end:
            self._set(due)
            self.settle()
        self._set(end)

    def settle(self) -> None:
        """Wait until every thread has ended or waits for a later time.

        Raises:
            RuntimeError: One goes on working, as if it waited by another clock.
        """
        deadline = time.monotonic() + _PATIENCE_SECONDS
        with self._turn:
            while busy := [thread for thread in self._workers if self._is_busy(thread)]:
                if time.monotonic() > deadline:
                    raise RuntimeError(f"still at work: {[thread.name for thread in busy]}")
                self._turn.wait(_POLL_SECONDS)
            self._workers = {thread for thread in self._workers if thread.is_alive()}

    def start(self, work: threading.Thread) -> None:
        """Start a thread, which counts as busy from now on."""
        with self._turn:
            # Started under the lock: until it runs, a thread looks like one that has ended.
            work.start()
            self._workers.add(work)

    def wait(self, minutes: float, interrupt: threading.Event) -> bool:
        """Wait until time has moved on so far; return True as soon as the event is set."""
        self._stand(_Wait(self.after(self._now, minutes), (interrupt,)))
        return interrupt.is_set()

    def hold(self, *releases: threading.Event) -> None:
        """Wait until one of the events is set, whatever the time."""
        self._stand(_Wait(None, releases))

    def _stand(self, wait: _Wait) -> None:
        thread = threading.current_thread()
        with self._turn:
            self._waits[thread] = wait
            while wait.stands(self._now):
                # Events are set by others, who don't know of this clock.
                self._turn.wait(_POLL_SECONDS)
            del self._waits[thread]

    def _is_busy(self, thread: threading.Thread) -> bool:
        wait = self._waits.get(thread)
        return thread.is_alive() and not (wait and wait.stands(self._now))

    def _next_due(self) -> datetime | None:
        with self._turn:
            dues = [wait.due for wait in self._waits.values() if wait.due]
        return min(dues, default=None)

    def _set(self, moment: datetime) -> None:
        with self._turn:
            self._now = max(self._now, moment)
            self._turn.notify_all()

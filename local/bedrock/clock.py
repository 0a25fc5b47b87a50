"""Time: real for timestamps, scaled for what takes hours on AWS."""

import threading
import time
from datetime import UTC, datetime, timedelta

HOLD_POLL_SECONDS = 0.02
"""How often whoever is held looks whether it may go on."""


class Clock:
    """Turns simulated minutes into real seconds; the scale can change while jobs run.

    A test may give a stand-in another one, such as a `VirtualClock`.
    """

    def __init__(self, seconds_per_minute: float) -> None:
        self.seconds_per_minute = seconds_per_minute
        """Real seconds that a simulated minute takes; 0 skips every wait."""

    def now(self) -> datetime:
        """Return the real time, in UTC: callers compare it with their own clocks."""
        return datetime.now(UTC)

    def start(self, work: threading.Thread) -> None:
        """Start a thread that will wait by this clock."""
        work.start()

    def wait(self, minutes: float, interrupt: threading.Event) -> bool:
        """Wait simulated minutes; return True as soon as the event is set."""
        return interrupt.wait(minutes * self.seconds_per_minute)

    def hold(self, *releases: threading.Event) -> None:
        """Wait until one of the events is set, however long that takes."""
        while not any(release.is_set() for release in releases):
            time.sleep(HOLD_POLL_SECONDS)

    def settle(self) -> None:
        """Wait for work that is under way; real time goes on by itself."""

    def after(self, moment: datetime, minutes: float) -> datetime:
        """Return the moment that is simulated minutes later, by the scale of now."""
        return moment + timedelta(seconds=minutes * self.seconds_per_minute)

    def after_hours(self, moment: datetime, hours: float) -> datetime:
        """Return the moment that is simulated hours later; at scale 0 real ones.

        The inverse of `simulated_hours`: bills and terms take their time where waits are skipped.
        """
        return moment + timedelta(seconds=hours * 60 * (self.seconds_per_minute or 60))

    def simulated_hours(self, since: datetime, until: datetime) -> float:
        """Return the hours that passed on the simulated clock; at scale 0 the real ones."""
        seconds = (until - since).total_seconds()
        return seconds / (self.seconds_per_minute or 60) / 60

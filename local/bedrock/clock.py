"""Time: real for timestamps, scaled for what takes hours on AWS."""

import threading
from datetime import UTC, datetime


class Clock:
    """Turns simulated minutes into real seconds; the scale can change while jobs run."""

    def __init__(self, seconds_per_minute: float) -> None:
        self.seconds_per_minute = seconds_per_minute
        """Real seconds that a simulated minute takes; 0 skips every wait."""

    def now(self) -> datetime:
        """Return the real time, in UTC: callers compare it with their own clocks."""
        return datetime.now(UTC)

    def wait(self, minutes: float, interrupt: threading.Event) -> bool:
        """Wait simulated minutes; return True as soon as the event is set."""
        return interrupt.wait(minutes * self.seconds_per_minute)

    def simulated_hours(self, since: datetime, until: datetime) -> float:
        """Return the hours that passed on the simulated clock; at scale 0 the real ones."""
        seconds = (until - since).total_seconds()
        return seconds / (self.seconds_per_minute or 60) / 60

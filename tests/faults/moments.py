"""What stands for the module `datetime` where handlers look at the clock."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

from tests.faults.timeline import Timeline


def clock_module(timeline: Timeline) -> Any:
    """Return a stand-in whose `datetime.now` is virtual; everything it makes is the real thing."""

    class Moments(type):
        def __getattr__(cls, name: str) -> Any:
            return getattr(dt.datetime, name)

        def __call__(cls, *args: Any, **kwargs: Any) -> dt.datetime:
            return dt.datetime(*args, **kwargs)

        def __instancecheck__(cls, instance: object) -> bool:
            return isinstance(instance, dt.datetime)

    class Moment(metaclass=Moments):
        @staticmethod
        def now(zone: dt.tzinfo | None = None) -> dt.datetime:
            return timeline.now().astimezone(zone)

    members = {name: getattr(dt, name) for name in dir(dt) if not name.startswith("_")}
    return SimpleNamespace(**{**members, "datetime": Moment})

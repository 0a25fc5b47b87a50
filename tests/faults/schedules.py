"""EventBridge Scheduler's one-time schedules: they fire at their time and delete themselves."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

from ministack.services import scheduler

from tests.faults.effects import Doing
from tests.faults.timeline import Timeline

AT = re.compile(r"at\((.+)\)")


class Schedules:
    """Fires what handlers scheduled."""

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self._seen: dict[str, str] = {}
        self.start: Callable[[str, str], object] = lambda *_: None
        self.guard: Callable[[Callable[[], object]], object] = lambda fire: fire()
        """Stands around every firing, for faults."""

    def notice(self) -> None:
        """Set the timers of schedules that are new or were changed."""
        for key, schedule in scheduler._schedules.items():
            expression = schedule["ScheduleExpression"]
            if self._seen.get(key) != expression:
                self._seen[key] = expression
                self._timeline.begin_at(_moment(expression), self._fire, key, expression)

    def _fire(self, key: str, expression: str) -> None:
        schedule: dict[str, Any] | None = scheduler._schedules.get(key)
        if schedule is None or schedule["ScheduleExpression"] != expression:
            return
        self._timeline.current.context = Doing(origin="Schedule")
        target = schedule["Target"]
        self.guard(lambda: self.start(target["Arn"], target.get("Input", "{}")))
        if schedule["ActionAfterCompletion"] == "DELETE":
            del scheduler._schedules[key]
            del self._seen[key]


def _moment(expression: str) -> dt.datetime:
    found = AT.fullmatch(expression)
    if found is None:
        raise ValueError(f"only one-time schedules fire here: {expression}")
    return dt.datetime.fromisoformat(found.group(1)).replace(tzinfo=dt.UTC)

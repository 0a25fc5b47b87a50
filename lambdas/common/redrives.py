"""How often an execution was redriven: which attempt may be made, and which failure is old news."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Redrives:
    """How often the execution was redriven, and when last."""

    count: int
    last_at: dt.datetime | None = None
    """None when it never was, and from definitions that did not say so yet."""

    @property
    def attempt(self) -> int:
        """The attempt that belongs to the last redrive."""
        return self.count + 1

    def came_after(self, end: dt.datetime | None) -> bool:
        """Whether something had ended when the execution was last redriven; None: nobody knows."""
        return self.last_at is None or end is None or end <= self.last_at

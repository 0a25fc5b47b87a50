"""`queue.Queue` in virtual time, as far as the stand-in's events use it."""

from __future__ import annotations

from typing import Any

from tests.faults.timeline import Event, Timeline


class VirtualQueue:
    """Whoever gets from it while it is empty waits in virtual time."""

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self._items: list[Any] = []
        self._filled = Event(timeline)

    def put(self, item: Any) -> None:
        """Add an item."""
        self._items.append(item)
        self._filled.set()

    def get(self) -> Any:
        """Wait for an item and take it."""
        while not self._items:
            self._filled = Event(self._timeline)
            self._filled.wait()
        return self._items.pop(0)

    def task_done(self) -> None:
        """Nobody waits for that here."""

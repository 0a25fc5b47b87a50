"""The stand-in's events in virtual time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import TYPE_CHECKING
from unittest.mock import patch

from local.bedrock import events
from tests.faults.queues import VirtualQueue

if TYPE_CHECKING:
    from tests.faults.timeline import Timeline


@contextmanager
def events_in_strands(timeline: Timeline) -> Iterator[None]:
    """Let a stand-in that is made now send its events in virtual time."""
    threads = SimpleNamespace(
        Thread=lambda target, **_: SimpleNamespace(start=lambda: timeline.begin(target)),
        Timer=None,
    )
    queues = SimpleNamespace(Queue=lambda: VirtualQueue(timeline))
    with patch.object(events, "threading", threads), patch.object(events, "queue", queues):
        yield

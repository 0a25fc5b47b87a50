"""Where a watcher's events go: a view that redraws itself, plain lines, or JSON lines."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Protocol

import typer

from cli.output import clock, is_terminal, print_json
from cli.progress import Event


class Display(Protocol):
    """Takes events as they come."""

    def show(self, event: Event) -> None:
        """Show one event."""


class JsonLines:
    """One JSON object a line."""

    def show(self, event: Event) -> None:
        """Print the event as it is."""
        print_json(event)


class PlainLines:
    """One sentence a line, for logs and pipes."""

    def __init__(self, begun: datetime) -> None:
        self._begun = begun

    def show(self, event: Event) -> None:
        """Print the event with the run's elapsed time."""
        at = event.at or datetime.now(UTC)
        typer.echo(f"{clock(at - self._begun):>8}  {event}")


@contextmanager
def display(run_id: str, begun: datetime, *, as_json: bool) -> Iterator[Display]:
    """Open the display that fits the caller: JSON if asked for, a live view on a terminal."""
    if as_json:
        yield JsonLines()
    elif is_terminal():
        from cli.live_view import live_view

        with live_view(run_id, begun) as view:
            yield view
    else:
        yield PlainLines(begun)

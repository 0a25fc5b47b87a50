"""The view of a run that redraws itself on a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from rich.console import Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from cli.output import clock
from cli.progress import (
    Answers,
    AttemptFailed,
    Ended,
    Event,
    Hint,
    Job,
    LookedAgain,
    Losses,
    Redriven,
    StateEntered,
    StateExited,
)
from lambdas.contract.status import RUN_SUCCEEDED

REDRAWS_PER_SECOND = 4


@dataclass
class Row:
    """One passage through a state."""

    state: str
    entered: datetime | None
    left: datetime | None = None
    note: str = ""
    failed: bool = False


class LiveView:
    """Gathers events and draws them as one picture, whenever rich asks for it."""

    def __init__(self, run_id: str, begun: datetime) -> None:
        self._run_id = run_id
        self._begun = begun
        self._rows: list[Row] = []
        self._job: Job | None = None
        self._losses: Losses | None = None
        self._answers: Answers | None = None
        self._hints: list[str] = []
        self._ended: Ended | None = None

    def show(self, event: Event) -> None:
        """Take one event into the picture."""
        match event:
            case StateEntered():
                self._rows.append(Row(event.state, event.at))
            case StateExited():
                self._row(event.state).left = event.at
            case LookedAgain():
                self._row(event.state).note = f"look {event.looks}: {event.because}"
            case AttemptFailed():
                self._row(event.state).note = event.error
            case Redriven():
                self._hints.append(str(event))
            case Job():
                self._job = event
            case Losses():
                self._losses = event
            case Answers():
                self._answers = event
            case Hint():
                self._hints.append(event.message)
            case Ended():
                self._end(event)

    def __rich__(self) -> RenderableType:
        """Return the picture as it is now."""
        parts: list[RenderableType] = [self._headline(), self._states()]
        if self._job:
            parts.append(Text(f"Job {self._job.job_name} {self._job.status}", "bold"))
            parts.append(Text(f"  {self._job.phase_line}"))
        if self._losses:
            parts.append(Text(f"  {self._losses}"))
        if self._answers:
            parts.append(Text(str(self._answers)))
        parts += [Text(hint, "yellow") for hint in self._hints]
        return Group(*parts)

    def _end(self, event: Ended) -> None:
        self._ended = event
        for row in self._rows:
            row.failed = row.left is None and event.status != RUN_SUCCEEDED
            row.left = row.left or event.at

    def _row(self, state: str) -> Row:
        """Return the newest passage through a state; a redriven state is entered anew."""
        return next(row for row in reversed(self._rows) if row.state == state)

    def _headline(self) -> Text:
        until = (self._ended and self._ended.at) or datetime.now(UTC)
        status = self._ended.status if self._ended else "RUNNING"
        return Text(f"{self._run_id}  {status}  {clock(until - self._begun)}", "bold")

    def _states(self) -> Table:
        table = Table.grid(padding=(0, 2))
        for row in self._rows:
            spent = (row.left or datetime.now(UTC)) - (row.entered or self._begun)
            mark = "[red]✗" if row.failed else "[green]✓" if row.left else "[cyan]▸"
            table.add_row(mark, row.state, clock(spent), Text(row.note, "yellow"))
        return table


@contextmanager
def live_view(run_id: str, begun: datetime) -> Iterator[LiveView]:
    """Show a view until the block ends; its last picture stays on the terminal."""
    view = LiveView(run_id, begun)
    with Live(view, refresh_per_second=REDRAWS_PER_SECOND):
        yield view

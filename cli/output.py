"""Writing to the caller: lines for people, JSON for programs."""

import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

import msgspec
import typer

NAME_WIDTH = 18


def print_json(value: object) -> None:
    """Print one value as one line of JSON, at once."""
    typer.echo(msgspec.json.encode(value).decode())


def is_terminal() -> bool:
    """Tell whether a person reads stdout as it appears."""
    return sys.stdout.isatty()


def can_ask() -> bool:
    """Tell whether a person can answer a question on stdin."""
    return sys.stdin.isatty()


def rows(named: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield lines of a name and what it is; a line without a name goes on with the one before."""
    for name, value in named:
        yield f"  {name:<{NAME_WIDTH}}{value}".rstrip()


def utc(moment: datetime) -> datetime:
    """Return the same moment in UTC, so that it reads the same for every caller."""
    return moment.astimezone(UTC)


def clock(duration: timedelta) -> str:
    """Return a duration as `m:ss` or `h:mm:ss`."""
    minutes, seconds = divmod(max(0, int(duration.total_seconds())), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"

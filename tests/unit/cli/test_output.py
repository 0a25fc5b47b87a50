"""How moments and durations are written."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from cli.output import clock, utc


def test_a_moment_is_written_in_utc() -> None:
    there = datetime(2026, 11, 22, 12, 0, tzinfo=timezone(timedelta(hours=2)))
    assert utc(there).isoformat() == datetime(2026, 11, 22, 10, 0, tzinfo=UTC).isoformat()


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0:00"), (65.9, "1:05"), (3600, "1:00:00"), (90061, "25:01:01"), (-1, "0:00")],
)
def test_a_duration_is_written_as_a_clock_shows_it(seconds: float, text: str) -> None:
    assert clock(timedelta(seconds=seconds)) == text

"""Virtual time: who goes on when, and that nothing waits for real."""

import datetime as dt
from collections.abc import Iterator

import pytest

from tests.faults.timeline import Event, Timeline

START = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def timeline() -> Iterator[Timeline]:
    made = Timeline(START)
    yield made
    made.close()


def test_strands_go_on_in_the_order_of_their_times(timeline: Timeline) -> None:
    seen: list[str] = []

    def wait(name: str, seconds: float) -> None:
        timeline.sleep(seconds)
        seen.append(f"{name} {(timeline.now() - START).total_seconds()}")

    timeline.begin(wait, "late", 20)
    timeline.begin(wait, "early", 10)
    timeline.begin_at(START + dt.timedelta(seconds=15), wait, "between", 0)
    timeline.run_until(START + HOUR)

    assert seen == ["early 10.0", "between 15.0", "late 20.0"]
    assert timeline.now() == START + HOUR


@pytest.mark.parametrize(("set_after", "is_set", "seconds"), [(3, True, 3), (9, False, 5)])
def test_an_event_wakes_who_waits_unless_time_is_over(
    timeline: Timeline, set_after: float, is_set: bool, seconds: float
) -> None:
    event, seen = Event(timeline), []

    def wait() -> None:
        seen.append((event.wait(5), (timeline.now() - START).total_seconds()))

    timeline.begin(wait)
    timeline.begin_at(START + dt.timedelta(seconds=set_after), event.set)
    timeline.run_until(START + HOUR)

    assert seen == [(is_set, seconds)]


def test_an_error_in_a_strand_ends_the_play(timeline: Timeline) -> None:
    timeline.begin(lambda: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        timeline.run_until(START + HOUR)


def test_the_end_of_time_ends_who_waits_for_ever() -> None:
    timeline, ended = Timeline(START), []

    def wait() -> None:
        try:
            Event(timeline).wait()
        finally:
            ended.append(True)

    timeline.begin(wait)
    timeline.run_until(START + HOUR)
    timeline.close()

    assert ended == [True]

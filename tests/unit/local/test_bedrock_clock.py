"""Virtual time: jobs go on exactly when the test moves it."""

import threading
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from local.bedrock import Bedrock, virtual_clock
from local.bedrock.clock import Clock
from local.bedrock.faults import HoldJob
from local.bedrock.virtual_clock import VirtualClock
from tests.unit.local.bedrock_world import FakeWorld, request, until

if TYPE_CHECKING:
    from mypy_boto3_bedrock import BedrockClient

START = datetime(2026, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def _status(api: "BedrockClient") -> str:
    return api.get_model_customization_job(jobIdentifier="job")["status"]


def test_a_job_waits_for_the_test_and_ends_at_its_own_moment(
    world: FakeWorld, serving: Bedrock, serving_api: "BedrockClient", clock: VirtualClock
) -> None:
    begun = clock.now()
    serving_api.create_model_customization_job(**request(customModelName="m"))
    clock.advance(15 * MINUTE)
    assert _status(serving_api) == "InProgress"
    # What is slept over happens at its time nonetheless.
    clock.advance(timedelta(days=30))
    serving.settle()
    assert world.statuses() == ["InProgress", "Completed"]
    job = serving_api.get_model_customization_job(jobIdentifier="job")
    assert job["endTime"] - begun < 17 * MINUTE
    assert clock.now() == begun + 15 * MINUTE + timedelta(days=30)


def test_a_stop_takes_its_minute(serving_api: "BedrockClient", clock: VirtualClock) -> None:
    serving_api.create_model_customization_job(**request(customModelName="m"))
    clock.advance(MINUTE)
    serving_api.stop_model_customization_job(jobIdentifier="job")
    clock.settle()
    assert _status(serving_api) == "Stopping"
    clock.advance(MINUTE)
    assert _status(serving_api) == "Stopped"


def test_a_held_job_holds_nothing_else_up(
    serving: Bedrock, serving_api: "BedrockClient", clock: VirtualClock
) -> None:
    serving._faults.order([HoldJob(name="job")])
    serving_api.create_model_customization_job(**request(customModelName="m"))
    clock.advance(timedelta(days=1))
    assert _status(serving_api) == "InProgress"
    serving._faults.clear()
    clock.advance(timedelta(hours=1))
    assert _status(serving_api) == "Completed"


def test_waits_end_in_the_order_of_their_times() -> None:
    clock, ended = VirtualClock(START), list[tuple[int, datetime]]()

    def work(minutes: int) -> None:
        clock.wait(minutes, threading.Event())
        ended.append((minutes, clock.now()))

    for minutes in (3, 1, 2, 9):
        clock.start(threading.Thread(target=work, args=[minutes], daemon=True))
    clock.advance(5 * MINUTE)
    assert ended == [(minutes, START + minutes * MINUTE) for minutes in (1, 2, 3)]


def test_an_event_ends_a_wait_at_once() -> None:
    clock, interrupt, told = VirtualClock(START), threading.Event(), list[bool]()
    work = threading.Thread(target=lambda: told.append(clock.wait(5, interrupt)), daemon=True)
    clock.start(work)
    clock.settle()
    assert told == []
    interrupt.set()
    until(lambda: told == [True])


def test_work_that_never_ends_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(virtual_clock, "_PATIENCE_SECONDS", 0.02)
    clock = VirtualClock(START)
    clock.start(threading.Thread(target=time.sleep, args=[0.5], name="sleeper", daemon=True))
    with pytest.raises(RuntimeError, match="sleeper"):
        clock.settle()


@pytest.mark.parametrize("scale", [0, 0.3, 60])
def test_bills_and_terms_take_the_same_hours(scale: float) -> None:
    clock = Clock(scale)
    assert clock.simulated_hours(START, clock.after_hours(START, 730)) == pytest.approx(730)
    assert clock.after(START, 10) == START + timedelta(seconds=10 * scale)


def test_a_new_scale_leaves_what_is_ready_ready() -> None:
    clock = Clock(0)
    ready = clock.after(START, 15)
    clock.seconds_per_minute = 60
    assert ready == START

"""From recorded histories to progress."""

from typing import Any, cast

import pytest

from cli.history import NOT_YET, TIMEOUT, History, readable
from cli.progress import AttemptFailed, Event, LookedAgain, Redriven, StateEntered, StateExited
from lambdas.contract import errors
from tests.unit.cli import histories
from tests.unit.cli.cloud import Json, after


def progress(events: list[Json]) -> list[Event]:
    """Return all the progress that a history tells."""
    return list(History().take(cast(Any, events)))


def test_states_are_told_as_they_pass() -> None:
    assert progress(histories.happy())[:3] == [
        StateEntered(at=after(0), state="PlanRun"),
        StateExited(at=after(2.5), state="PlanRun", seconds=2.5),
        StateEntered(at=after(3), state="TrainModel"),
    ]
    assert progress(histories.happy())[-1] == StateExited(
        at=after(65), state="WriteReport", seconds=5
    )


def test_a_failed_call_tells_error_and_cause() -> None:
    assert progress(histories.failed())[-1] == AttemptFailed(
        at=after(60),
        state="TrainModel",
        error="TrainingFailedError",
        cause="the job ended Failed",
    )


@pytest.mark.parametrize("events", [histories.swept(), histories.swept_in_emulator()])
def test_a_sweep_is_a_look_and_no_failure(events: list[Json]) -> None:
    assert progress(events)[3:] == [
        LookedAgain(at=after(21), state="TrainModel", looks=2),
        LookedAgain(at=after(42), state="TrainModel", looks=3),
        StateExited(at=after(43), state="TrainModel", seconds=40),
    ]


@pytest.mark.parametrize(
    ("error", "because"),
    [
        (errors.StillDeployingError, "it does not serve yet"),
        (errors.StillStoppingError, "it is not gone yet"),
        (errors.AliasBusyError, "somebody else moves the alias"),
        (errors.DeploymentQuotaExceededError, "there are as many deployments as there may be"),
        (errors.JobQuotaExceededError, "there are as many jobs as there may be"),
    ],
)
def test_what_is_not_so_yet_is_a_look_and_no_failure(error: type[Exception], because: str) -> None:
    tape = histories.Tape().enter(0, "DeployModel")
    for at in (60, 120):
        tape.fail(at, error.__name__, '{"errorMessage": "look again"}').call(at + 1)
    assert progress(tape.leave(121, "DeployModel").events)[1:] == [
        LookedAgain(at=after(61), state="DeployModel", looks=2, because=because),
        LookedAgain(at=after(121), state="DeployModel", looks=3, because=because),
        StateExited(at=after(121), state="DeployModel", seconds=121),
    ]


def test_every_error_that_only_asks_to_wait_is_known() -> None:
    ours = {name for name in vars(errors) if name.endswith("Error")}
    waits = ours - set(errors.PERMANENT) - {errors.PipelineError.__name__}
    assert set(NOT_YET) == waits | {TIMEOUT}


def test_choices_are_not_told() -> None:
    assert [
        event.state for event in progress(histories.served()) if isinstance(event, StateEntered)
    ] == [
        "PlanRun",
        "TrainModel",
        "AnalyzeTraining",
        "DeployModel",
        "TryModel",
        "PromoteModel",
        "WriteReport",
        "SettleDeployment",
        "NotifyTeam",
    ]


def test_a_last_time_out_is_no_further_look() -> None:
    assert progress(histories.planned().time_out(20).events) == progress(histories.planned().events)


def test_a_retry_after_another_error_is_no_look() -> None:
    events = histories.planned().fail(20, "Lambda.Unknown", "").call(21).events
    assert [type(event) for event in progress(events)[3:]] == [AttemptFailed]


def test_a_retry_after_another_error_is_no_look_even_after_one() -> None:
    tape = histories.planned().time_out(20).call(21).fail(30, "Lambda.Unknown", "").call(31)
    assert [type(event) for event in progress(tape.events)[3:]] == [LookedAgain, AttemptFailed]


def test_the_looks_of_one_state_do_not_count_for_the_next() -> None:
    tape = histories.planned().time_out(20).call(21).time_out(40).leave(41, "TrainModel")
    events = tape.enter(42, "CleanUp").time_out(60).call(61).events
    assert progress(events)[-1] == LookedAgain(at=after(61), state="CleanUp", looks=2)


def test_an_aborted_run_ends_within_its_state() -> None:
    assert progress(histories.aborted())[-1] == StateEntered(at=after(3), state="TrainModel")


def test_a_redrive_is_told() -> None:
    assert Redriven(at=after(90), count=1) in progress(histories.redriven())


def test_events_seen_before_are_not_told_again() -> None:
    events: Any = histories.happy()
    history = History()
    told = [*history.take(events[:7]), *history.take(events[4:]), *history.take(events)]
    assert told == progress(events)


@pytest.mark.parametrize(
    ("cause", "text"),
    [
        ('{"errorMessage": "two\\nlines", "stackTrace": []}', "two\nlines"),
        ("plain words", "plain words"),
        ('{"other": 1}', '{"other": 1}'),
        ('{"errorMessage": 5}', '{"errorMessage": 5}'),
        ("[1]", "[1]"),
        (None, "no cause given"),
    ],
)
def test_a_cause_is_readable_in_full(cause: str | None, text: str) -> None:
    assert readable(cause) == text

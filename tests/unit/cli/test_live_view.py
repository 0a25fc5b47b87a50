"""The picture on a terminal."""

from typing import Any, cast

import pytest
from rich.console import Console

from cli.history import History
from cli.live_view import LiveView
from cli.progress import Answers, Ended, EpochLoss, Hint, Job, Losses
from tests.unit.cli import histories
from tests.unit.cli.cloud import BEGUN, Cloud, Json, after
from tests.unit.cli.conftest import Customize


def picture(view: LiveView) -> str:
    """Return what a reader sees."""
    console = Console(width=100, record=True, file=None, quiet=False, force_terminal=False)
    with console.capture() as captured:
        console.print(view)
    return captured.get()


def view_of(events: list[Json]) -> LiveView:
    """Return the view of a history."""
    view = LiveView("demo_r1", BEGUN)
    for event in History().take(cast(Any, events)):
        view.show(event)
    return view


def test_a_happy_run_is_all_ticks() -> None:
    view = view_of(histories.happy())
    view.show(Ended(at=after(65), run_id="demo_r1", status="SUCCEEDED"))
    lines = picture(view).splitlines()
    assert lines[0] == "demo_r1  SUCCEEDED  1:05"
    assert [line.split()[:3] for line in lines[1:]] == [
        ["✓", "PlanRun", "0:02"],
        ["✓", "TrainModel", "0:57"],
        ["✓", "WriteReport", "0:05"],
    ]


def test_the_state_a_run_failed_in_is_crossed() -> None:
    view = view_of(histories.failed())
    view.show(Ended(at=after(60), run_id="demo_r1", status="FAILED"))
    assert picture(view).splitlines()[2].split() == [
        "✗",
        "TrainModel",
        "0:57",
        "TrainingFailedError",
    ]


def test_a_sweep_is_a_note() -> None:
    assert "look 3" in picture(view_of(histories.swept()))


def test_a_run_that_serves_is_all_ticks_with_what_it_waited_for() -> None:
    view = view_of(histories.served())
    view.show(Ended(at=after(253), run_id="demo_r1", status="SUCCEEDED"))
    lines = [line.split() for line in picture(view).splitlines()[1:]]
    assert {mark for mark, *_ in lines} == {"✓"}
    notes = {state: " ".join(note) for _, state, _, *note in lines if note}
    assert notes == {
        "DeployModel": "look 2: it does not serve yet",
        "PromoteModel": "look 2: somebody else moves the alias",
        "SettleDeployment": "look 2: it is not gone yet",
    }


def test_a_redrive_is_shown() -> None:
    assert "Redriven (redrive 1)" in picture(view_of(histories.redriven()))


def test_job_losses_and_hints_are_shown() -> None:
    view = view_of(histories.planned().events)
    phases = {"data_processing": "Completed", "training": "InProgress"}
    view.show(
        Job(at=None, job_name="bc-1", job_arn="a", attempt=1, status="InProgress", phases=phases)
    )
    view.show(Losses(at=None, epochs=[EpochLoss(epoch=1, training_loss=1.5)]))
    view.show(Answers(at=None, batches_done=1, batches=2, answered=15, questions=1_020, failed=3))
    view.show(Hint(at=None, message="not shown"))
    text = picture(view)
    for words in (
        "▸  TrainModel",
        "Job bc-1 InProgress",
        "data processing Completed, training InProgress",
        "Training loss: epoch 1 1.500",
        "Evaluation: 1 of 2 batches, 15 of 1,020 answers, 3 failed",
        "not shown",
    ):
        assert words in text


def test_a_terminal_gets_the_view(
    cloud: Cloud, customize: Customize, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cli.display.is_terminal", lambda: True)
    cloud.add_run("demo_r1", "SUCCEEDED", histories.happy())
    assert "✓  PlanRun" in customize("watch", "demo_r1").stdout


def test_a_state_entered_again_leaves_its_first_passage_alone() -> None:
    tape = histories.planned().leave(20, "TrainModel").enter(30, "TrainModel")
    lines = picture(view_of(tape.leave(35, "TrainModel").events)).splitlines()
    assert [line.split()[:3] for line in lines[2:]] == [
        ["✓", "TrainModel", "0:17"],
        ["✓", "TrainModel", "0:05"],
    ]

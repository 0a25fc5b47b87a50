"""`customize stop`."""

import json

import pytest

from tests.unit.cli import histories
from tests.unit.cli.cloud import Cloud, run_arn
from tests.unit.cli.conftest import Customize


@pytest.fixture
def running(cloud: Cloud) -> Cloud:
    """Put one run into the cloud."""
    cloud.add_run("demo_r1", "RUNNING", histories.planned().events)
    return cloud


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a person sit at stdin."""
    monkeypatch.setattr("cli.stop.can_ask", lambda: True)


def test_it_stops_the_run_and_tells_the_consequence(running: Cloud, customize: Customize) -> None:
    result = customize("stop", "demo_r1", "--yes")
    assert result.exit_code == 0
    assert [call["executionArn"] for call in running.asked("StopExecution")] == [run_arn("demo_r1")]
    assert "Clean-up stops its Bedrock job; tokens trained so far are billed" in result.stdout


def test_its_json_tells_what_came_of_it(running: Cloud, customize: Customize) -> None:
    del running
    result = customize("stop", "demo_r1", "--yes", "--json")
    assert json.loads(result.stdout) == {
        "run_id": "demo_r1",
        "status": "ABORTED",
        "stopped": True,
    }


def test_without_a_terminal_it_stops_nothing_unasked(running: Cloud, customize: Customize) -> None:
    result = customize("stop", "demo_r1")
    assert result.exit_code == 2
    assert "--yes" in result.stderr
    assert running.asked("StopExecution") == []


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize(("answer", "stops"), [("y\n", 1), ("n\n", 0)])
def test_on_a_terminal_it_asks(
    running: Cloud, customize: Customize, answer: str, stops: int
) -> None:
    result = customize("stop", "demo_r1", input=answer)
    assert result.exit_code == 0
    assert len(running.asked("StopExecution")) == stops


@pytest.mark.parametrize("status", ["SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"])
def test_a_run_that_has_ended_is_left_alone(
    cloud: Cloud, customize: Customize, status: str
) -> None:
    cloud.add_run("demo_r1", status, [])
    result = customize("stop", "demo_r1", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {"run_id": "demo_r1", "status": status, "stopped": False}
    assert cloud.asked("StopExecution") == []


def test_an_unknown_run_is_not_found(cloud: Cloud, customize: Customize) -> None:
    del cloud
    result = customize("stop", "demo_r9", "--yes")
    assert result.exit_code == 3
    assert "customize list --team demo" in result.stderr

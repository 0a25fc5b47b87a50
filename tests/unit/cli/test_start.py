"""`customize start`."""

import json
import re
from pathlib import Path

import pytest

from tests.unit.cli import histories
from tests.unit.cli.cloud import ACCOUNT, REGION, Cloud, front_door_arn, refusal, run_arn
from tests.unit.cli.conftest import Customize

REQUEST = '{"training": "datasets/faq.jsonl"}'


def test_it_starts_the_front_door_with_the_request(cloud: Cloud, customize: Customize) -> None:
    result = customize("start", REQUEST, "--name", "r1")
    assert result.exit_code == 0
    assert cloud.asked("StartExecution") == [
        {"stateMachineArn": front_door_arn("demo"), "name": "r1", "input": REQUEST}
    ]
    assert "demo_r1" in result.stdout
    assert run_arn("demo_r1") in result.stdout
    assert "customize watch demo_r1" in result.stdout


def test_it_says_where_before_it_starts_anything(cloud: Cloud, customize: Customize) -> None:
    cloud.failures["StartExecution"] = refusal("AccessDeniedException", "StartExecution")
    result = customize("start", REQUEST)
    assert result.stdout == (f"Account {ACCOUNT}, region {REGION}, environment dev, team demo\n")


def test_its_json_is_one_event_a_line(cloud: Cloud, customize: Customize) -> None:
    del cloud
    result = customize("start", REQUEST, "--name", "r1", "--json")
    assert [json.loads(line) for line in result.stdout.splitlines()] == [
        {
            "event": "starting",
            "account": ACCOUNT,
            "region": REGION,
            "environment": "dev",
            "team": "demo",
        },
        {
            "event": "started",
            "run_id": "demo_r1",
            "execution_arn": run_arn("demo_r1"),
            "console_url": "https://c",
        },
    ]


def test_a_foreign_account_starts_nothing(cloud: Cloud, customize: Customize) -> None:
    cloud.deploy("demo", account="999999999999")
    result = customize("start", REQUEST)
    assert result.exit_code == 4
    assert "999999999999" in result.stderr
    assert ACCOUNT in result.stderr
    assert cloud.asked("StartExecution") == []


def test_a_derived_name_is_the_time_and_chance(cloud: Cloud, customize: Customize) -> None:
    customize("start", REQUEST)
    customize("start", REQUEST)
    first, second = (call["name"] for call in cloud.asked("StartExecution"))
    assert re.fullmatch(r"\d{8}-\d{6}-[0-9a-f]{6}", first)
    assert first != second


@pytest.mark.parametrize("name", ["", "a b", "-r", "ä", "a" * 81])
def test_a_name_that_aws_would_not_take_is_refused(
    cloud: Cloud, customize: Customize, name: str
) -> None:
    result = customize("start", REQUEST, f"--name={name}")
    assert (result.exit_code, cloud.asked("StartExecution")) == (2, [])


def test_a_name_used_before_is_refused(cloud: Cloud, customize: Customize) -> None:
    del cloud
    customize("start", REQUEST, "--name", "r1")
    result = customize("start", REQUEST, "--name", "r1")
    assert result.exit_code == 2
    assert "choose another --name" in result.stderr


def test_malformed_json_asks_aws_nothing(cloud: Cloud, customize: Customize) -> None:
    result = customize("start", "-", input='{"training": }')
    assert result.exit_code == 2
    assert "line 1, column 14" in result.stderr
    assert cloud.calls == []


def test_a_request_file_is_started(cloud: Cloud, customize: Customize, tmp_path: Path) -> None:
    (tmp_path / "request.json").write_text(REQUEST)
    customize("start", str(tmp_path / "request.json"))
    assert cloud.asked("StartExecution")[0]["input"] == REQUEST


def test_a_front_door_that_fails_started_no_run(cloud: Cloud, customize: Customize) -> None:
    cloud.front_door = {"status": "FAILED", "error": "States.TaskFailed", "cause": "no right"}
    result = customize("start", REQUEST)
    assert result.exit_code == 1
    assert "States.TaskFailed: no right" in result.stderr


def test_it_waits_for_the_front_door(cloud: Cloud, customize: Customize) -> None:
    cloud.front_door = {"status": "RUNNING"}

    def open_up() -> None:
        arn = f"{front_door_arn('demo').replace(':stateMachine:', ':execution:')}:r1"
        cloud.executions[arn]["status"] = "SUCCEEDED"

    cloud.waits = [open_up]
    assert customize("start", REQUEST, "--name", "r1").exit_code == 0
    assert cloud.waits == []


def test_an_execution_not_known_everywhere_yet_is_waited_for(
    cloud: Cloud, customize: Customize
) -> None:
    cloud.failures["DescribeExecution"] = refusal("ExecutionDoesNotExist", "DescribeExecution")
    cloud.waits = [cloud.failures.clear]
    assert customize("start", REQUEST, "--name", "r1").exit_code == 0


def test_a_front_door_that_never_answers_is_given_up(
    cloud: Cloud, customize: Customize, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cli.start.FRONT_DOOR_SECONDS", -1)
    cloud.front_door = {"status": "RUNNING"}
    result = customize("start", REQUEST)
    assert result.exit_code == 5
    assert "customize list" in result.stderr


def test_an_answer_that_cannot_be_read_is_a_service_error(
    cloud: Cloud, customize: Customize
) -> None:
    cloud.front_door = {"output": "{}"}
    assert customize("start", REQUEST).exit_code == 5


def test_it_goes_on_watching_if_asked_to(cloud: Cloud, customize: Customize) -> None:
    cloud.add_run("demo_r1", "SUCCEEDED", histories.happy())
    result = customize("start", REQUEST, "--name", "r1", "--watch", "--json")
    events = [json.loads(line)["event"] for line in result.stdout.splitlines()]
    assert (events[:3], events[-1]) == (["starting", "started", "state_entered"], "ended")


def test_ctrl_c_says_that_a_run_may_go_on(cloud: Cloud, customize: Customize) -> None:
    cloud.front_door = {"status": "RUNNING"}

    def interrupt() -> None:
        raise KeyboardInterrupt

    cloud.waits = [interrupt]
    result = customize("start", REQUEST)
    assert result.exit_code == 130
    assert "goes on" in result.stderr

"""`customize list`."""

import json

from tests.unit.cli import histories
from tests.unit.cli.cloud import Cloud, after, front_door_arn
from tests.unit.cli.conftest import Customize


def start_three(cloud: Cloud, customize: Customize) -> None:
    """Start a run that succeeds, one that goes on, and one that never came to be."""
    for name in ("r1", "r2", "r3"):
        customize("start", "{}", "--name", name)
    cloud.add_run("demo_r1", "SUCCEEDED", histories.happy(), stopDate=after(65))
    cloud.add_run("demo_r2", "RUNNING", histories.planned().events)


def test_its_json_joins_front_door_and_runs(cloud: Cloud, customize: Customize) -> None:
    start_three(cloud, customize)
    begun, ended = "2026-11-22T10:00:00Z", "2026-11-22T10:01:05Z"
    assert json.loads(customize("list", "--json").stdout) == {
        "team": "demo",
        "runs": [
            {"run_id": "demo_r1", "status": "SUCCEEDED", "started": begun, "ended": ended},
            {"run_id": "demo_r2", "status": "RUNNING", "started": begun, "ended": None},
            {"run_id": "demo_r3", "status": "NOT_STARTED", "started": begun, "ended": None},
        ],
    }
    assert {call["stateMachineArn"] for call in cloud.asked("ListExecutions")} == {
        front_door_arn("demo")
    }


def test_its_table_shows_status_and_duration(cloud: Cloud, customize: Customize) -> None:
    start_three(cloud, customize)
    lines = customize("list").stdout.splitlines()
    [first] = [line for line in lines if "demo_r1" in line]
    assert [cell.strip() for cell in first.strip("│").split("│")] == [
        "demo_r1",
        "SUCCEEDED",
        "2026-11-22 10:00:00",
        "1:05",
    ]


def test_the_longest_run_id_is_not_cut_in_a_pipe(cloud: Cloud, customize: Customize) -> None:
    del cloud
    name = "n" * 59
    customize("start", "{}", "--name", name)
    assert f"demo_{name}" in customize("list").stdout


def test_the_limit_is_asked_of_aws(cloud: Cloud, customize: Customize) -> None:
    start_three(cloud, customize)
    assert len(json.loads(customize("list", "--limit", "2", "--json").stdout)["runs"]) == 2


def test_it_needs_no_right_to_decrypt_a_run(cloud: Cloud, customize: Customize) -> None:
    start_three(cloud, customize)
    cloud.calls.clear()
    customize("list")
    details = {call["includedData"] for call in cloud.asked("DescribeExecution")}
    assert details == {"METADATA_ONLY"}

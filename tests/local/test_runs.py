"""Runs that go well, or whose events go astray: each ends with a report and one job."""

import json

import pytest

from lambdas.contract import names, places
from tests.local.scenarios import Scenarios
from tests.local.system import TEAM, System

STATES = [
    "PlanRun",
    "Asks",
    "TrainModel",
    "AnalyzeTraining",
    "Serves",
    "WriteReport",
    "Settles",
    "NotifyTeam",
    "Finish",
]
"""Of a run that asks nobody and serves nothing; `Asks`, `Serves` and `Settles` are choices."""
GOOD = [
    "happy",
    "lost-event",
    "doubled-event",
    "late-event",
    "early-event",
    "forged-event",
    "lost-response",
    "throttled",
]


@pytest.mark.parametrize("name", GOOD)
def test_run_succeeds_with_exactly_one_job(system: System, scenarios: Scenarios, name: str) -> None:
    end = scenarios.end(name)
    assert end["status"] == "SUCCEEDED", end
    [job] = system.jobs(scenarios.run_id(name))
    assert job.status == "Completed"


def test_happy_run_passes_every_state_once(system: System, scenarios: Scenarios) -> None:
    scenarios.end("happy")
    assert system.entered(scenarios.run_id("happy")) == STATES


def test_happy_run_ends_with_a_verdict_and_a_report(system: System, scenarios: Scenarios) -> None:
    output = json.loads(scenarios.end("happy")["output"])
    run_id = scenarios.run_id("happy")
    assert output["run_id"] == run_id
    assert output["headline"]
    client = system.team.client("s3")
    report = client.get_object(
        Bucket=system.deployment.artifacts_bucket,
        Key=places.report_key(TEAM, run_id, "report.json"),
    )
    written = json.loads(report["Body"].read())
    assert written["run"]["run_id"] == run_id
    assert written["training"]["epochs"]


def test_the_job_carries_team_run_and_environment(system: System, scenarios: Scenarios) -> None:
    scenarios.end("happy")
    [job] = system.jobs(scenarios.run_id("happy"))
    tags = system.operator.client("bedrock").list_tags_for_resource(resourceARN=job.arn)["tags"]
    assert {tag["key"]: tag["value"] for tag in tags} == {
        names.TAG_ENVIRONMENT: "embedded",
        names.TAG_TEAM: TEAM,
        names.TAG_RUN: scenarios.run_id("happy"),
    }


def test_a_lost_event_costs_one_sweep(system: System, scenarios: Scenarios) -> None:
    scenarios.end("lost-event")
    assert _looks(system, scenarios.run_id("lost-event")) == 2


def test_a_happy_run_is_woken_not_swept(system: System, scenarios: Scenarios) -> None:
    scenarios.end("happy")
    assert _looks(system, scenarios.run_id("happy")) == 1


def test_no_training_text_is_in_the_history(system: System, scenarios: Scenarios) -> None:
    scenarios.end("happy")
    told = json.dumps(system.events(scenarios.run_id("happy")), default=str)
    record = json.loads(system.datasets["training"].read_text(encoding="utf-8").split("\n")[0])
    for message in record["messages"]:
        assert message["content"][0]["text"] not in told


def test_the_system_prompt_is_in_no_log_and_no_mail(system: System, scenarios: Scenarios) -> None:
    scenarios.end("happy")
    log = (system.home / "emulator.log").read_text(encoding="utf-8", errors="replace")
    assert "You explain the operations of AWS services" not in log


def _looks(system: System, run_id: str) -> int:
    scheduled = [
        event
        for event in system.events(run_id)
        if "waitForTaskToken" in json.dumps(event, default=str)
    ]
    return sum(event["type"] == "TaskScheduled" for event in scheduled)

"""JudgeEndedRun finds what serves for a run: every attempt, unless it has left the run."""

import json
from typing import Any

import pytest

from lambdas.contract import names
from lambdas.contract.serving import Kind, ServingPlan
from lambdas.judge_ended_run.handler import handler
from tests.fakes.cloud import Cloud
from tests.unit.deploy_model.samples import (
    ON_DEMAND,
    PROVISIONED,
    capacity_name,
    ensured,
    trained_bedrock,
)
from tests.unit.train_model.samples import ARN

BOTH = pytest.mark.parametrize("serving", [ON_DEMAND, PROVISIONED])
MEMBERS = {Kind.ON_DEMAND: "live_deployments", Kind.PROVISIONED: "live_throughput"}


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Cloud:
    made = Cloud(bedrock=trained_bedrock())
    made.install(monkeypatch, {"ENVIRONMENT_NAME": "dev", "GRACE_SECONDS": "3600"})
    made.stepfunctions.run(ARN, "FAILED", error="States.Runtime")
    return made


def judged() -> Any:
    """Return the judgement as the machine gets it."""
    return json.loads(json.dumps(handler({"execution_arn": ARN}, None)))  # type: ignore[arg-type]


@BOTH
def test_what_serves_is_found_and_only_deployments_may_wait(
    cloud: Cloud, serving: ServingPlan
) -> None:
    ensured(cloud.bedrock, serving=serving)
    judgement = judged()
    found = {kind: judgement[member] for kind, member in MEMBERS.items()}
    assert found.pop(serving.kind) == [capacity_name()]
    assert list(found.values()) == [[]]
    assert bool(judgement["wait_seconds"]) is (serving.kind is Kind.ON_DEMAND)


@pytest.mark.parametrize(
    ("word", "lives"), [("Creating", True), ("Active", True), ("Paused", True), ("Failed", False)]
)
def test_it_lives_until_a_known_word_says_it_failed(cloud: Cloud, word: str, lives: bool) -> None:
    ensured(cloud.bedrock)
    cloud.bedrock.change(capacity_name(), word)
    assert judged()["live_deployments"] == ([capacity_name()] if lives else [])


@BOTH
def test_every_attempt_is_looked_at(cloud: Cloud, serving: ServingPlan) -> None:
    ensured(cloud.bedrock, serving=serving)
    cloud.bedrock.change(capacity_name(), "Failed")
    ensured(cloud.bedrock, 2, serving)
    cloud.stepfunctions.run(ARN, "FAILED", redriveCount=2)
    assert judged()[MEMBERS[serving.kind]] == [capacity_name(3)]


@BOTH
def test_settled_capacity_has_left_its_run(cloud: Cloud, serving: ServingPlan) -> None:
    ensured(cloud.bedrock, serving=serving)
    cloud.bedrock.tags_of(capacity_name())[names.TAG_SETTLED] = "2026-08-21T12:00:00+00:00"
    judgement = judged()
    assert (judgement["live_throughput"], judgement["live_deployments"]) == ([], [])
    assert judgement["wait_seconds"] == 0


@BOTH
def test_what_a_person_deletes_meanwhile_is_not_left(cloud: Cloud, serving: ServingPlan) -> None:
    ensured(cloud.bedrock, serving=serving)

    def delete_first(called: str) -> None:
        if called == "ListTagsForResource":
            cloud.bedrock.vanish(capacity_name())

    cloud.bedrock.on_call = delete_first
    assert judged()[MEMBERS[serving.kind]] == []


@BOTH
def test_a_run_that_goes_on_again_is_not_looked_into(cloud: Cloud, serving: ServingPlan) -> None:
    ensured(cloud.bedrock, serving=serving)
    cloud.stepfunctions.run(ARN)
    cloud.bedrock.calls.clear()
    assert judged()["leave_alone"] is True
    assert cloud.bedrock.calls == []


def test_a_forgotten_run_is_looked_into_as_often_as_it_may_have_been_redriven(
    cloud: Cloud,
) -> None:
    ensured(cloud.bedrock, redrives=20)
    del cloud.stepfunctions.executions[ARN]
    judgement = judged()
    assert judgement["live_deployments"] == [capacity_name(21)]
    assert judgement["wait_seconds"] == 0

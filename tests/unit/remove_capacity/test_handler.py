"""RemoveCapacity: nothing unsettled of an ended run serves on, nothing else is touched."""

import datetime as dt
from typing import Any

import pytest
from botocore.exceptions import ClientError

from lambdas.contract import names
from lambdas.contract.errors import PERMANENT, StillStoppingError
from lambdas.contract.serving import Kind, ServingPlan
from lambdas.remove_capacity.handler import handler
from tests.fakes.cloud import Cloud
from tests.unit.deploy_model.samples import (
    ON_DEMAND,
    PROVISIONED,
    capacity_name,
    ensured,
    trained_bedrock,
)
from tests.unit.train_model.samples import ARN

NAME = capacity_name()
BOTH = pytest.mark.parametrize("serving", [ON_DEMAND, PROVISIONED])
DELETES = {
    Kind.ON_DEMAND: "DeleteCustomModelDeployment",
    Kind.PROVISIONED: "DeleteProvisionedModelThroughput",
}


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Cloud:
    made = Cloud(bedrock=trained_bedrock())
    made.install(monkeypatch, {"ENVIRONMENT_NAME": "dev"})
    made.stepfunctions.run(ARN, "ABORTED")
    made.bedrock.auto_ready = True
    return made


def removed(kind: Kind = Kind.ON_DEMAND, redrive_count: int = 0) -> Any:
    """Call the function as the machine does, with the redrive count of the judgement."""
    event = {"execution_arn": ARN, "redrive_count": redrive_count, "kind": kind.value}
    return handler(event, None)  # type: ignore[arg-type]


def deletions(cloud: Cloud) -> int:
    """Return how often anything was told to go."""
    return sum(cloud.bedrock.calls.count(operation) for operation in DELETES.values())


@BOTH
def test_what_serves_is_removed(cloud: Cloud, serving: ServingPlan) -> None:
    ensured(cloud.bedrock, serving=serving)
    assert removed(serving.kind) == {
        "execution_arn": ARN,
        "redrive_count": 0,
        "kind": serving.kind.value,
        "left_alone": False,
        "removed": [NAME],
        "undeletable": [],
    }
    assert cloud.bedrock.serving == []
    assert removed(serving.kind)["removed"] == []


@BOTH
def test_one_kind_is_removed_at_a_time(cloud: Cloud, serving: ServingPlan) -> None:
    ensured(cloud.bedrock, serving=serving)
    other = Kind.PROVISIONED if serving.kind is Kind.ON_DEMAND else Kind.ON_DEMAND
    assert removed(other)["removed"] == []
    assert cloud.bedrock.serving == [NAME]


@BOTH
def test_what_is_still_made_is_waited_for_and_removed_then(
    cloud: Cloud, serving: ServingPlan
) -> None:
    cloud.bedrock.auto_ready = False
    ensured(cloud.bedrock, serving=serving)
    with pytest.raises(StillStoppingError, match=f"{NAME} is Creating"):
        removed(serving.kind)
    assert StillStoppingError.__name__ not in PERMANENT
    cloud.bedrock.change(NAME, "Active" if serving.kind is Kind.ON_DEMAND else "InService")
    assert removed(serving.kind)["removed"] == [NAME]


@BOTH
def test_it_is_looked_at_until_it_is_gone(cloud: Cloud, serving: ServingPlan) -> None:
    ensured(cloud.bedrock, serving=serving)
    cloud.bedrock.lingering_reads = 2
    with pytest.raises(StillStoppingError):
        removed(serving.kind)
    removed(serving.kind)
    assert cloud.bedrock.serving == []


@pytest.mark.parametrize("word", ["Failed", "Paused"])
def test_what_failed_or_nobody_understands_is_removed_too(cloud: Cloud, word: str) -> None:
    ensured(cloud.bedrock)
    cloud.bedrock.change(NAME, word)
    assert removed()["removed"] == [NAME]
    assert cloud.bedrock.deployments == {}


@BOTH
def test_settled_capacity_has_left_its_run(cloud: Cloud, serving: ServingPlan) -> None:
    ensured(cloud.bedrock, serving=serving)
    cloud.bedrock.tags_of(NAME)[names.TAG_SETTLED] = "2026-08-21T12:00:00+00:00"
    assert removed(serving.kind)["removed"] == []
    assert deletions(cloud) == 0


def test_the_capacity_of_another_run_is_not_touched(cloud: Cloud) -> None:
    ensured(cloud.bedrock)
    other = ARN.replace("run-1", "run-2")
    cloud.stepfunctions.run(other, "FAILED")
    event = {"execution_arn": other, "redrive_count": 0, "kind": "on_demand"}
    handler(event, None)  # type: ignore[arg-type]
    assert cloud.bedrock.serving == [NAME]


@BOTH
def test_a_run_that_goes_on_again_keeps_what_serves_it(cloud: Cloud, serving: ServingPlan) -> None:
    ensured(cloud.bedrock, serving=serving)
    cloud.stepfunctions.run(ARN)
    assert removed(serving.kind)["left_alone"] is True
    assert deletions(cloud) == 0


@pytest.mark.parametrize("status", ["FAILED", "ABORTED", "SUCCEEDED"])
def test_a_run_redriven_since_it_was_judged_is_left_to_its_own_clean_up(
    cloud: Cloud, status: str
) -> None:
    ensured(cloud.bedrock)
    cloud.stepfunctions.run(ARN, status, redriveCount=1)
    assert removed(redrive_count=0)["left_alone"] is True
    assert deletions(cloud) == 0
    assert removed(redrive_count=1)["removed"] == [NAME]


def test_every_attempt_is_removed_and_each_pending_one_named(cloud: Cloud) -> None:
    cloud.bedrock.auto_ready = False
    ensured(cloud.bedrock)
    cloud.bedrock.change(NAME, "Failed")
    ensured(cloud.bedrock, redrives=2)
    cloud.bedrock.change(NAME, "Creating")
    cloud.stepfunctions.run(ARN, "FAILED", redriveCount=2)
    with pytest.raises(StillStoppingError) as raised:
        removed(redrive_count=2)
    assert str(raised.value) == f"{capacity_name(3)} is Creating, {NAME} is Creating"
    for attempt in (1, 3):
        cloud.bedrock.change(capacity_name(attempt), "Active")
    assert removed(redrive_count=2)["removed"] == [capacity_name(3), NAME]


def test_one_pending_keeps_no_other_from_going(cloud: Cloud) -> None:
    ensured(cloud.bedrock)
    cloud.bedrock.change(NAME, "Failed")
    ensured(cloud.bedrock, redrives=1)
    cloud.bedrock.change(capacity_name(2), "Creating")
    cloud.stepfunctions.run(ARN, "FAILED", redriveCount=1)
    with pytest.raises(StillStoppingError, match=capacity_name(2)):
        removed(redrive_count=1)
    assert list(cloud.bedrock.deployments) == [capacity_name(2)]


def test_what_a_term_keeps_is_told_and_not_waited_for(cloud: Cloud) -> None:
    ensured(cloud.bedrock, serving=PROVISIONED)
    until = dt.datetime.now(dt.UTC) + dt.timedelta(days=9)
    cloud.bedrock.throughputs[NAME]["commitmentExpirationTime"] = until
    answer = removed(Kind.PROVISIONED)
    assert answer["undeletable"] == [f"{NAME} can't be removed before {until}"]
    assert (answer["removed"], deletions(cloud)) == ([], 0)


@pytest.mark.parametrize("operation", ["ListTagsForResource", "DeleteCustomModelDeployment"])
def test_a_person_may_delete_it_first(cloud: Cloud, operation: str) -> None:
    ensured(cloud.bedrock)

    def delete_first(called: str) -> None:
        if called == operation and cloud.bedrock.serving:
            cloud.bedrock.vanish(NAME)

    cloud.bedrock.on_call = delete_first
    assert removed()["undeletable"] == []
    assert cloud.bedrock.serving == []


@BOTH
def test_any_other_refusal_is_an_error(cloud: Cloud, serving: ServingPlan) -> None:
    ensured(cloud.bedrock, serving=serving)
    cloud.bedrock.refuse(DELETES[serving.kind], "InternalServerException")
    with pytest.raises(ClientError, match="InternalServerException"):
        removed(serving.kind)

"""DeployModel from event to answer: what is arranged before anything waits."""

import datetime as dt

import msgspec
import pytest
from botocore.exceptions import ClientError

from lambdas.common.schedules import MINUTE
from lambdas.contract import names
from lambdas.contract.errors import (
    AccessRefusedError,
    DeploymentFailedError,
    DeploymentTimeExceededError,
    StillDeployingError,
)
from lambdas.contract.retirement import Finding, Reason, Thing
from lambdas.contract.serving import DeployedModel, Kind, ServingPlan
from tests.fakes.cloud import Cloud
from tests.fakes.scheduler import CREATE_SCHEDULE
from tests.fakes.serving import CREATE_DEPLOYMENT
from tests.unit.analyze_training.samples import RUN
from tests.unit.deploy_model.samples import (
    GROUP,
    KEPT,
    LONGEST,
    MODEL_ARN,
    ON_DEMAND,
    PROVISIONED,
    TRIED,
    capacity_name,
    deployed,
)
from tests.unit.deploy_model.test_ensure import DyingError

NAME = capacity_name()
ENDING = pytest.mark.parametrize("serving", [ON_DEMAND, PROVISIONED, TRIED])


def expiry(cloud: Cloud) -> str:
    """Return what the capacity's tag says."""
    return cloud.bedrock.tags_of(NAME)[names.TAG_EXPIRES]


def test_what_serves_is_answered(cloud: Cloud) -> None:
    cloud.bedrock.auto_ready = True
    answer = msgspec.convert(deployed(PROVISIONED), DeployedModel)
    found = cloud.bedrock.throughputs[NAME]
    assert answer == DeployedModel(
        kind=Kind.PROVISIONED,
        name=NAME,
        arn=found["provisionedModelArn"],
        model_arn=MODEL_ARN,
        created_at=found["creationTime"].isoformat(),
        expires_at=expiry(cloud),
        attempt=1,
    )


@ENDING
def test_its_end_is_arranged_before_it_is_waited_for(cloud: Cloud, serving: ServingPlan) -> None:
    with pytest.raises(StillDeployingError, match=f"{NAME} is Creating"):
        deployed(serving)
    asked = cloud.scheduler.schedules[GROUP, NAME]
    at = dt.datetime.strptime(asked["ScheduleExpression"], "at(%Y-%m-%dT%H:%M:%S)")
    due = dt.datetime.fromisoformat(expiry(cloud))
    assert due <= at.replace(tzinfo=dt.UTC) < due + MINUTE
    finding = msgspec.json.decode(asked["Target"]["Input"], type=Finding)
    assert finding == Finding(
        thing=Thing.of(serving.kind),
        name=NAME,
        reason=Reason.EXPIRED,
        remove=True,
        sentence=f"Run {RUN.run_id} wanted it until {expiry(cloud)}.",
        usd_per_hour=serving.usd_per_hour,
    )


def test_what_is_kept_has_no_schedule(cloud: Cloud) -> None:
    cloud.bedrock.auto_ready = True
    assert deployed(KEPT)["expires_at"] is None
    assert cloud.scheduler.calls == []


def test_an_end_that_can_not_be_arranged_ends_the_run(cloud: Cloud) -> None:
    cloud.bedrock.auto_ready = True
    cloud.scheduler.refuse(CREATE_SCHEDULE, "AccessDeniedException")
    with pytest.raises(AccessRefusedError):
        deployed()


def test_a_function_that_dies_is_followed_by_one_that_arranges_the_end(cloud: Cloud) -> None:
    cloud.bedrock.lose(CREATE_DEPLOYMENT, DyingError())
    with pytest.raises(DyingError):
        deployed()
    assert cloud.scheduler.schedules == {}
    with pytest.raises(StillDeployingError):
        deployed()
    assert cloud.bedrock.made == cloud.scheduler.names == [NAME]


def test_unreadable_tags_are_not_taken_for_missing_ones(cloud: Cloud) -> None:
    cloud.bedrock.auto_ready = True
    cloud.bedrock.refuse("ListTagsForResource", "ThrottlingException")
    with pytest.raises(ClientError, match="ThrottlingException"):
        deployed()
    assert deployed()["expires_at"] == expiry(cloud)


def test_a_lost_answer_of_the_scheduler_is_asked_for_again(cloud: Cloud) -> None:
    cloud.scheduler.lost = DyingError()
    with pytest.raises(DyingError):
        deployed()
    with pytest.raises(StillDeployingError):
        deployed()
    assert cloud.scheduler.names == [NAME]


def test_the_end_is_computed_once_and_read_from_the_tag_ever_after(cloud: Cloud) -> None:
    with pytest.raises(StillDeployingError):
        deployed()
    cloud.bedrock.tags_of(NAME)[names.TAG_EXPIRES] = "2100-01-01T00:00:00+00:00"
    cloud.bedrock.change(NAME, "Active")
    assert deployed()["expires_at"] == "2100-01-01T00:00:00+00:00"


@pytest.mark.parametrize("tag", [None, "", "tomorrow"])
def test_without_a_readable_tag_the_end_counts_from_the_creation(
    cloud: Cloud, tag: str | None
) -> None:
    cloud.bedrock.auto_ready = True
    told = deployed()["expires_at"]
    tags = cloud.bedrock.tags_of(NAME)
    del tags[names.TAG_EXPIRES]
    if tag is not None:
        tags[names.TAG_EXPIRES] = tag
    again = dt.datetime.fromisoformat(deployed()["expires_at"])
    assert abs(again - dt.datetime.fromisoformat(told)) < dt.timedelta(seconds=2)


def test_what_is_not_to_be_tagged_yet_has_an_end_too(cloud: Cloud) -> None:
    cloud.bedrock.refuse("ListTagsForResource", "ResourceNotFoundException")
    with pytest.raises(StillDeployingError):
        deployed()
    assert cloud.scheduler.names == [NAME]


def test_a_failed_one_is_told_with_its_reason(cloud: Cloud) -> None:
    with pytest.raises(StillDeployingError):
        deployed()
    cloud.bedrock.change(NAME, "Failed", "No capacity.")
    with pytest.raises(DeploymentFailedError, match=f"{NAME} ended as Failed: No capacity"):
        deployed()


def test_the_age_counts_from_its_own_creation(cloud: Cloud) -> None:
    with pytest.raises(StillDeployingError):
        deployed()
    cloud.bedrock.deployments[NAME]["createdAt"] -= LONGEST
    with pytest.raises(DeploymentTimeExceededError, match=NAME):
        deployed(redrive_count=3, redriven_at=cloud.bedrock.now().isoformat())


def test_the_handler_believes_the_time_of_the_redrive(cloud: Cloud) -> None:
    with pytest.raises(StillDeployingError):
        deployed()
    redriven_at = cloud.bedrock.now().isoformat()
    cloud.bedrock.change(NAME, "Failed")
    with pytest.raises(DeploymentFailedError):
        deployed(redrive_count=1, redriven_at=redriven_at)
    cloud.bedrock.auto_ready = True
    answer = deployed(redrive_count=1, redriven_at=cloud.bedrock.now().isoformat())
    assert (answer["name"], answer["attempt"]) == (capacity_name(2), 2)
    assert cloud.scheduler.names == [NAME, capacity_name(2)]


def test_a_newer_definition_may_say_more(cloud: Cloud) -> None:
    cloud.bedrock.auto_ready = True
    assert deployed(unknown_member=1, redriven_at=None)["name"] == NAME

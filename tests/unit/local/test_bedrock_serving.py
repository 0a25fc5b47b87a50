"""The lives of deployments and throughputs, by a clock that the test moves."""

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from local.bedrock import Bedrock
from local.bedrock.faults import FailDeployment, FailUpdate, HoldDeployment
from local.bedrock.ledger import Ledger, ledger
from local.bedrock.shapes import problems
from local.bedrock.virtual_clock import VirtualClock
from local.bedrock.wire import service_model
from tests.unit.local.bedrock_world import ACCOUNT, custom_model, request, send

if TYPE_CHECKING:
    from mypy_boto3_bedrock import BedrockClient

TAGS: Any = [{"key": "team", "value": "a"}]
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def deploy(api: "BedrockClient", name: str = "d", **more: Any) -> str:
    model = api.get_custom_model(modelIdentifier="model")["modelArn"]
    asked: Any = {"modelDeploymentName": name, "modelArn": model} | more
    return api.create_custom_model_deployment(**asked)["customModelDeploymentArn"]


def provision(api: "BedrockClient", name: str = "p", units: int = 2, **more: Any) -> str:
    asked: Any = {"provisionedModelName": name, "modelId": "model", "modelUnits": units} | more
    return api.create_provisioned_model_throughput(**asked)["provisionedModelArn"]


def deployment(api: "BedrockClient", name: str = "d") -> dict[str, Any]:
    return dict(api.get_custom_model_deployment(customModelDeploymentIdentifier=name))


def throughput(api: "BedrockClient", name: str = "p") -> dict[str, Any]:
    return dict(api.get_provisioned_model_throughput(provisionedModelId=name))


def kept(serving: Bedrock) -> Ledger:
    return ledger(serving._store, serving._clock)


def test_a_deployment_is_made_swapped_in_place_and_deleted(
    serving: Bedrock, serving_api: "BedrockClient", clock: VirtualClock
) -> None:
    api, other = serving_api, custom_model(serving, "other")
    arn = deploy(api, description="for the help desk")
    assert arn.startswith(f"arn:aws:bedrock:us-east-1:{ACCOUNT}:custom-model-deployment/")
    first = deployment(api)["modelArn"]
    assert deployment(api)["status"] == "Creating"
    clock.advance(2 * MINUTE)
    made = deployment(api, arn)
    assert (made["status"], made["description"]) == ("Active", "for the help desk")
    assert "updateDetails" not in made
    assert made["lastUpdatedAt"] == made["createdAt"] + 2 * MINUTE

    api.update_custom_model_deployment(customModelDeploymentIdentifier="d", modelArn=other)
    on_the_way = deployment(api)
    assert on_the_way["updateDetails"] == {"modelArn": other, "updateStatus": "Updating"}
    assert (on_the_way["status"], on_the_way["modelArn"]) == ("Active", first)
    clock.advance(2 * MINUTE)
    swapped = deployment(api)
    assert swapped["updateDetails"]["updateStatus"] == "UpdateCompleted"
    assert (swapped["modelArn"], swapped["customModelDeploymentArn"]) == (other, arn)

    api.delete_custom_model_deployment(customModelDeploymentIdentifier="d")
    with pytest.raises(api.exceptions.ResourceNotFoundException):
        deployment(api, arn)


def test_a_throughput_is_made_swapped_in_place_renamed_and_deleted(
    serving: Bedrock, serving_api: "BedrockClient", clock: VirtualClock
) -> None:
    api, other = serving_api, custom_model(serving, "other")
    arn = provision(api)
    assert arn.startswith(f"arn:aws:bedrock:us-east-1:{ACCOUNT}:provisioned-model/")
    first = throughput(api)["modelArn"]
    clock.advance(14 * MINUTE)
    assert throughput(api)["status"] == "Creating"
    clock.advance(MINUTE)
    made = throughput(api, arn)
    assert (made["status"], made["modelUnits"]) == ("InService", 2)
    assert made["foundationModelArn"].endswith("::foundation-model/amazon.nova-micro-v1:0:128k")
    assert "commitmentDuration" not in made

    api.update_provisioned_model_throughput(
        provisionedModelId="p", desiredModelId="other", desiredProvisionedModelName="q"
    )
    on_the_way = throughput(api, "q")
    assert on_the_way["status"] == "Updating"
    assert (on_the_way["modelArn"], on_the_way["desiredModelArn"]) == (first, other)
    clock.advance(5 * MINUTE)
    swapped = throughput(api, "q")
    assert swapped["status"] == "InService"
    assert (swapped["modelArn"], swapped["desiredModelArn"]) == (other, other)

    api.delete_provisioned_model_throughput(provisionedModelId=arn)
    with pytest.raises(api.exceptions.ResourceNotFoundException):
        throughput(api, "q")


def test_every_answer_fits_the_service_model(
    serving: Bedrock, serving_api: "BedrockClient", clock: VirtualClock
) -> None:
    serving._faults.order([FailUpdate(times=2), FailDeployment(name="failing")])
    deploy(serving_api, description="words")
    deploy(serving_api, name="failing")
    provision(serving_api, commitmentDuration="OneMonth")
    clock.advance(HOUR)
    model = custom_model(serving, "other")
    serving_api.update_custom_model_deployment(customModelDeploymentIdentifier="d", modelArn=model)
    serving_api.update_provisioned_model_throughput(provisionedModelId="p", desiredModelId=model)
    clock.advance(HOUR)
    calls = {
        "GetCustomModelDeployment": "/model-customization/custom-model-deployments/d",
        "ListCustomModelDeployments": "/model-customization/custom-model-deployments",
        "GetProvisionedModelThroughput": "/provisioned-model-throughput/p",
        "ListProvisionedModelThroughputs": "/provisioned-model-throughputs",
    }
    for operation, path in calls.items():
        status, _, body = send(serving, "GET", path)
        assert status == 200
        shape = service_model().operation_model(operation).output_shape
        assert shape is not None
        found = problems(shape, json.loads(body), operation)
        assert [problem for problem in found if "type timestamp" not in problem] == []


@pytest.mark.parametrize("make", [deploy, provision])
def test_a_repeated_token_makes_nothing_even_when_the_first_is_gone(
    serving: Bedrock, serving_api: "BedrockClient", clock: VirtualClock, make: Any
) -> None:
    first = make(serving_api, name="one", clientRequestToken="t")
    assert make(serving_api, name="two", clientRequestToken="t") == first
    clock.advance(HOUR)
    if make is deploy:
        serving_api.delete_custom_model_deployment(customModelDeploymentIdentifier=first)
    else:
        serving_api.delete_provisioned_model_throughput(provisionedModelId=first)
    assert make(serving_api, name="one", clientRequestToken="t") == first
    assert len(serving._store.capacity) == 1
    # The same token is another one to another operation, and a name is free again.
    assert make(serving_api, name="one", clientRequestToken="other") != first


def test_a_term_renews_itself_and_forbids_deletion(
    serving_api: "BedrockClient", clock: VirtualClock
) -> None:
    provision(serving_api, commitmentDuration="OneMonth")
    created = throughput(serving_api)["creationTime"]
    assert throughput(serving_api)["commitmentExpirationTime"] == created + 730 * HOUR
    clock.advance(730 * HOUR + MINUTE)
    assert throughput(serving_api)["commitmentExpirationTime"] == created + 1460 * HOUR
    with pytest.raises(serving_api.exceptions.ConflictException, match="committed until"):
        serving_api.delete_provisioned_model_throughput(provisionedModelId="p")
    clock.advance(730 * HOUR - MINUTE)
    serving_api.delete_provisioned_model_throughput(provisionedModelId="p")


def test_the_ledger_bills_every_hour_of_every_unit(
    serving: Bedrock, serving_api: "BedrockClient", clock: VirtualClock
) -> None:
    provision(serving_api, "gone", 2, tags=TAGS)
    provision(serving_api, "here", 1)
    provision(serving_api, "committed", 1, commitmentDuration="SixMonths")
    deploy(serving_api, tags=TAGS)
    clock.advance(3 * HOUR)
    serving_api.delete_provisioned_model_throughput(provisionedModelId="gone")
    serving_api.delete_custom_model_deployment(customModelDeploymentIdentifier="d")
    clock.advance(7 * HOUR)
    gone, here, committed = kept(serving).throughputs
    assert (gone.unit_hours, here.unit_hours, committed.unit_hours) == (6, 10, 4380)
    assert kept(serving).unit_hours == 6 + 10 + 4380
    assert gone.deleted == gone.created + 3 * HOUR
    assert (gone.status, gone.units, gone.tags) == ("InService", 2, {"team": "a"})
    assert gone.caller_arn.endswith(":user/caller")
    assert committed.committed_until == committed.created + 4380 * HOUR
    (deployed,) = kept(serving).deployments
    assert (deployed.status, deployed.units, deployed.unit_hours) == ("Active", 0, 0)
    assert deployed.deleted is not None
    assert send(serving, "GET", "/_standin/ledger")[0] == 200


def test_tags_are_set_at_creation_and_after(serving_api: "BedrockClient") -> None:
    api = serving_api
    for arn in (deploy(api, tags=TAGS), provision(api, tags=TAGS)):
        api.tag_resource(resourceARN=arn, tags=[{"key": "more", "value": "b"}])
        api.untag_resource(resourceARN=arn, tagKeys=["team"])
        tags = api.list_tags_for_resource(resourceARN=arn)["tags"]
        assert tags == [{"key": "more", "value": "b"}]


def test_lists_narrow_and_page(
    serving: Bedrock, serving_api: "BedrockClient", clock: VirtualClock
) -> None:
    other = custom_model(serving, "other")
    for name in ("a-1", "a-2", "b-1"):
        deploy(serving_api, name, modelArn=other) if name == "a-2" else deploy(serving_api, name)
        provision(serving_api, name, 1, modelId="other" if name == "a-2" else "model")
        clock.advance(2 * MINUTE)
    made = deployment(serving_api, "a-2")["createdAt"]

    def deployed(**filters: Any) -> list[str]:
        found = serving_api.list_custom_model_deployments(**filters)["modelDeploymentSummaries"]
        return [one["customModelDeploymentName"] for one in found]

    def provisioned(**filters: Any) -> list[str]:
        found = serving_api.list_provisioned_model_throughputs(**filters)
        return [one["provisionedModelName"] for one in found["provisionedModelSummaries"]]

    for names in (deployed, provisioned):
        assert names() == ["b-1", "a-2", "a-1"]
        assert names(nameContains="a-", sortOrder="Ascending") == ["a-1", "a-2"]
        assert names(modelArnEquals=other) == ["a-2"]
        assert names(maxResults=1) == ["b-1"]
    assert deployed(statusEquals="Creating") == []
    assert provisioned(statusEquals="InService") == []
    assert deployed(createdAfter=made) == ["b-1"]
    assert deployed(createdBefore=made) == ["a-1"]
    page = serving_api.get_paginator("list_provisioned_model_throughputs")
    pages = list(page.paginate(PaginationConfig={"PageSize": 2}))
    assert [len(one["provisionedModelSummaries"]) for one in pages] == [2, 1]


def test_a_held_one_stays_in_the_making_until_faults_are_cleared(
    serving: Bedrock, serving_api: "BedrockClient", clock: VirtualClock
) -> None:
    serving._faults.order([HoldDeployment(times=2)])
    deploy(serving_api)
    provision(serving_api)
    clock.advance(100 * HOUR)
    assert deployment(serving_api)["status"] == "Creating"
    assert throughput(serving_api)["status"] == "Creating"
    send(serving, "DELETE", "/_standin/faults")
    assert deployment(serving_api)["status"] == "Active"
    assert throughput(serving_api)["status"] == "InService"


def test_a_failed_one_says_why_bills_and_can_be_deleted(
    serving: Bedrock, serving_api: "BedrockClient", clock: VirtualClock
) -> None:
    serving._faults.order([FailDeployment(message="No luck", times=2)])
    deploy(serving_api)
    provision(serving_api)
    assert "failureMessage" not in deployment(serving_api)
    clock.advance(HOUR)
    for failed in (deployment(serving_api), throughput(serving_api)):
        assert (failed["status"], failed["failureMessage"]) == ("Failed", "No luck")
    assert kept(serving).unit_hours == 2
    serving_api.delete_custom_model_deployment(customModelDeploymentIdentifier="d")
    serving_api.delete_provisioned_model_throughput(provisionedModelId="p")


def test_a_failed_update_leaves_the_model_before(
    serving: Bedrock, serving_api: "BedrockClient", clock: VirtualClock
) -> None:
    api, other = serving_api, custom_model(serving, "other")
    serving._faults.order([FailUpdate(message="No luck", times=2)])
    deploy(api)
    provision(api)
    clock.advance(HOUR)
    first = deployment(api)["modelArn"]
    api.update_custom_model_deployment(customModelDeploymentIdentifier="d", modelArn=other)
    api.update_provisioned_model_throughput(provisionedModelId="p", desiredModelId="other")
    clock.advance(HOUR)
    details = {"modelArn": other, "updateStatus": "UpdateFailed"}
    assert deployment(api)["updateDetails"] == details
    assert throughput(api)["desiredModelArn"] == first
    for failed in (deployment(api), throughput(api)):
        assert (failed["modelArn"], failed["failureMessage"]) == (first, "No luck")
    # Tried again, it works, from the model that stayed.
    api.update_custom_model_deployment(customModelDeploymentIdentifier="d", modelArn=other)
    clock.advance(HOUR)
    assert deployment(api)["modelArn"] == other


def test_an_update_starts_from_the_model_of_the_update_before(
    serving: Bedrock, serving_api: "BedrockClient", clock: VirtualClock
) -> None:
    second, third = custom_model(serving, "second"), custom_model(serving, "third")
    deploy(serving_api)
    for wanted in (second, third):
        clock.advance(HOUR)
        serving_api.update_custom_model_deployment(
            customModelDeploymentIdentifier="d", modelArn=wanted
        )
    assert deployment(serving_api)["modelArn"] == second


def test_a_model_in_use_can_not_be_deleted(
    serving: Bedrock, serving_api: "BedrockClient", clock: VirtualClock
) -> None:
    api, other = serving_api, custom_model(serving, "other")
    deploy(api)
    clock.advance(HOUR)
    api.update_custom_model_deployment(customModelDeploymentIdentifier="d", modelArn=other)
    # The one that answers, and the one that is on its way.
    for model in ("model", "other"):
        with pytest.raises(api.exceptions.ConflictException, match="in use by"):
            api.delete_custom_model(modelIdentifier=model)
    clock.advance(HOUR)
    api.delete_custom_model(modelIdentifier="model")
    with pytest.raises(api.exceptions.ConflictException, match="in use by"):
        api.delete_custom_model(modelIdentifier="other")
    api.delete_custom_model_deployment(customModelDeploymentIdentifier="d")
    api.delete_custom_model(modelIdentifier="other")


def test_reset_forgets_what_serves_too(serving: Bedrock, serving_api: "BedrockClient") -> None:
    deploy(serving_api, clientRequestToken="t")
    provision(serving_api)
    serving.reset()
    assert serving_api.list_custom_model_deployments()["modelDeploymentSummaries"] == []
    assert kept(serving).throughputs == []
    custom_model(serving)
    deploy(serving_api, clientRequestToken="t")
    assert deployment(serving_api)["status"] == "Creating"


def test_an_end_of_life_can_be_announced(
    serving: Bedrock, serving_api: "BedrockClient", clock: VirtualClock
) -> None:
    order = {"model_id": "amazon.nova-micro-v1:0", "moment": "2026-12-24T00:00:00Z"}
    path = "/_standin/end-of-life"
    assert send(serving, "POST", path, json.dumps(order).encode())[0] == 200
    life = serving_api.get_foundation_model(modelIdentifier="amazon.nova-micro-v1:0:128k")
    lifecycle = life["modelDetails"]["modelLifecycle"]
    assert lifecycle["status"] == "LEGACY"
    assert lifecycle["endOfLifeTime"].isoformat() == "2026-12-24T00:00:00+00:00"
    # What is Legacy can still be deployed, but no longer be provisioned.
    deploy(serving_api)
    with pytest.raises(serving_api.exceptions.ValidationException, match="Legacy"):
        provision(serving_api)
    clock.advance(60 * 24 * HOUR)
    with pytest.raises(serving_api.exceptions.ResourceNotFoundException, match="end of its life"):
        deploy(serving_api, "e")
    assert send(serving, "POST", path, json.dumps(order | {"model_id": "x"}).encode())[0] == 404
    serving.reset()
    life = serving_api.get_foundation_model(modelIdentifier="amazon.nova-micro-v1:0")
    assert life["modelDetails"]["modelLifecycle"]["status"] == "ACTIVE"


def test_a_job_and_what_serves_its_model_share_the_virtual_time(
    serving_api: "BedrockClient", clock: VirtualClock
) -> None:
    begun = clock.now()
    serving_api.create_model_customization_job(**request(jobName="j", customModelName="trained"))
    clock.advance(10 * MINUTE)
    job = serving_api.get_model_customization_job(jobIdentifier="j")
    assert job["status"] == "InProgress"
    assert job["statusDetails"]["trainingDetails"]["status"] == "InProgress"
    clock.advance(10 * MINUTE)
    job = serving_api.get_model_customization_job(jobIdentifier="j")
    assert job["status"] == "Completed"
    assert begun + 16 * MINUTE <= job["endTime"] <= begun + 17 * MINUTE
    deploy(serving_api, modelArn=job["outputModelArn"])
    assert deployment(serving_api)["createdAt"] == begun + 20 * MINUTE

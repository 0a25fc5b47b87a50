"""One bad request for every rule about deployments and throughputs."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from local.bedrock import Bedrock
from local.bedrock.virtual_clock import VirtualClock
from tests.unit.local.bedrock_world import ACCOUNT, FakeWorld, client, custom_model, standin

if TYPE_CHECKING:
    from mypy_boto3_bedrock import BedrockClient

BASE = "amazon.nova-micro-v1:0:128k"
LLAMA = "meta.llama3-1-8b-instruct-v1:0:128k"
HOUR = timedelta(hours=1)
MODEL = f"arn:aws:bedrock:us-east-1:{ACCOUNT}:custom-model/{BASE}/{'0' * 12}"
TAG = {"key": "k", "value": "v"}
FIFTY_ONE = [{"key": f"k{number}", "value": "v"} for number in range(51)]

DEPLOYING: list[tuple[dict[str, Any], str, str]] = [
    ({"modelDeploymentName": None}, "ValidationException", "modelDeploymentName"),
    ({"modelDeploymentName": "a.b"}, "ValidationException", "modelDeploymentName"),
    ({"modelDeploymentName": "a" * 64}, "ValidationException", "modelDeploymentName"),
    ({"modelDeploymentName": "taken"}, "ValidationException", "in use"),
    ({"modelArn": None}, "ValidationException", "modelArn"),
    ({"modelArn": "model"}, "ValidationException", "modelArn"),
    ({"modelArn": MODEL}, "ResourceNotFoundException", MODEL),
    ({"modelArn": MODEL.replace("us-east-1", "eu-west-1")}, "ValidationException", "Region"),
    ({"modelArn": MODEL.replace(ACCOUNT, "1" * 12)}, "ValidationException", "account"),
    ({"description": ""}, "ValidationException", "description"),
    ({"clientRequestToken": "a:b"}, "ValidationException", "clientRequestToken"),
    ({"tags": [TAG, TAG]}, "ValidationException", "duplicate"),
    ({"tags": [{"key": "aws:x", "value": ""}]}, "ValidationException", "aws:"),
    ({"tags": FIFTY_ONE}, "TooManyTagsException", "50"),
]

PROVISIONING: list[tuple[dict[str, Any], str, str]] = [
    ({"provisionedModelName": None}, "ValidationException", "provisionedModelName"),
    ({"provisionedModelName": "a--b"}, "ValidationException", "provisionedModelName"),
    ({"provisionedModelName": "taken"}, "ValidationException", "in use"),
    ({"modelId": None}, "ValidationException", "modelId"),
    ({"modelId": "nope"}, "ResourceNotFoundException", "nope"),
    ({"modelId": MODEL.replace("us-east-1", "eu-west-1")}, "ValidationException", "Region"),
    ({"modelId": BASE}, "ValidationException", "custom models only"),
    (
        {"modelId": f"arn:aws:bedrock:us-east-1::foundation-model/{BASE}"},
        "ValidationException",
        "custom models only",
    ),
    ({"modelUnits": None}, "ValidationException", "modelUnits"),
    ({"modelUnits": 0}, "ValidationException", "modelUnits"),
    ({"modelUnits": "1"}, "ValidationException", "modelUnits"),
    ({"modelUnits": 5}, "ServiceQuotaExceededException", "the quota is 4"),
    (
        {"modelUnits": 5, "commitmentDuration": "OneMonth"},
        "ServiceQuotaExceededException",
        "the quota is 4",
    ),
    ({"modelUnits": 4}, "ServiceQuotaExceededException", "the quota is 6, 3 are in use"),
    ({"commitmentDuration": "OneYear"}, "ValidationException", "commitmentDuration"),
    ({"tags": FIFTY_ONE}, "TooManyTagsException", "50"),
]


def _deploy(api: "BedrockClient", **changes: Any) -> None:
    model = api.get_custom_model(modelIdentifier="model")["modelArn"]
    asked: Any = {"modelDeploymentName": "d", "modelArn": model} | changes
    api.create_custom_model_deployment(**_given(asked))


def _provision(api: "BedrockClient", **changes: Any) -> None:
    asked: Any = {"provisionedModelName": "p", "modelId": "model", "modelUnits": 1} | changes
    api.create_provisioned_model_throughput(**_given(asked))


def _given(asked: dict[str, Any]) -> Any:
    return {key: value for key, value in asked.items() if value is not None}


def _update(api: "BedrockClient", model: str, name: str | None = None) -> None:
    if name is None:
        api.update_custom_model_deployment(customModelDeploymentIdentifier="d", modelArn=model)
        return
    asked = {"desiredModelId": model or None, "desiredProvisionedModelName": name or None}
    api.update_provisioned_model_throughput(provisionedModelId="p", **_given(asked))


@pytest.mark.parametrize(("changes", "code", "text"), DEPLOYING)
def test_a_deployment_is_refused(
    serving: Bedrock, serving_api: "BedrockClient", changes: dict[str, Any], code: str, text: str
) -> None:
    _deploy(serving_api, modelDeploymentName="taken")
    with pytest.raises(ClientError, match=code) as refusal:
        _deploy(serving_api, **changes)
    assert text in str(refusal.value)
    assert len(serving._store.capacity) == 1


@pytest.mark.parametrize(("changes", "code", "text"), PROVISIONING)
def test_a_throughput_is_refused(
    serving: Bedrock, serving_api: "BedrockClient", changes: dict[str, Any], code: str, text: str
) -> None:
    _provision(serving_api, provisionedModelName="taken", modelUnits=3)
    with pytest.raises(ClientError, match=code) as refusal:
        _provision(serving_api, **changes)
    assert text in str(refusal.value)
    assert len(serving._store.capacity) == 1


@pytest.mark.parametrize("make", [_deploy, _provision])
def test_tags_need_their_own_permission(
    world: FakeWorld, serving: Bedrock, serving_api: "BedrockClient", make: Any
) -> None:
    world.denied_to_caller = {"bedrock:TagResource"}
    with pytest.raises(serving_api.exceptions.AccessDeniedException, match="bedrock:TagResource"):
        make(serving_api, tags=[TAG])
    assert serving._store.capacity == {}
    assert world.asked[-1].context == {"aws:TagKeys": ["k"], "aws:RequestTag/k": "v"}
    make(serving_api)
    assert len(world.asked) == 1


def test_only_two_deployments_are_made_at_one_time(
    serving_api: "BedrockClient", clock: VirtualClock
) -> None:
    for name in ("a", "b"):
        _deploy(serving_api, modelDeploymentName=name)
    with pytest.raises(ClientError, match=r"ServiceQuotaExceeded.*In-progress.* of 2"):
        _deploy(serving_api)
    clock.advance(HOUR)
    _deploy(serving_api)


def test_there_are_only_so_many_deployments(
    serving_api: "BedrockClient", clock: VirtualClock
) -> None:
    for name in range(10):
        _deploy(serving_api, modelDeploymentName=f"d{name}")
        clock.advance(HOUR)
    with pytest.raises(ClientError, match=r"ServiceQuotaExceeded.*Total.* of 10"):
        _deploy(serving_api)
    serving_api.delete_custom_model_deployment(customModelDeploymentIdentifier="d0")
    _deploy(serving_api)


@pytest.mark.parametrize(
    ("quotas", "commitment", "allowed"),
    [
        ({}, None, False),
        ({"model_units_quota": 1}, None, False),
        ({"custom_model_units_quota": 1}, None, False),
        ({"model_units_quota": 1, "custom_model_units_quota": 1}, None, True),
        ({}, "OneMonth", False),
        # The quota of all custom models together is about units without a commitment.
        ({"model_units_quota": 1}, "OneMonth", True),
    ],
)
def test_by_default_there_are_no_model_units(
    world: FakeWorld, quotas: dict[str, Any], commitment: str | None, *, allowed: bool
) -> None:
    bedrock = standin(world, **quotas)
    custom_model(bedrock)
    api = client(bedrock)
    if allowed:
        _provision(api, commitmentDuration=commitment)
        return
    words = "no commitment model units" if commitment is None else "model units"
    text = f"Your account does not currently have any {words} reserved for {BASE}."
    with pytest.raises(ClientError, match=text) as refusal:
        _provision(api, commitmentDuration=commitment)
    assert refusal.value.response["Error"]["Code"] == "ServiceQuotaExceededException"


def test_committed_units_are_not_counted_with_the_others(serving_api: "BedrockClient") -> None:
    for name in ("a", "b"):
        _provision(
            serving_api, provisionedModelName=name, modelUnits=4, commitmentDuration="OneMonth"
        )
    _provision(serving_api, modelUnits=4)


@pytest.mark.parametrize(
    ("model", "text"),
    [("OTHER", "same base"), (MODEL, "not find"), (MODEL.replace("us-east-1", "x-1"), "Region")],
)
def test_an_update_takes_a_model_of_the_same_base(
    serving: Bedrock, serving_api: "BedrockClient", clock: VirtualClock, model: str, text: str
) -> None:
    lite = custom_model(serving, "lite", base="amazon.nova-lite-v1:0:300k")
    _deploy(serving_api)
    _provision(serving_api)
    clock.advance(HOUR)
    for name in (None, "p"):
        with pytest.raises(ClientError, match=text):
            _update(serving_api, model.replace("OTHER", lite), name)
    assert all(one.change is None for one in serving._store.capacity.values())


@pytest.mark.parametrize(
    ("model", "name", "text"), [("", "", "must be given"), ("", "q", "in use")]
)
def test_an_update_of_a_throughput_has_to_make_sense(
    serving_api: "BedrockClient", clock: VirtualClock, model: str, name: str, text: str
) -> None:
    _provision(serving_api)
    _provision(serving_api, provisionedModelName="q")
    clock.advance(HOUR)
    with pytest.raises(serving_api.exceptions.ValidationException, match=text):
        _update(serving_api, model, name)


def test_nothing_is_updated_or_deleted_while_something_happens_to_it(
    serving: Bedrock, serving_api: "BedrockClient", clock: VirtualClock
) -> None:
    api, other = serving_api, custom_model(serving, "other")
    _deploy(api)
    _provision(api)
    for doing in ("Creating", "Updating"):
        for name in (None, "p"):
            with pytest.raises(api.exceptions.ValidationException, match=doing):
                _update(api, other, name)
        with pytest.raises(api.exceptions.ConflictException, match=doing):
            api.delete_custom_model_deployment(customModelDeploymentIdentifier="d")
        with pytest.raises(api.exceptions.ConflictException, match=doing):
            api.delete_provisioned_model_throughput(provisionedModelId="p")
        clock.advance(HOUR)
        if doing == "Creating":
            _update(api, other)
            _update(api, other, "p")
    api.delete_custom_model_deployment(customModelDeploymentIdentifier="d")
    api.delete_provisioned_model_throughput(provisionedModelId="p")


@pytest.mark.parametrize("identifier", ["nope", MODEL.replace("custom-model", "nope")])
def test_what_is_not_there_can_not_be_asked_for(
    serving_api: "BedrockClient", identifier: str
) -> None:
    _deploy(serving_api)
    _provision(serving_api)
    for call, member in (
        (serving_api.get_custom_model_deployment, "customModelDeploymentIdentifier"),
        (serving_api.delete_custom_model_deployment, "customModelDeploymentIdentifier"),
        (serving_api.get_provisioned_model_throughput, "provisionedModelId"),
        (serving_api.delete_provisioned_model_throughput, "provisionedModelId"),
    ):
        with pytest.raises(ClientError, match=r"NotFound|Validation"):
            call(**{member: identifier})


def test_a_base_that_is_not_offered_on_demand_is_only_provisioned(
    world: FakeWorld, clock: VirtualClock
) -> None:
    bedrock = standin(world, clock, model_units_quota=1, custom_model_units_quota=1)
    world.region = "us-west-2"
    llama = custom_model(bedrock, base=LLAMA, region="us-west-2")
    api = client(bedrock)
    with pytest.raises(api.exceptions.ValidationException, match="on demand in us-west-2"):
        _deploy(api, modelArn=llama)
    bedrock._catalogue.retire(LLAMA, datetime(2030, 1, 1, tzinfo=UTC), "ACTIVE")
    _provision(api)


def test_a_model_from_before_on_demand_is_not_deployed(world: FakeWorld) -> None:
    bedrock = standin(world, VirtualClock(datetime(2025, 7, 15, tzinfo=UTC)))
    custom_model(bedrock)
    with pytest.raises(ClientError, match="before 2025-07-16"):
        _deploy(client(bedrock))

"""The faults that tests can order, and what they do."""

import asyncio
import json
import threading
import time
from typing import TYPE_CHECKING

import msgspec
import pytest
from botocore.exceptions import ClientError

from local.bedrock import Bedrock
from local.bedrock.faults import (
    AccessDenied,
    Conflict,
    DelayEvent,
    DoubleEvent,
    EarlyEvent,
    FailJob,
    Fault,
    HoldCall,
    HoldJob,
    LoseEvent,
    LoseResponse,
    NoTraining,
    Quota,
    ReorderEvents,
    ServerError,
    Stall,
    StallJob,
    Throttle,
    UnknownStatus,
)
from local.bedrock.things import Phase
from tests.unit.local.bedrock_world import (
    VALIDATION,
    FakeWorld,
    client,
    finished,
    request,
    send,
    until,
)

if TYPE_CHECKING:
    from mypy_boto3_bedrock import BedrockClient


def _order(bedrock: Bedrock, *faults: Fault) -> None:
    """Order over the private path, as a test of a running stand-in does."""
    assert send(bedrock, "POST", "/_standin/faults", msgspec.json.encode(faults))[0] == 200


def test_a_call_is_throttled_as_often_as_ordered(bedrock: Bedrock, api: "BedrockClient") -> None:
    _order(bedrock, Throttle(operation="ListCustomModels", times=2))
    for _ in range(2):
        with pytest.raises(api.exceptions.ThrottlingException):
            api.list_custom_models()
    api.list_model_customization_jobs()
    api.list_custom_models()


def test_a_server_error_does_nothing_and_a_lost_response_everything(
    bedrock: Bedrock, api: "BedrockClient"
) -> None:
    _order(bedrock, ServerError(operation="CreateModelCustomizationJob"))
    with pytest.raises(api.exceptions.InternalServerException):
        api.create_model_customization_job(**request())
    assert api.list_model_customization_jobs()["modelCustomizationJobSummaries"] == []
    _order(bedrock, LoseResponse(operation="CreateModelCustomizationJob", name="jo"))
    with pytest.raises(api.exceptions.InternalServerException):
        api.create_model_customization_job(**request())
    assert finished(api)["status"] == "Completed"


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (Throttle, "ThrottlingException"),
        (ServerError, "InternalServerException"),
        (AccessDenied, "AccessDeniedException"),
        (Quota, "ServiceQuotaExceededException"),
        (Conflict, "ConflictException"),
    ],
)
def test_a_refusal_is_ordered_for_what_serves_too(
    serving: Bedrock, serving_api: "BedrockClient", fault: type[Throttle], code: str
) -> None:
    api = serving_api
    model = api.get_custom_model(modelIdentifier="model")["modelArn"]
    _order(
        serving,
        fault(operation="CreateCustomModelDeployment", name="mine"),
        fault(operation="CreateProvisionedModelThroughput", name="mine"),
    )
    with pytest.raises(ClientError, match=code):
        api.create_custom_model_deployment(modelDeploymentName="mine", modelArn=model)
    with pytest.raises(ClientError, match=code):
        api.create_provisioned_model_throughput(
            provisionedModelName="mine", modelId=model, modelUnits=1
        )
    assert serving._store.capacity == {}
    api.create_custom_model_deployment(modelDeploymentName="mine", modelArn=model)


def test_a_lost_response_leaves_what_serves_behind(
    serving: Bedrock, serving_api: "BedrockClient"
) -> None:
    _order(serving, LoseResponse(operation="CreateProvisionedModelThroughput"))
    with pytest.raises(serving_api.exceptions.InternalServerException):
        serving_api.create_provisioned_model_throughput(
            provisionedModelName="p", modelId="model", modelUnits=1
        )
    assert len(serving._store.capacity) == 1


def test_a_fault_finds_what_serves_by_name_when_asked_by_arn(
    serving: Bedrock, serving_api: "BedrockClient"
) -> None:
    arn = serving_api.create_provisioned_model_throughput(
        provisionedModelName="mine", modelId="model", modelUnits=1
    )["provisionedModelArn"]
    get = serving_api.get_provisioned_model_throughput
    _order(serving, Throttle(operation="GetProvisionedModelThroughput", name="other"))
    get(provisionedModelId=arn)
    _order(serving, Throttle(operation="GetProvisionedModelThroughput", name="mine"))
    with pytest.raises(serving_api.exceptions.ThrottlingException):
        get(provisionedModelId=arn)


def test_a_fault_for_a_name_spares_the_others(bedrock: Bedrock, api: "BedrockClient") -> None:
    api.create_model_customization_job(**request())
    arn = finished(api)["jobArn"]
    _order(bedrock, Throttle(operation="GetModelCustomizationJob", name="other"))
    finished(api)
    _order(bedrock, Throttle(operation="GetModelCustomizationJob", name="job"))
    with pytest.raises(api.exceptions.ThrottlingException):
        api.get_model_customization_job(jobIdentifier=arn)


def test_a_stalled_call_leaves_the_event_loop_free(bedrock: Bedrock) -> None:
    _order(bedrock, *(Stall(operation="ListCustomModels", seconds=0.2) for _ in range(5)))

    async def five() -> None:
        calls = [bedrock.handle_request("GET", "/custom-models", {}, b"", {}) for _ in range(5)]
        await asyncio.gather(*calls)

    begun = time.monotonic()
    asyncio.run(five())
    assert 0.2 <= time.monotonic() - begun < 5 * 0.2


def test_a_job_fails_in_the_phase_ordered(bedrock: Bedrock, api: "BedrockClient") -> None:
    _order(bedrock, FailJob(message="Out of luck", phase=Phase.DATA_PROCESSING))
    api.create_model_customization_job(**request())
    job = finished(api)
    assert job["failureMessage"] == "Out of luck"
    assert job["statusDetails"]["dataProcessingDetails"]["status"] == "Failed"
    assert job["statusDetails"]["trainingDetails"]["status"] == "NotStarted"


def test_a_held_job_goes_on_when_faults_are_cleared(bedrock: Bedrock, api: "BedrockClient") -> None:
    _order(bedrock, HoldJob(phase=Phase.VALIDATION))
    api.create_model_customization_job(**request())
    until(lambda: _held(bedrock) == [""])
    job = api.get_model_customization_job(jobIdentifier="job")
    assert job["statusDetails"]["validationDetails"]["status"] == "InProgress"
    send(bedrock, "DELETE", "/_standin/faults")
    assert finished(api)["status"] == "Completed"


def test_a_held_call_does_nothing_until_it_is_released(bedrock: Bedrock) -> None:
    create = "CreateModelCustomizationJob"
    _order(bedrock, HoldCall(operation=create, name="job"), HoldJob(name="other"))

    call = threading.Thread(target=_create, args=[bedrock], daemon=True)
    call.start()
    until(lambda: _held(bedrock) == ["job"])
    send(bedrock, "DELETE", "/_standin/faults", b'{"name": "another"}')
    assert (_held(bedrock), len(bedrock._store.jobs)) == (["job"], 0)
    send(bedrock, "DELETE", "/_standin/faults", b'{"name": "job"}')
    call.join(5)
    assert len(bedrock._store.jobs) == 1
    assert _held(bedrock) == []
    assert bedrock._faults.take(HoldJob, ["other"]), "the orders for other names stay"


def _create(bedrock: Bedrock) -> None:
    client(bedrock).create_model_customization_job(**request())


def _held(bedrock: Bedrock) -> list[str]:
    return list(json.loads(send(bedrock, "GET", "/_standin/held")[2]))


def test_a_job_without_training_completes_and_its_losses_stand_still(
    world: FakeWorld, bedrock: Bedrock, api: "BedrockClient"
) -> None:
    _order(bedrock, NoTraining(name="job"))
    validation = {"validationDataConfig": {"validators": [{"s3Uri": VALIDATION}]}}
    api.create_model_customization_job(**request(**validation))
    assert finished(api)["status"] == "Completed"
    [written] = [
        body.decode() for (_, key), body in world.objects.items() if "validation_metrics" in key
    ]
    losses = {line.split(",")[2] for line in written.splitlines()[1:]}
    assert len(losses) == 1
    [model] = bedrock._store.models.values()
    assert (model.respondent.model, model.respondent.memory) == (None, None)
    [job] = bedrock._store.jobs.values()
    assert job.billed_tokens > 0


def test_a_held_job_can_be_stopped(bedrock: Bedrock, api: "BedrockClient") -> None:
    _order(bedrock, HoldJob())
    api.create_model_customization_job(**request())
    api.stop_model_customization_job(jobIdentifier="job")
    assert finished(api)["status"] == "Stopped"


def test_a_stalled_job_takes_longer(bedrock: Bedrock, api: "BedrockClient") -> None:
    _order(bedrock, StallJob(seconds=0.2))
    begun = time.monotonic()
    api.create_model_customization_job(**request())
    assert finished(api)["status"] == "Completed"
    assert time.monotonic() - begun >= 0.2


def test_an_unknown_status_is_told_as_often_as_ordered(
    bedrock: Bedrock, api: "BedrockClient"
) -> None:
    api.create_model_customization_job(**request())
    finished(api)
    _order(bedrock, UnknownStatus(times=2))
    got = api.get_model_customization_job(jobIdentifier="job")["status"]
    listed = api.list_model_customization_jobs()["modelCustomizationJobSummaries"][0]["status"]
    assert (got, listed) == ("Paused", "Paused")
    assert finished(api)["status"] == "Completed"


def test_an_unknown_status_of_what_serves_is_told_as_often_as_ordered(
    serving: Bedrock, serving_api: "BedrockClient"
) -> None:
    api = serving_api
    api.create_provisioned_model_throughput(provisionedModelName="p", modelId="model", modelUnits=1)
    model = api.get_custom_model(modelIdentifier="model")["modelArn"]
    api.create_custom_model_deployment(modelDeploymentName="d", modelArn=model)

    def told() -> list[str]:
        deployed = api.list_custom_model_deployments()["modelDeploymentSummaries"]
        provisioned = api.list_provisioned_model_throughputs()["provisionedModelSummaries"]
        return [
            api.get_custom_model_deployment(customModelDeploymentIdentifier="d")["status"],
            api.get_provisioned_model_throughput(provisionedModelId="p")["status"],
            deployed[0]["status"],
            provisioned[0]["status"],
        ]

    _order(serving, UnknownStatus(times=2, name="d"), UnknownStatus(times=2, name="p", word="Odd"))
    assert told() == ["Paused", "Odd", "Paused", "Odd"]
    assert told() == ["Creating"] * 4


@pytest.mark.parametrize(
    ("fault", "statuses"),
    [
        (LoseEvent(), ["Completed"]),
        (LoseEvent(times=2), []),
        (DoubleEvent(), ["InProgress", "InProgress", "Completed"]),
        (DelayEvent(seconds=1), ["Completed", "InProgress"]),
        (ReorderEvents(), ["Completed", "InProgress"]),
        (LoseEvent(name="other"), ["InProgress", "Completed"]),
    ],
)
def test_events_suffer_as_ordered(
    world: FakeWorld, bedrock: Bedrock, api: "BedrockClient", fault: Fault, statuses: list[str]
) -> None:
    _order(bedrock, fault)
    api.create_model_customization_job(**request())
    finished(api)
    until(lambda: world.statuses() == statuses)
    time.sleep(0.02)
    assert world.statuses() == statuses


def test_an_early_event_comes_before_the_status(
    world: FakeWorld, bedrock: Bedrock, api: "BedrockClient"
) -> None:
    _order(bedrock, EarlyEvent(seconds=1))
    api.create_model_customization_job(**request())
    until(lambda: "Completed" in world.statuses())
    assert api.get_model_customization_job(jobIdentifier="job")["status"] == "InProgress"
    assert finished(api)["outputModelArn"] == world.events[-1]["outputModelArn"]
    assert world.statuses() == ["InProgress", "Completed"]


def test_events_can_be_repeated_and_forged(
    world: FakeWorld, bedrock: Bedrock, api: "BedrockClient"
) -> None:
    api.create_model_customization_job(**request())
    finished(api)
    send(bedrock, "POST", "/_standin/events", b'{"type": "Repeat", "job": "job"}')
    forged = {"type": "Emit", "detail": {"jobStatus": "Forged"}}
    send(bedrock, "POST", "/_standin/events", json.dumps(forged).encode())
    expected = ["InProgress", "Completed", "Completed", "Forged"]
    until(lambda: world.statuses() == expected)


def test_an_event_that_breaks_does_not_stop_the_next(
    world: FakeWorld, bedrock: Bedrock, api: "BedrockClient", monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(world, "publish", lambda _: 1 / 0)
        api.create_model_customization_job(**request())
        finished(api)
        until(bedrock._events._queue.empty)
        time.sleep(0.02)
    send(bedrock, "POST", "/_standin/events", b'{"type": "Repeat", "job": "job"}')
    until(lambda: world.statuses() == ["Completed"])


def test_the_time_scale_can_be_changed(bedrock: Bedrock, api: "BedrockClient") -> None:
    assert send(bedrock, "POST", "/_standin/time-scale", b'{"seconds_per_minute": 0.02}')[0] == 200
    begun = time.monotonic()
    api.create_model_customization_job(**request())
    finished(api)
    assert time.monotonic() - begun >= 16 * 0.02

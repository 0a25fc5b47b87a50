"""Asking what serves custom models: who answers, what, and what is refused."""

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from local.bedrock import Bedrock
from local.bedrock.faults import FailDeployment, LoseResponse, Throttle
from local.bedrock.records import Record
from local.bedrock.runtime import invoked_arn
from local.bedrock.shapes import problems
from local.bedrock.virtual_clock import VirtualClock
from local.bedrock.wire import RUNTIME, service_model
from tests.unit.local.bedrock_world import (
    FakeWorld,
    conversations,
    custom_model,
    request,
    runtime_client,
    send,
)

if TYPE_CHECKING:
    from mypy_boto3_bedrock import BedrockClient

HOUR = timedelta(hours=1)


def _user(text: str) -> Any:
    return {"role": "user", "content": [{"text": text}]}


def _serve(api: "BedrockClient", kind: str, model: str = "model") -> str:
    if kind == "provisioned":
        return api.create_provisioned_model_throughput(
            provisionedModelName=model, modelId=model, modelUnits=1
        )["provisionedModelArn"]
    arn = api.get_custom_model(modelIdentifier=model)["modelArn"]
    return api.create_custom_model_deployment(modelDeploymentName=model, modelArn=arn)[
        "customModelDeploymentArn"
    ]


@pytest.fixture
def arn(serving_api: "BedrockClient", clock: VirtualClock) -> str:
    """The ARN of a deployment that serves."""
    made = _serve(serving_api, "on_demand")
    clock.advance(HOUR)
    return made


@pytest.mark.parametrize("kind", ["on_demand", "provisioned"])
def test_what_serves_answers_and_is_counted_by_its_arn(
    world: FakeWorld, serving: Bedrock, serving_api: "BedrockClient", clock: VirtualClock, kind: str
) -> None:
    arn = _serve(serving_api, kind)
    runtime = runtime_client(serving)
    with pytest.raises(ClientError, match="ModelNotReadyException") as refusal:
        runtime.converse(modelId=arn, messages=[_user("A question")])
    assert refusal.value.response["ResponseMetadata"]["HTTPStatusCode"] == 429
    assert world.invocations == []
    clock.advance(HOUR)
    answer = runtime.converse(
        modelId=arn,
        system=[{"text": "Be brief."}],
        messages=[_user("A question")],
        inferenceConfig={"maxTokens": 256, "temperature": 0},
    )
    assert answer["output"]["message"] == {"role": "assistant", "content": [{"text": "An answer"}]}
    assert answer["stopReason"] == "end_turn"
    assert answer["usage"] == {"inputTokens": 3, "outputTokens": 1, "totalTokens": 4}
    assert answer["metrics"]["latencyMs"] > 0
    assert world.invocations == [(arn, clock.now())]


def test_an_answer_fits_the_service_model(serving: Bedrock, arn: str) -> None:
    body = json.dumps({"messages": [_user("A question")]}).encode()
    status, _, content = send(serving.runtime, "POST", f"/model/{arn}/converse", body)
    assert status == 200
    shape = service_model(RUNTIME).operation_model("Converse").output_shape
    assert shape is not None
    assert list(problems(shape, json.loads(content), "Converse")) == []


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"messages": None}, "messages"),
        ({"messages": []}, "messages"),
        ({"messages": "Hi"}, "type list"),
        ({"messages": [{"role": "user"}]}, "messages.1.member.content"),
        ({"messages": [{"role": "user", "content": []}]}, "empty"),
        ({"messages": [{"role": "robot", "content": [{"text": "x"}]}]}, "enum"),
        ({"messages": [{"role": "assistant", "content": [{"text": "x"}]}]}, "alternate"),
        ({"messages": [_user("a"), _user("b")]}, "alternate"),
        ({"messages": [_user(" ")]}, "blank"),
        ({"messages": [{"role": "user", "content": [{"text": "a", "image": {}}]}]}, "exactly one"),
        (
            {"messages": [{"role": "user", "content": [{"cachePoint": {"type": "default"}}]}]},
            "text alone",
        ),
        ({"system": [{"text": ""}]}, "system"),
        ({"inferenceConfig": {"maxTokens": 0}}, "maxTokens"),
        ({"inferenceConfig": {"temperature": 1.5}}, "temperature"),
        ({"inferenceConfig": {"max_tokens": 5}}, "max_tokens"),
        ({"toolConfig": {"tools": [{"cachePoint": {"type": "default"}}]}}, "toolConfig"),
        ({"guardrailConfig": {"guardrailVersion": "0"}}, "guardrailVersion"),
    ],
)
def test_a_bad_request_is_refused(
    world: FakeWorld, serving: Bedrock, arn: str, changes: dict[str, Any], text: str
) -> None:
    asked = {"messages": [_user("A question")]} | changes
    body = {key: value for key, value in asked.items() if value is not None}
    path = f"/model/{arn}/converse"
    status, headers, content = send(serving.runtime, "POST", path, json.dumps(body).encode())
    assert (status, headers["x-amzn-errortype"]) == (400, "ValidationException")
    assert text in content.decode()
    assert world.invocations == []


@pytest.mark.parametrize(
    ("method", "operation", "text"),
    [
        ("POST", "invoke", "InvokeModel"),
        ("POST", "converse-stream", "ConverseStream"),
        ("GET", "converse", "no operation"),
    ],
)
def test_only_converse_is_offered(
    serving: Bedrock, arn: str, method: str, operation: str, text: str
) -> None:
    answer = send(serving.runtime, method, f"/model/{arn}/{operation}", b"{}")
    assert answer[0] == 400
    assert text in answer[2].decode()


def test_what_is_gone_failed_or_elsewhere_does_not_answer(
    world: FakeWorld,
    serving: Bedrock,
    serving_api: "BedrockClient",
    clock: VirtualClock,
    arn: str,
) -> None:
    custom_model(serving, "failing")
    serving._faults.order([FailDeployment()])
    failed = _serve(serving_api, "on_demand", "failing")
    clock.advance(HOUR)
    runtime = runtime_client(serving)

    def refused(model_id: str, code: str) -> None:
        with pytest.raises(ClientError, match=code):
            runtime.converse(modelId=model_id, messages=[_user("A question")])

    refused(failed, "ValidationException")
    refused(arn[:-12] + "0" * 12, "ResourceNotFoundException")
    world.region = "us-west-2"
    refused(arn, "ResourceNotFoundException")
    world.region = "us-east-1"
    serving._catalogue.retire("amazon.nova-micro-v1:0", clock.now(), "LEGACY")
    refused(arn, "ResourceNotFoundException.*end of its life")
    serving._catalogue.reset()
    serving_api.delete_custom_model_deployment(customModelDeploymentIdentifier=arn)
    refused(arn, "ResourceNotFoundException")
    assert world.invocations == []


def test_call_faults_reach_the_runtime(world: FakeWorld, serving: Bedrock, arn: str) -> None:
    serving._faults.order(
        [Throttle(operation="Converse", name="model"), LoseResponse(operation="Converse")]
    )
    runtime = runtime_client(serving)
    for code, counted in (("ThrottlingException", 0), ("InternalServerException", 1)):
        with pytest.raises(ClientError, match=code):
            runtime.converse(modelId=arn, messages=[_user("A question")])
        assert len(world.invocations) == counted


def test_an_update_changes_who_answers_only_when_it_is_done(
    serving: Bedrock, serving_api: "BedrockClient", clock: VirtualClock, arn: str
) -> None:
    other = custom_model(serving, "other", records=[Record("Any", "Another answer")])
    runtime = runtime_client(serving)

    def said() -> str:
        answer = runtime.converse(modelId=arn, messages=[_user("A question")])
        return answer["output"]["message"]["content"][0]["text"]

    serving_api.update_custom_model_deployment(customModelDeploymentIdentifier=arn, modelArn=other)
    assert said() == "An answer"
    clock.advance(HOUR)
    assert said() == "Another answer"


@pytest.mark.parametrize(
    ("limits", "text", "reason"),
    [
        ({"maxTokens": 1}, "An ans", "max_tokens"),
        ({"maxTokens": 2}, "An answer", "end_turn"),
        ({"stopSequences": ["swe", " a"]}, "An", "stop_sequence"),
        ({"stopSequences": ["x"]}, "An answer", "end_turn"),
    ],
)
def test_an_answer_ends_where_it_is_told_to(
    serving: Bedrock, arn: str, limits: Any, text: str, reason: str
) -> None:
    answer = runtime_client(serving).converse(
        modelId=arn, messages=[_user("A question")], inferenceConfig=limits
    )
    assert answer["output"]["message"]["content"][0]["text"] == text
    assert answer["stopReason"] == reason


def _records(count: int, seed: int) -> list[Record]:
    turns = (each["messages"] for each in conversations(count, seed))
    return [Record(*(turn["content"][0]["text"] for turn in pair)) for pair in turns]


def test_a_trained_job_answers_from_its_own_data(
    serving: Bedrock, serving_api: "BedrockClient", clock: VirtualClock
) -> None:
    serving_api.create_model_customization_job(**request(jobName="j", customModelName="trained"))
    clock.advance(HOUR)
    arn = _serve(serving_api, "on_demand", "trained")
    clock.advance(HOUR)
    answer = runtime_client(serving).converse(modelId=arn, messages=[_user("topic3q1")])
    said = answer["output"]["message"]["content"][0]["text"]
    assert said in {record.answer for record in _records(20, seed=1)}


@pytest.mark.parametrize(
    ("path", "arn"),
    [
        ("/model/arn:aws:bedrock:r:1:provisioned-model/a/converse", "r:1:provisioned-model/a"),
        (
            "/model/arn%3Aaws%3Abedrock%3Ar%3A1%3Aprovisioned-model%2Fa/invoke",
            "r:1:provisioned-model/a",
        ),
        (
            "/model/arn:aws:bedrock:r:1:custom-model-deployment/a/converse",
            "r:1:custom-model-deployment/a",
        ),
        ("/model/arn:aws:bedrock:r::foundation-model/a/converse", "r::foundation-model/a"),
        ("/model/amazon.nova-micro-v1:0/converse", "here::foundation-model/amazon.nova-micro-v1:0"),
        (
            "/model/amazon.nova-micro-v1%3A0/converse-stream",
            "here::foundation-model/amazon.nova-micro-v1:0",
        ),
    ],
)
def test_a_path_tells_what_is_invoked(path: str, arn: str) -> None:
    assert invoked_arn(path, "here") == f"arn:aws:bedrock:{arn}"


def test_other_paths_invoke_nothing() -> None:
    assert invoked_arn("/guardrail/x/version/1/apply", "here") is None

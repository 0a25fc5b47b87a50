"""Asking base models: by which names, when not, and what it counts as."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local.bedrock import Bedrock
from local.bedrock.answers import Respondent
from local.bedrock.faults import LoseResponse, Throttle
from local.bedrock.ledger import UsageEntry, ledger
from local.bedrock.shapes import problems
from local.bedrock.virtual_clock import VirtualClock
from local.bedrock.wire import RUNTIME, service_model
from tests.unit.local.bedrock_world import FakeWorld, runtime_client, send

MICRO = "amazon.nova-micro-v1:0"
ARN = f"arn:aws:bedrock:us-east-1::foundation-model/{MICRO}"
QUESTION = "What is a bucket for?"

Ask = Callable[..., Any]


@pytest.fixture
def ask(serving: Bedrock) -> Ask:
    """Ask a model."""
    runtime = runtime_client(serving)

    def asked(model: str = MICRO, **more: Any) -> Any:
        message: Any = {"role": "user", "content": [{"text": QUESTION}]}
        return runtime.converse(modelId=model, messages=[message], **more)

    return asked


@pytest.mark.parametrize("identifier", [MICRO, ARN])
def test_a_base_model_answers_by_id_and_arn(
    world: FakeWorld, clock: VirtualClock, ask: Ask, identifier: str
) -> None:
    answer = ask(identifier)
    said = answer["output"]["message"]["content"][0]["text"]
    assert said == Respondent().answer(QUESTION)
    assert answer["stopReason"] == "end_turn"
    assert world.invocations == [(MICRO, clock.now())]


def test_its_answer_fits_the_service_model(serving: Bedrock) -> None:
    body = json.dumps({"messages": [{"role": "user", "content": [{"text": QUESTION}]}]})
    status, _, content = send(serving.runtime, "POST", f"/model/{MICRO}/converse", body.encode())
    assert status == 200
    shape = service_model(RUNTIME).operation_model("Converse").output_shape
    assert shape is not None
    assert list(problems(shape, json.loads(content), "Converse")) == []


def test_its_answer_ends_at_the_token_limit(ask: Ask) -> None:
    answer = ask(inferenceConfig={"maxTokens": 1})
    assert answer["stopReason"] == "max_tokens"
    assert answer["output"]["message"]["content"][0]["text"] == QUESTION[:6]
    assert answer["usage"]["outputTokens"] == 1


@pytest.mark.parametrize(
    ("identifier", "code", "text"),
    [
        ("amazon.nova-micro-v1:0:128k", "ValidationException", "on-demand throughput"),
        (f"{ARN}:128k", "ValidationException", "regular expression"),
        ("amazon.nova-micro-v9:0", "ValidationException", "identifier is invalid"),
        ("us.amazon.nova-micro-v1:0", "ValidationException", "identifier is invalid"),
        ("meta.llama3-1-8b-instruct-v1:0", "ValidationException", "identifier is invalid"),
        (ARN.replace("us-east-1", "us-west-2"), "ValidationException", "identifier is invalid"),
        (
            f"arn:aws:bedrock:us-east-1:000000000000:custom-model/{MICRO}:128k/abcdefghijkl",
            "ValidationException",
            "regular expression",
        ),
        (
            "arn:aws:bedrock:us-east-1:000000000000:custom-model-deployment/abcdefghijkl",
            "ResourceNotFoundException",
            "Could not find",
        ),
    ],
)
def test_what_is_no_base_model_of_this_region_is_refused(
    world: FakeWorld, ask: Ask, identifier: str, code: str, text: str
) -> None:
    with pytest.raises(ClientError, match=text) as refusal:
        ask(identifier)
    assert refusal.value.response["Error"]["Code"] == code
    assert world.invocations == []


def test_another_region_has_other_models(world: FakeWorld, ask: Ask) -> None:
    world.region = "us-west-2"
    assert ask("meta.llama3-1-8b-instruct-v1:0")["stopReason"] == "end_turn"
    with pytest.raises(ClientError, match="identifier is invalid"):
        ask()


def test_a_model_that_lives_no_more_does_not_answer(
    serving: Bedrock, clock: VirtualClock, ask: Ask
) -> None:
    serving._catalogue.retire(MICRO, clock.now() + timedelta(days=1), "LEGACY")
    assert ask()["stopReason"] == "end_turn"
    clock.advance(timedelta(days=1))
    with pytest.raises(ClientError, match=r"ResourceNotFoundException.*end of its life"):
        ask()


def test_call_faults_reach_base_models(world: FakeWorld, serving: Bedrock, ask: Ask) -> None:
    serving._faults.order(
        [Throttle(operation="Converse", name=MICRO), LoseResponse(operation="Converse")]
    )
    for code, counted in (("ThrottlingException", 0), ("InternalServerException", 1)):
        with pytest.raises(ClientError, match=code):
            ask()
        assert len(world.invocations) == counted


def test_the_ledger_has_the_tokens_of_every_model(serving: Bedrock, ask: Ask) -> None:
    for _ in range(2):
        ask()
    ask("amazon.nova-lite-v1:0", inferenceConfig={"maxTokens": 1})
    entries = ledger(serving._store, serving._clock).usage
    assert entries == [
        UsageEntry(arn=ARN, answers=2, input_tokens=6, output_tokens=6),
        UsageEntry(arn=ARN.replace("micro", "lite"), answers=1, input_tokens=3, output_tokens=1),
    ]
    serving.reset()
    assert ledger(serving._store, serving._clock).usage == []

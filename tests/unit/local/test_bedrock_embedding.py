"""Vectors of texts from the stand-in: what it takes, what it refuses, what is near what."""

import json
from typing import Any

import numpy as np
import pytest
from botocore.exceptions import ClientError

from local.bedrock import Bedrock
from local.bedrock.embedding import MODEL_ID, MOST_TOKENS, vector_of
from local.bedrock.faults import LoseResponse, Throttle
from local.bedrock.ledger import UsageEntry, ledger
from local.bedrock.runtime import invoked_arn
from local.bedrock.virtual_clock import VirtualClock
from tests.unit.local.bedrock_world import FakeWorld, runtime_client

ARN = f"arn:aws:bedrock:us-east-1::foundation-model/{MODEL_ID}"
TEXT = "Where is my invoice for May?"


def invoke(bedrock: Bedrock, model_id: str = MODEL_ID, **body: Any) -> dict[str, Any]:
    """Ask for a vector."""
    answer = runtime_client(bedrock).invoke_model(
        modelId=model_id,
        body=json.dumps({"inputText": TEXT} | body).encode(),
        contentType="application/json",
        accept="application/json",
    )
    return dict(json.loads(answer["body"].read()))


@pytest.mark.parametrize("model_id", [MODEL_ID, ARN])
def test_a_text_gets_its_vector_and_is_billed(
    world: FakeWorld, serving: Bedrock, clock: VirtualClock, model_id: str
) -> None:
    answer = invoke(serving, model_id, dimensions=256, normalize=True)
    assert answer["inputTextTokenCount"] == len(TEXT) // 6
    assert answer["embedding"] == pytest.approx(vector_of(TEXT, 256).tolist())
    assert np.linalg.norm(answer["embedding"]) == pytest.approx(1)
    assert world.invocations == [(MODEL_ID, clock.now())]
    used = UsageEntry(arn=ARN, answers=1, input_tokens=len(TEXT) // 6, output_tokens=0)
    assert ledger(serving._store, clock).usage == [used]


def test_left_alone_a_vector_has_its_whole_length(serving: Bedrock) -> None:
    assert len(invoke(serving)["embedding"]) == 1024


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ({"inputText": ""}, "minLength"),
        ({"inputText": " \n"}, "minLength"),
        ({"inputText": None}, "inputText"),
        ({"inputText": ["a"]}, "inputText"),
        ({"inputText": "x" * 50_001}, "maxLength: 50000"),
        ({"inputText": "語" * (MOST_TOKENS + 1)}, "Too many input tokens"),
        ({"dimensions": 100}, "dimensions"),
        ({"dimensions": "512"}, "dimensions"),
        ({"dimensions": True}, "dimensions"),
        ({"normalize": 1}, "normalize"),
        ({"embeddingTypes": ["binary"]}, "floats only"),
        ({"texts": ["a"]}, "extraneous key"),
    ],
)
def test_a_bad_body_is_refused(
    world: FakeWorld, serving: Bedrock, body: dict[str, Any], text: str
) -> None:
    with pytest.raises(ClientError, match="ValidationException") as refused:
        invoke(serving, **body)
    assert text in str(refused.value)
    assert world.invocations == []


def test_as_much_as_it_takes_is_taken(serving: Bedrock) -> None:
    assert invoke(serving, inputText="語" * MOST_TOKENS)["inputTextTokenCount"] == MOST_TOKENS
    assert invoke(serving, inputText="x" * 49_157)["inputTextTokenCount"] == MOST_TOKENS


@pytest.mark.parametrize("body", [b"no", b"[]", b""])
def test_a_body_is_an_object(serving: Bedrock, body: bytes) -> None:
    with pytest.raises(ClientError, match="Malformed input request"):
        runtime_client(serving).invoke_model(modelId=MODEL_ID, body=body)


def test_other_models_and_regions_make_none(world: FakeWorld, serving: Bedrock) -> None:
    for model_id in ("amazon.nova-micro-v1:0", "amazon.titan-embed-text-v1", f"{ARN}x"):
        with pytest.raises(ClientError, match="InvokeModel for vectors alone"):
            invoke(serving, model_id)
    world.region = "eu-north-1"
    with pytest.raises(ClientError, match="identifier is invalid"):
        invoke(serving)


def test_it_answers_no_conversation(serving: Bedrock) -> None:
    message: Any = {"role": "user", "content": [{"text": TEXT}]}
    with pytest.raises(ClientError, match="identifier is invalid"):
        runtime_client(serving).converse(modelId=MODEL_ID, messages=[message])


def test_faults_reach_it(world: FakeWorld, serving: Bedrock) -> None:
    serving._faults.order(
        [Throttle(operation="InvokeModel", name="titan"), LoseResponse(operation="InvokeModel")]
    )
    for code, counted in (("ThrottlingException", 0), ("InternalServerException", 1)):
        with pytest.raises(ClientError, match=code):
            invoke(serving)
        assert len(world.invocations) == counted


def test_like_texts_are_near_each_other() -> None:
    like, other = "where is the INVOICE of may", "How do I return a broken kettle?"
    one, near, far = (vector_of(text, 512) for text in (TEXT, like, other))
    assert one @ near > 0.5
    assert one @ far < 0.2
    assert one @ vector_of(TEXT, 512) == pytest.approx(1)
    # Also without spaces between words.
    question, same, different = (
        "請求書はどこですか",
        "五月の請求書はどこですか",
        "壊れたやかんを返品",
    )
    asked = vector_of(question, 512)
    assert asked @ vector_of(same, 512) > 0.5 > asked @ vector_of(different, 512)


def test_it_is_authorized_by_its_own_name() -> None:
    assert invoked_arn(f"/model/{MODEL_ID}/invoke", "us-east-1") == ARN

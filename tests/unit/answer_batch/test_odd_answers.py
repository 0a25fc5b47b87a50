"""Answers that are none, that can't be written, and files that are not what was written."""

import json
from typing import Any

import msgspec
import pytest

from lambdas.answer_batch import handler as state
from lambdas.common import aws
from lambdas.contract.errors import PERMANENT, EvaluationDamagedError
from lambdas.contract.evaluation_steps import Answer, AnsweredBatch
from lambdas.evaluation.failures import failure_of
from tests.fakes.cloud import ARTIFACTS, Cloud
from tests.unit.answer_batch.test_handler import ANSWER_SECONDS, BATCH, EVENT, ask, kept
from tests.unit.plan_evaluation.samples import SECRET, install


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Cloud:
    made = Cloud()
    install(made, monkeypatch, state, ANSWER_SECONDS=str(ANSWER_SECONDS))
    monkeypatch.setattr(aws, "bedrock_runtime_once", lambda: made.bedrock_runtime)
    ask(made, "r1", "r2", "r3")
    return made


def answered() -> AnsweredBatch:
    answer: Any = state.handler(json.loads(msgspec.json.encode(EVENT)), None)  # type: ignore[arg-type]
    return msgspec.convert(answer, AnsweredBatch)


def answering(monkeypatch: pytest.MonkeyPatch, cloud: Cloud, **changes: Any) -> None:
    """Let the model give another kind of answer."""
    converse = cloud.bedrock_runtime.converse

    def other(**asked: Any) -> Any:
        found = converse(**asked)
        content = changes.get("content", found["output"]["message"]["content"])
        found["output"] = {"message": {"role": "assistant", "content": content}}
        return found | {"stopReason": changes.get("stop_reason", "end_turn")}

    monkeypatch.setattr(cloud.bedrock_runtime, "converse", other)


THOUGHT = {"reasoningContent": {"reasoningText": {"text": SECRET}}}
CALL = {"toolUse": {"toolUseId": "t", "name": "look", "input": {"key": SECRET}}}


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ([THOUGHT], ""),
        ([THOUGHT, {"text": "Yes."}], "Yes."),
        ([CALL], ""),
        ([{"image": {"format": "png", "source": {"bytes": b"x"}}}], ""),
        ([{"text": "One "}, {"text": "two"}], "One two"),
    ],
)
def test_only_text_is_an_answer(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch, content: list[dict[str, Any]], text: str
) -> None:
    answering(monkeypatch, cloud, content=content)
    failed = 0 if text else 3
    assert answered() == AnsweredBatch(answered=3 - failed, failed=failed)
    assert {one.text for one in kept(cloud)} == {text}


@pytest.mark.parametrize(
    ("blocks", "written"),
    [
        (["\ud83d", "\ude00"], "\N{GRINNING FACE}"),
        (["cut \ud83d"], "cut \N{REPLACEMENT CHARACTER}"),
        (["\ude00 end"], "\N{REPLACEMENT CHARACTER} end"),
        (["nul \0, bell \a"], "nul \0, bell \a"),
    ],
)
def test_half_a_character_does_not_lose_a_batch(
    cloud: Cloud, blocks: list[str], written: str
) -> None:
    """JSON can tell of half a character, UTF-8 can't: all answers of the batch would be lost."""
    cloud.bedrock_runtime.texts = blocks
    assert answered() == AnsweredBatch(answered=3, failed=0)
    assert {one.text for one in kept(cloud)} == {written}


@pytest.mark.parametrize(
    "stop_reason",
    [
        "content_filtered",
        "guardrail_intervened",
        "malformed_model_output",
        "malformed_tool_use",
        "model_context_window_exceeded",
    ],
)
def test_the_services_own_words_are_no_answer(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch, stop_reason: str
) -> None:
    """What the state counts as failed is what is scored as failed."""
    answering(monkeypatch, cloud, stop_reason=stop_reason)
    assert answered() == AnsweredBatch(answered=0, failed=3)
    assert [failure_of(one) for one in kept(cloud)] == [stop_reason] * 3


@pytest.mark.parametrize("stop_reason", ["end_turn", "stop_sequence", "max_tokens", "tool_use"])
def test_what_the_model_said_is_an_answer_however_it_ended(stop_reason: str) -> None:
    assert failure_of(Answer(id="a", text="x", stop_reason=stop_reason)) is None
    empty = failure_of(Answer(id="a", text=" \n", stop_reason=stop_reason))
    assert empty == (
        "an empty answer at the token limit" if stop_reason == "max_tokens" else "an empty answer"
    )


def test_an_error_is_told_before_all_else() -> None:
    assert failure_of(Answer(id="a", error="ValidationException")) == "ValidationException"


@pytest.mark.parametrize("key", [BATCH.questions_key, BATCH.answers_key])
@pytest.mark.parametrize(
    "body", [b"{", b'{"text": 1}\n', b'{"id": "r1", "text": "\xff"}\n', SECRET.encode(), b"[1]"]
)
def test_a_damaged_file_ends_it_by_its_name(cloud: Cloud, key: str, body: bytes) -> None:
    cloud.s3.put(ARTIFACTS, key, body)
    with pytest.raises(EvaluationDamagedError, match=key) as raised:
        answered()
    assert SECRET not in str(raised.value)
    assert raised.value.__suppress_context__
    assert EvaluationDamagedError.__name__ in PERMANENT
    assert cloud.bedrock_runtime.asked == []

"""The model that makes vectors, asked for one of a word of ours before anything is paid for."""

import json

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from lambdas.catalogue.embedding import embedding_model
from lambdas.common.findings import Findings
from lambdas.common.patience import AccidentError, Patience
from lambdas.contract.evaluation import EvaluationRequest, RetrievalArm
from lambdas.plan_run import check_embedding as module
from lambdas.plan_run.check_embedding import (
    THROTTLED,
    TRIED_SECONDS,
    WORD,
    StillThrottledError,
    check_embedding,
    find_refusal,
)
from tests.fakes.bedrock_runtime import FakeBedrockRuntime

MODEL_CODES = ("AccessDeniedException", "ResourceNotFoundException", "ValidationException")
WORDS = "You may not, says the service."


class Asked:
    """The model asked, on a clock that only waiting moves."""

    def __init__(self) -> None:
        self.runtime = FakeBedrockRuntime()
        self.now = 0.0

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def refusal(self) -> str | None:
        patience = Patience(
            seconds=TRIED_SECONDS,
            unfinished=StillThrottledError,
            clock=lambda: self.now,
            sleep=self.sleep,
            drawn=lambda: 1.0,
        )
        return find_refusal(self.runtime.client, patience)


@pytest.fixture
def asked() -> Asked:
    return Asked()


def test_one_vector_of_our_word_is_all_that_is_asked_for(asked: Asked) -> None:
    assert asked.refusal() is None
    assert asked.runtime.embedded == [WORD]
    (call,) = asked.runtime.asked
    assert call["modelId"] == embedding_model().model_id
    wanted = {"inputText": WORD, "dimensions": embedding_model().dimensions, "normalize": True}
    assert json.loads(call["body"]) == wanted


@pytest.mark.parametrize("code", [*MODEL_CODES, "ServiceQuotaExceededException"])
def test_a_refusal_is_told_by_its_code_at_once(asked: Asked, code: str) -> None:
    asked.runtime.refuse("InvokeModel", code, WORDS)
    assert asked.refusal() == code
    assert (len(asked.runtime.calls), asked.now) == (1, 0)


def test_a_model_that_is_busy_for_less_than_a_minute_is_waited_for(asked: Asked) -> None:
    for _ in range(5):
        asked.runtime.refuse("InvokeModel", THROTTLED)
    assert asked.refusal() is None
    assert asked.now == 1 + 2 + 4 + 8 + 16


def test_a_quota_of_nothing_is_not_waited_for_without_an_end(asked: Asked) -> None:
    for _ in range(100):
        asked.runtime.refuse("InvokeModel", THROTTLED)
    assert asked.refusal() == THROTTLED
    assert 30 <= asked.now < TRIED_SECONDS


@pytest.mark.parametrize("code", ["InternalServerException", "ServiceUnavailableException"])
def test_an_accident_is_left_to_the_retries_of_the_state(asked: Asked, code: str) -> None:
    asked.runtime.refuse("InvokeModel", code)
    with pytest.raises(ClientError, match=code):
        asked.refusal()
    assert asked.now == 0


def test_so_is_a_connection_that_broke_and_what_is_no_vector(asked: Asked) -> None:
    def broken(_operation: str) -> None:
        raise ReadTimeoutError(endpoint_url="https://bedrock")

    asked.runtime.vector = lambda answer: answer | {"embedding": [0.1]}
    with pytest.raises(AccidentError):
        asked.refusal()
    asked.runtime.on_call = broken
    with pytest.raises(ReadTimeoutError):
        asked.refusal()


def found(code: str | None, rules: EvaluationRequest | None) -> list[tuple[str, str, str]]:
    """Return the problems of an evaluation where the model answers so."""
    findings = Findings()
    check_embedding(rules, lambda: code, findings)
    return [(one.path, one.given, one.allowed) for one in findings.kept]


BY_VECTORS = EvaluationRequest(test="t.jsonl", retrieval=RetrievalArm(by="embeddings"))


@pytest.mark.parametrize(
    ("code", "help_"),
    [
        ("AccessDeniedException", "bedrock:InvokeModel"),
        ("ResourceNotFoundException", "still has in this region"),
        ("ServiceQuotaExceededException", "L-26C560CE"),
        ("ThrottlingException", "requests a minute (L-26C560CE of Service Quotas)"),
        ("ValidationException", "has in this region and account"),
    ],
)
def test_what_was_answered_and_what_to_do_stand_in_the_problem(code: str, help_: str) -> None:
    assert code in module.ALLOWED
    ((path, given, allowed),) = found(code, BY_VECTORS)
    assert path == "$.evaluation.retrieval.by"
    assert given == (
        f"embeddings; Amazon Titan Text Embeddings V2 (amazon.titan-embed-text-v2:0) answers {code}"
    )
    assert help_ in allowed
    assert "bm25" in allowed


def test_the_quota_is_the_one_that_the_catalogue_names() -> None:
    assert "L-26C560CE" in str(embedding_model().requests_per_minute.note)


def test_a_model_that_answers_is_no_problem() -> None:
    assert found(None, BY_VECTORS) == []


@pytest.mark.parametrize(
    "rules",
    [
        None,
        EvaluationRequest(test="t.jsonl"),
        EvaluationRequest(test="t.jsonl", retrieval=RetrievalArm(by="bm25")),
    ],
)
def test_nobody_asks_for_what_nobody_wants(rules: EvaluationRequest | None) -> None:
    check_embedding(rules, _never, Findings())


def _never() -> str | None:
    raise AssertionError("the model was asked")

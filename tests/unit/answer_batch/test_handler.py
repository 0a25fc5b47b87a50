"""AnswerBatch from event to counts, on S3 and models in memory."""

import io
import json
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from lambdas.answer_batch import handler as state
from lambdas.common import aws, patience
from lambdas.common.entry import logger
from lambdas.contract.errors import (
    PERMANENT,
    AccessRefusedError,
    DeploymentGoneError,
    StillAnsweringError,
)
from lambdas.contract.evaluation import Arm
from lambdas.contract.evaluation_steps import (
    LONGEST_ANSWER_SECONDS,
    Answer,
    AnswerBatchEvent,
    AnsweredBatch,
    Batch,
    Question,
    Text,
    Turn,
)
from tests.fakes.cloud import ARTIFACTS, Cloud
from tests.unit.analyze_training.samples import RUN
from tests.unit.plan_evaluation.samples import BASE_ID, SECRET, install, lines_at

CUSTOM_ARN = "arn:aws:bedrock:us-east-1:111122223333:custom-model-deployment/abcdefghijkl"
BATCH = Batch(arm=Arm.BASE, questions_key="asked.jsonl", answers_key="told.jsonl", records=3)
EVENT = AnswerBatchEvent(
    run=RUN,
    models={Arm.BASE: BASE_ID, Arm.CUSTOM: CUSTOM_ARN},
    max_answer_tokens=64,
    batch=BATCH,
)
ANSWER_SECONDS = 100


class Time:
    """A clock that only waiting moves."""

    def __init__(self) -> None:
        self.now = 0.0
        self.waits: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    made = Time()
    clock = SimpleNamespace(monotonic=lambda: made.now, sleep=made.sleep)
    monkeypatch.setattr(state, "time", clock)
    monkeypatch.setattr(state, "random", SimpleNamespace(random=lambda: 0.5))
    return made


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch, time: Time) -> Cloud:
    made = Cloud()
    install(made, monkeypatch, state, ANSWER_SECONDS=str(ANSWER_SECONDS))
    monkeypatch.setattr(aws, "bedrock_runtime_once", lambda: made.bedrock_runtime)
    ask(made, "r1", "r2", "r3")
    assert time.now == 0
    return made


def ask(cloud: Cloud, *ids: str) -> None:
    """Keep a batch of questions."""
    turns = [
        Turn("user", [Text(SECRET)]),
        Turn("assistant", [Text("Hi")]),
        Turn("user", [Text("?")]),
    ]
    questions = [Question(one, [Text("Be short.")] if one == "r1" else [], turns) for one in ids]
    cloud.s3.put(ARTIFACTS, BATCH.questions_key, msgspec.json.Encoder().encode_lines(questions))


def answered(**changes: object) -> AnsweredBatch:
    """Call the function as the map does."""
    event = msgspec.structs.replace(EVENT, **changes)
    answer: Any = state.handler(json.loads(msgspec.json.encode(event)), None)  # type: ignore[arg-type]
    return msgspec.convert(answer, AnsweredBatch)


def kept(cloud: Cloud) -> list[Answer]:
    """Return the answers that were written."""
    return [msgspec.convert(line, Answer) for line in lines_at(cloud.s3, BATCH.answers_key)]


def test_every_question_is_answered_and_counted(cloud: Cloud) -> None:
    assert answered() == AnsweredBatch(answered=3, failed=0)
    assert kept(cloud) == [
        Answer(id=one, text="It does.", stop_reason="end_turn", input_tokens=12, output_tokens=3)
        for one in ("r1", "r2", "r3")
    ]
    first, second, _ = cloud.bedrock_runtime.asked
    assert first == {
        "modelId": BASE_ID,
        "system": [{"text": "Be short."}],
        "messages": [
            {"role": "user", "content": [{"text": SECRET}]},
            {"role": "assistant", "content": [{"text": "Hi"}]},
            {"role": "user", "content": [{"text": "?"}]},
        ],
        "inferenceConfig": {"maxTokens": 64, "temperature": 0},
    }
    assert "system" not in second


def test_a_question_that_never_comes_back_is_left_after_some_tries(
    cloud: Cloud, time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each try may be paid for: a question mustn't be asked anew by call after call."""

    def hangs(_operation: str) -> None:
        time.now += LONGEST_ANSWER_SECONDS
        raise ReadTimeoutError(endpoint_url="https://bedrock")

    monkeypatch.setenv("ANSWER_SECONDS", "600")
    cloud.bedrock_runtime.on_call = hangs
    for answers in (1, 2):
        with pytest.raises(StillAnsweringError):
            answered()
        assert len(kept(cloud)) == answers
    assert answered() == AnsweredBatch(answered=0, failed=3)
    assert len(cloud.bedrock_runtime.calls) == 3 * patience.ATTEMPTS


def test_the_custom_model_is_asked_where_it_serves(cloud: Cloud) -> None:
    answered(batch=msgspec.structs.replace(BATCH, arm=Arm.CUSTOM))
    assert {asked["modelId"] for asked in cloud.bedrock_runtime.asked} == {CUSTOM_ARN}


def test_done_again_nothing_is_asked_again(cloud: Cloud) -> None:
    first = answered()
    assert answered() == first
    assert len(cloud.bedrock_runtime.asked) == 3
    assert len(cloud.s3.written) == 1


def test_it_goes_on_where_another_call_stopped(cloud: Cloud) -> None:
    told = [Answer(id="r2", text="Told"), Answer(id="gone", text="Of another batch")]
    cloud.s3.put(ARTIFACTS, BATCH.answers_key, msgspec.json.Encoder().encode_lines(told))
    assert answered() == AnsweredBatch(answered=3, failed=0)
    assert len(cloud.bedrock_runtime.asked) == 2
    assert [one.id for one in kept(cloud)] == ["r2", "r1", "r3"]


@pytest.mark.parametrize("texts", [[], [" \n"]])
def test_an_empty_answer_is_a_failure(cloud: Cloud, texts: list[str]) -> None:
    cloud.bedrock_runtime.texts = texts
    assert answered() == AnsweredBatch(answered=0, failed=3)


def test_a_refused_question_fails_alone_and_at_once(cloud: Cloud, time: Time) -> None:
    cloud.bedrock_runtime.refuse("Converse", "ValidationException", SECRET)
    assert answered() == AnsweredBatch(answered=2, failed=1)
    assert kept(cloud)[0] == Answer(id="r1", error="ValidationException")
    assert time.waits == []


def accidents() -> Iterator[Exception]:
    """Yield what can happen to a call."""
    yield ReadTimeoutError(endpoint_url="https://bedrock")
    for code in ("InternalServerException", "ModelErrorException", "ModelTimeoutException"):
        yield ClientError({"Error": {"Code": code, "Message": SECRET}}, "Converse")


@pytest.mark.parametrize("accident", list(accidents()), ids=str)
def test_an_accident_is_tried_again_and_then_stays_with_its_record(
    cloud: Cloud, time: Time, accident: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cloud.bedrock_runtime, "on_call", failing(accident, patience.ATTEMPTS))
    assert answered() == AnsweredBatch(answered=2, failed=1)
    assert kept(cloud)[0].error in {"ReadTimeoutError", *_codes(accident)}
    assert time.waits == [0.5, 1.0]


def test_one_accident_less_is_none(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    for accident in accidents():
        failures = failing(accident, patience.ATTEMPTS - 1)
        monkeypatch.setattr(cloud.bedrock_runtime, "on_call", failures)
        cloud.s3.versions.pop((ARTIFACTS, BATCH.answers_key), None)
        assert answered() == AnsweredBatch(answered=3, failed=0)


@pytest.mark.parametrize(
    "code", ["ThrottlingException", "ServiceUnavailableException", "ModelNotReadyException"]
)
def test_a_busy_model_is_waited_for_with_jitter(cloud: Cloud, time: Time, code: str) -> None:
    for _ in range(7):
        cloud.bedrock_runtime.refuse("Converse", code)
    assert answered() == AnsweredBatch(answered=3, failed=0)
    assert time.waits == [0.5, 1, 2, 4, 8, 15, 15]


def test_when_time_is_over_the_rest_is_left_to_the_next_call(cloud: Cloud, time: Time) -> None:
    def slow(_operation: str) -> None:
        time.now += 60

    cloud.bedrock_runtime.on_call = slow
    with pytest.raises(StillAnsweringError):
        answered()
    assert [one.id for one in kept(cloud)] == ["r1", "r2"]
    assert answered() == AnsweredBatch(answered=3, failed=0)
    assert len(cloud.bedrock_runtime.asked) == 3


def test_no_wait_lasts_beyond_the_time(cloud: Cloud, time: Time) -> None:
    for _ in range(50):
        cloud.bedrock_runtime.refuse("Converse", "ThrottlingException")
    with pytest.raises(StillAnsweringError):
        answered()
    assert time.now < ANSWER_SECONDS
    assert kept(cloud) == []
    assert StillAnsweringError.__name__ not in PERMANENT


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("ResourceNotFoundException", DeploymentGoneError),
        ("AccessDeniedException", AccessRefusedError),
    ],
)
def test_what_no_question_can_mend_ends_the_batch(
    cloud: Cloud, code: str, error: type[Exception]
) -> None:
    cloud.bedrock_runtime.on_call = failing_at(2, code)
    with pytest.raises(error):
        answered()
    assert error.__name__ in PERMANENT
    assert [one.id for one in kept(cloud)] == ["r1"]


def test_an_unknown_error_is_tried_again_by_the_state(cloud: Cloud) -> None:
    cloud.bedrock_runtime.refuse("Converse", "SomethingNewException")
    with pytest.raises(ClientError, match="SomethingNew"):
        answered()


@pytest.mark.parametrize("code", ["", "ValidationException", "ResourceNotFoundException"])
def test_no_data_is_logged_answered_or_told(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    log = io.StringIO()
    monkeypatch.setattr(logger.registered_handler, "stream", log)
    cloud.bedrock_runtime.texts = [SECRET]
    if code:
        cloud.bedrock_runtime.refuse("Converse", code, f"can't answer {SECRET}")
    if code == "ResourceNotFoundException":
        with pytest.raises(DeploymentGoneError) as raised:
            answered()
        # Lambda logs an error with everything that Python would print of it.
        assert raised.value.__cause__ is None
        assert raised.value.__suppress_context__
        assert SECRET not in str(raised.value)
    else:
        assert SECRET not in str(answered())
    assert log.getvalue()
    assert SECRET not in log.getvalue()


def failing(accident: Exception, times: int) -> Callable[[str], None]:
    """Return what makes the first calls go wrong."""
    left = [times]

    def on_call(_operation: str) -> None:
        if left[0]:
            left[0] -= 1
            raise accident

    return on_call


def failing_at(call: int, code: str) -> Callable[[str], None]:
    """Return what makes one call go wrong."""
    calls = [0]

    def on_call(_operation: str) -> None:
        calls[0] += 1
        if calls[0] == call:
            raise ClientError({"Error": {"Code": code, "Message": SECRET}}, "Converse")

    return on_call


def _codes(accident: Exception) -> set[str]:
    return {accident.response["Error"]["Code"]} if isinstance(accident, ClientError) else set()

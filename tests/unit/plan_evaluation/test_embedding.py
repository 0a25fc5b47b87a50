"""Similar training records found by vectors: made once, kept, gone on with, and never told."""

import io
import json
import math
from collections.abc import Iterator
from threading import Lock
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from botocore.exceptions import ClientError, IncompleteReadError, ReadTimeoutError

from lambdas.catalogue.embedding import embedding_model
from lambdas.common import aws, patience
from lambdas.common.entry import logger
from lambdas.contract import places
from lambdas.contract.errors import (
    PERMANENT,
    AccessRefusedError,
    EvaluationDamagedError,
    ModelNotAnsweringError,
    StillEmbeddingError,
)
from lambdas.contract.evaluation import Arm, EmbeddedTexts, EmbeddingFacts, RetrievalArm
from lambdas.contract.evaluation_steps import Batch
from lambdas.contract.run import EmbeddingPlan, EvaluationPlan
from lambdas.plan_evaluation import embed, vectors
from lambdas.plan_evaluation import handler as state
from tests.fakes.calls import Json
from tests.fakes.cloud import ARTIFACTS, Cloud
from tests.unit.analyze_training.samples import PLAN, RUN
from tests.unit.plan_evaluation.samples import (
    DATA,
    SECRET,
    TEST_KEY,
    install,
    lines_at,
    plan_of,
    planned,
    put,
    record,
)
from tests.unit.try_model.test_handler import MODEL

EMBED_SECONDS = 100
QUESTIONS = ["Where is my invoice of May?", "My kettle broke, who repairs it?", SECRET]
TRAINING = [
    ("How do I return a broken kettle?", "By mail."),
    ("Where do I find the invoice for May?", "In your account."),
    ("Where do I find the invoice for June?", "In your account."),
    ("Are you open on Sundays?", "No."),
]


class Time:
    """A clock that only waiting moves; threads share it."""

    def __init__(self) -> None:
        self.now = 0.0
        self.waits: list[float] = []
        self._lock = Lock()

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.waits.append(seconds)
            self.now += seconds


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    made = Time()
    clock = SimpleNamespace(monotonic=lambda: made.now, sleep=made.sleep)
    monkeypatch.setattr(state, "time", clock)
    monkeypatch.setattr(state, "random", SimpleNamespace(random=lambda: 0.5))
    # One after the other, so that a test can say which call goes wrong.
    monkeypatch.setattr(vectors, "VECTORS_AT_ONCE", 1)
    return made


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch, time: Time) -> Cloud:
    made = Cloud()
    install(made, monkeypatch, state, EMBED_SECONDS=str(EMBED_SECONDS))
    monkeypatch.setattr(aws, "bedrock_runtime_once", lambda: made.bedrock_runtime)
    put(made.s3, TEST_KEY, [record(text, "A.", id=f"r{n}") for n, text in enumerate(QUESTIONS)])
    train(made, *TRAINING)
    assert time.now == 0
    return made


def train(cloud: Cloud, *pairs: tuple[str, str]) -> None:
    """Keep the training data."""
    lines = [record(*pair) for pair in pairs]
    cloud.s3.versions[DATA, PLAN.training.source_key] = {"v-1": b"\n".join(lines)}


def rules(requests_per_minute: int = 6_000_000, **more: Any) -> EvaluationPlan:
    """Return an evaluation that looks for two similar records by vectors."""
    found = planned(retrieval=RetrievalArm(records=2, by="embeddings"), batch_records=10, **more)
    plan = EmbeddingPlan(
        model_id="amazon.titan-embed-text-v2:0",
        dimensions=512,
        requests_per_minute=requests_per_minute,
    )
    return msgspec.structs.replace(found, embedding=plan)


def run_state(evaluation: EvaluationPlan | None = None) -> None:
    """Call the function as the state does."""
    event = {"plan": plan_of(evaluation or rules()), "deployed": MODEL}
    state.handler(json.loads(msgspec.json.encode(event)), None)  # type: ignore[arg-type]


def shown(cloud: Cloud) -> list[list[str]]:
    """Return what each question of the retrieval side is preceded by."""
    key = places.evaluation_manifest_key(RUN.team, RUN.run_id)
    batches = [msgspec.convert(line, Batch) for line in lines_at(cloud.s3, key)]
    (batch,) = [one for one in batches if one.arm is Arm.RETRIEVAL]
    return [
        [turn["content"][0]["text"] for turn in question["turns"][:-1:2]]
        for question in lines_at(cloud.s3, batch.questions_key)
    ]


def used(cloud: Cloud) -> EmbeddingFacts:
    """Return what was noted of the vectors."""
    body = cloud.s3.body(ARTIFACTS, places.embedding_key(RUN.team, RUN.run_id))
    return msgspec.json.decode(body, type=EmbeddingFacts)


def test_the_nearest_stands_next_to_the_question(cloud: Cloud) -> None:
    run_state()
    first, second, _ = shown(cloud)
    assert first == [
        "Where do I find the invoice for June?",
        "Where do I find the invoice for May?",
    ]
    assert second[-1] == "How do I return a broken kettle?"
    texts = [prompt for prompt, _ in TRAINING]
    assert cloud.bedrock_runtime.embedded == [*texts, *QUESTIONS]
    assert json.loads(cloud.bedrock_runtime.asked[0]["body"]) == {
        "inputText": texts[0],
        "dimensions": 512,
        "normalize": True,
    }
    assert {one["modelId"] for one in cloud.bedrock_runtime.asked} == {embedding_model().model_id}


def test_what_the_service_counted_is_noted(cloud: Cloud) -> None:
    run_state()
    prompts = [prompt for prompt, _ in TRAINING]
    index, questions = (
        EmbeddedTexts(texts=len(texts), tokens=sum(len(one) // 6 for one in texts))
        for texts in (prompts, QUESTIONS)
    )
    wanted = EmbeddingFacts(model_id=embedding_model().model_id, index=index, questions=questions)
    assert used(cloud) == wanted


def test_done_again_nothing_is_paid_for_again(cloud: Cloud) -> None:
    run_state()
    before, first = len(cloud.bedrock_runtime.embedded), (shown(cloud), used(cloud))
    run_state()
    assert len(cloud.bedrock_runtime.embedded) == before
    assert (shown(cloud), used(cloud)) == first
    kept = [address for address in cloud.s3.written if address.endswith(".msgpack")]
    assert len(kept) == len(set(kept)) == 2


def test_bm25_makes_no_vectors(cloud: Cloud) -> None:
    run_state(planned(retrieval=RetrievalArm(records=2), batch_records=10))
    assert cloud.bedrock_runtime.calls == []
    assert (ARTIFACTS, places.embedding_key(RUN.team, RUN.run_id)) not in cloud.s3.versions


def test_records_that_say_nothing_get_no_vector(cloud: Cloud) -> None:
    cloud.s3.versions[DATA, PLAN.training.source_key]["v-1"] += b"\nno record\n"
    run_state()
    assert used(cloud).index.texts == len(TRAINING)


def test_when_time_is_over_the_rest_is_left_to_the_next_call(cloud: Cloud, time: Time) -> None:
    def slow(_operation: str) -> None:
        time.now += 30

    cloud.bedrock_runtime.on_call = slow
    with pytest.raises(StillEmbeddingError):
        run_state()
    assert StillEmbeddingError.__name__ not in PERMANENT
    assert len(cloud.bedrock_runtime.embedded) == 4
    with pytest.raises(KeyError):
        shown(cloud)
    run_state()
    assert sorted(cloud.bedrock_runtime.embedded) == sorted(
        [
            *(prompt for prompt, _ in TRAINING),
            *QUESTIONS,
        ]
    )


def test_parts_are_kept_by_themselves(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = _found(cloud)
    monkeypatch.setattr(vectors, "PART_TEXTS", 3)
    cloud.s3.versions = {
        place: kept for place, kept in cloud.s3.versions.items() if "/embeddings/" not in place[1]
    }
    assert _found(cloud) == whole
    keys = [key for _, key in cloud.s3.versions if key.endswith(".msgpack")]
    assert [key.rpartition("embeddings/")[2] for key in keys] == [
        "index/00001.msgpack",
        "index/00002.msgpack",
        "questions/00001.msgpack",
    ]


def _found(cloud: Cloud) -> tuple[list[list[str]], EmbeddingFacts]:
    run_state()
    return shown(cloud), used(cloud)


def test_several_are_asked_for_at_a_time_and_one_that_fails_loses_no_other(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vectors, "VECTORS_AT_ONCE", 8)
    train(cloud, *((f"What is number {n}?", "It is.") for n in range(250)))
    works, failures = cloud.bedrock_runtime.invoke_model, [True]

    def fails_at_one(**asked: Any) -> Json:
        if b"number 150?" in asked["body"] and failures:
            failures.pop()
            raise ClientError({"Error": {"Code": "ModelStreamErrorException"}}, "InvokeModel")
        return works(**asked)

    monkeypatch.setattr(cloud.bedrock_runtime, "invoke_model", fails_at_one)
    with pytest.raises(ClientError):
        run_state()
    assert len(cloud.bedrock_runtime.embedded) >= 150
    run_state()
    assert len(cloud.bedrock_runtime.embedded) == 250 + len(QUESTIONS)
    assert len(set(cloud.bedrock_runtime.embedded)) == 250 + len(QUESTIONS)
    assert used(cloud).index.texts == 250


@pytest.mark.usefixtures("cloud")
def test_no_more_is_asked_a_minute_than_planned(time: Time) -> None:
    run_state(rules(requests_per_minute=10))
    assert time.waits == [pytest.approx(6)] * (len(TRAINING) + len(QUESTIONS) - 1)


@pytest.mark.parametrize("code", sorted(patience.BUSY))
def test_a_busy_model_is_waited_for_with_jitter(cloud: Cloud, time: Time, code: str) -> None:
    for _ in range(5):
        cloud.bedrock_runtime.refuse("InvokeModel", code)
    run_state()
    assert [one for one in time.waits if one > 0.1] == [0.5, 1, 2, 4, 8]


def accidents() -> Iterator[Exception]:
    """Yield what can happen to a call."""
    yield ReadTimeoutError(endpoint_url="https://bedrock")
    yield IncompleteReadError(actual_bytes=1, expected_bytes=2)
    for code in sorted(patience.ACCIDENTS):
        yield ClientError({"Error": {"Code": code, "Message": SECRET}}, "InvokeModel")


@pytest.mark.parametrize("accident", list(accidents()), ids=str)
def test_a_text_at_which_everything_goes_wrong_is_tried_again_and_then_has_no_vector(
    cloud: Cloud, time: Time, accident: Exception
) -> None:
    left = [True] * patience.ATTEMPTS

    def on_call(_operation: str) -> None:
        if left:
            left.pop()
            raise accident

    cloud.bedrock_runtime.on_call = on_call
    run_state()
    assert [one for one in time.waits if one > 0.1] == [0.5, 1.0]
    assert cloud.bedrock_runtime.embedded == [*(one for one, _ in TRAINING[1:]), *QUESTIONS]
    tokens = sum(len(prompt) // 6 for prompt, _ in TRAINING[1:])
    assert used(cloud).index == EmbeddedTexts(texts=4, tokens=tokens, failed=1)
    assert TRAINING[0][0] not in str(shown(cloud))
    # Called again it is not asked, nor paid, for again.
    calls = len(cloud.bedrock_runtime.calls)
    run_state()
    assert len(cloud.bedrock_runtime.calls) == calls


def test_an_accident_that_passes_costs_no_vector(cloud: Cloud) -> None:
    for _ in range(patience.ATTEMPTS - 1):
        cloud.bedrock_runtime.refuse("InvokeModel", "InternalServerException")
    run_state()
    assert (used(cloud).index.failed, used(cloud).index.texts) == (0, len(TRAINING))


def test_vectors_kept_before_this_was_told_are_read(cloud: Cloud) -> None:
    run_state()
    key = places.vectors_key(RUN.team, RUN.run_id, "index", 1)
    kept = msgspec.msgpack.decode(cloud.s3.body(ARTIFACTS, key), strict=False)
    short = {position: one[:3] for position, one in kept.items()}
    cloud.s3.put(ARTIFACTS, key, msgspec.msgpack.encode(short))
    before = used(cloud)
    run_state()
    assert used(cloud) == before


@pytest.mark.parametrize(
    "change",
    [
        {"embedding": [0.1] * 256},
        {"embedding": None},
        {"embedding": ["x"] * 512},
        {"embedding": [math.nan] * 512},
        {"inputTextTokenCount": "3"},
    ],
)
def test_what_is_never_a_vector_ends_the_run(cloud: Cloud, change: Json) -> None:
    cloud.bedrock_runtime.vector = lambda answer: answer | change
    with pytest.raises(ModelNotAnsweringError, match="refused 0 of 4 texts, and at 4 every"):
        run_state()
    assert len(cloud.bedrock_runtime.embedded) == patience.ATTEMPTS * len(TRAINING)


def test_a_long_text_is_cut_and_counted(cloud: Cloud) -> None:
    longest = embed.longest_text()
    assert longest == 3 * embedding_model().most_tokens < embedding_model().most_characters
    train(cloud, ("x" * longest, "No."), ("y" * (longest + 1), "No."), *TRAINING)
    run_state()
    assert used(cloud).index.cut == 1
    assert max(map(len, cloud.bedrock_runtime.embedded)) == longest


def test_a_text_of_more_tokens_than_expected_is_halved(cloud: Cloud) -> None:
    train(cloud, ("語" * 20_000, "No."), *TRAINING)
    run_state()
    assert (used(cloud).index.cut, used(cloud).index.refused) == (1, 0)
    assert cloud.bedrock_runtime.embedded[0] == "語" * 5_000


def test_what_the_model_refuses_is_like_nothing(cloud: Cloud) -> None:
    cloud.bedrock_runtime.refuse("InvokeModel", "ValidationException", SECRET)
    run_state()
    assert used(cloud).index == EmbeddedTexts(
        texts=4, tokens=sum(len(prompt) // 6 for prompt, _ in TRAINING[1:]), refused=1
    )
    assert "How do I return a broken kettle?" not in str(shown(cloud))


def test_a_model_that_makes_no_vector_ends_the_run(cloud: Cloud) -> None:
    for _ in TRAINING[1:]:
        cloud.bedrock_runtime.refuse("InvokeModel", "ValidationException", SECRET)
    for _ in range(patience.ATTEMPTS):
        cloud.bedrock_runtime.refuse("InvokeModel", "ModelErrorException", SECRET)
    with pytest.raises(ModelNotAnsweringError, match="refused 3 of 4 texts, and at 1 every") as e:
        run_state()
    assert SECRET not in str(e.value)
    with pytest.raises(KeyError):
        used(cloud)
    assert cloud.bedrock_runtime.embedded == [], "and no question is paid for"


SHORT = msgspec.msgpack.encode({0: (bytes(4), 1, False)})


@pytest.mark.parametrize("body", [b"\xc1", b"\x80" * 9, b"[]", SECRET.encode(), SHORT])
def test_vectors_that_somebody_else_wrote_are_told_by_their_place(
    cloud: Cloud, body: bytes
) -> None:
    key = places.vectors_key(RUN.team, RUN.run_id, "index", 1)
    cloud.s3.put(ARTIFACTS, key, body)
    with pytest.raises(EvaluationDamagedError, match=key) as raised:
        run_state()
    assert SECRET not in str(raised.value)
    assert cloud.bedrock_runtime.embedded == []


def test_without_the_right_no_retry_helps(cloud: Cloud) -> None:
    cloud.bedrock_runtime.refuse("InvokeModel", "AccessDeniedException")
    with pytest.raises(AccessRefusedError):
        run_state()


def test_no_text_is_logged(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    log = io.StringIO()
    monkeypatch.setattr(logger.registered_handler, "stream", log)
    cloud.bedrock_runtime.refuse("InvokeModel", "ValidationException", f"can't take {SECRET}")
    run_state()
    assert log.getvalue()
    assert SECRET not in log.getvalue()
    kept = [key for _, key in cloud.s3.versions if "/embeddings/" in key]
    assert len(kept) == 3
    assert not [key for key in kept if SECRET.encode() in cloud.s3.body(ARTIFACTS, key)]

"""No token, no proof and nothing of a plan in logs and errors, whatever becomes of an answer."""

import io
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from lambdas.answer_approval.handler import handler as answer
from lambdas.common.entry import logger
from lambdas.request_approval.handler import handler as request
from tests.fakes.cloud import ARTIFACTS, Cloud
from tests.unit.answer_approval.samples import ANN, BOB, LAUNCHER, order
from tests.unit.request_approval.samples import ARN, PLAN, WAITING_KEY

CANARY = "canary"
TOKEN = f"{CANARY}-token"
PRIVATE = msgspec.structs.replace(
    PLAN, training=msgspec.structs.replace(PLAN.training, source_key=f"{CANARY}.jsonl")
)
ACCIDENTS: dict[str, Callable[[Cloud], object]] = {
    "none": lambda _: None,
    "stale token": lambda cloud: cloud.stepfunctions.waiting.clear(),
    "refused wake-up": lambda cloud: setattr(cloud.stepfunctions, "refusal", "Throttling"),
    "broken object": lambda cloud: cloud.s3.put(ARTIFACTS, WAITING_KEY, b'{"task_token": 1}'),
}


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """Return what the handlers log."""
    written = io.StringIO()
    monkeypatch.setattr(logger.registered_handler, "stream", written)
    return written


def told(call: Callable[[], object]) -> str:
    """Return what a call's error says, and where it came from."""
    try:
        call()
    except Exception as error:
        return f"{error!r} {error} {error.__cause__}"
    return ""


def ask() -> object:
    """Call RequestApproval with canaries wherever a secret or a customer's word can be."""
    event = msgspec.to_builtins({"plan": PRIVATE, "task_token": TOKEN, "execution_arn": ARN})
    return request(event, None)  # type: ignore[arg-type]


def hand_over(event: dict[str, Any]) -> Callable[[], object]:
    """Return a call of AnswerApproval."""
    return lambda: answer(event, None)  # type: ignore[arg-type]


@pytest.mark.parametrize("accident", ACCIDENTS)
def test_neither_log_nor_error_tells_a_token_a_proof_or_data(
    cloud: Cloud, log: io.StringIO, accident: str
) -> None:
    cloud.stepfunctions.waiting = {TOKEN}
    spoken = [told(ask)]
    ACCIDENTS[accident](cloud)
    orders = [msgspec.to_builtins(order(person)) for person in (LAUNCHER, ANN, BOB)]
    broken = orders[1] | {"identity": f"{orders[1]['identity']}&{CANARY}=1"}
    spoken += [told(hand_over(event)) for event in [*orders, broken]]
    spoken += [told(ask)]
    said = " ".join(spoken) + log.getvalue()
    assert "started" in said
    assert CANARY not in said
    for event in orders:
        signature = event["identity"].rpartition("X-Amz-Signature=")[2]
        assert signature not in said


def test_a_malformed_question_is_not_quoted(cloud: Cloud, log: io.StringIO) -> None:
    del cloud
    event = {"plan": {"run": CANARY}, "task_token": TOKEN, "execution_arn": ARN}
    spoken = told(lambda: request(event, None))  # type: ignore[arg-type]
    assert "$.plan" in spoken
    assert CANARY not in spoken + log.getvalue()

"""No token and no data in logs, errors and answers, whatever happens to a run."""

import contextlib
import io
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from lambdas.answer_training.handler import handler as answer_training
from tests.fakes.bedrock import CREATE
from tests.fakes.cloud import Cloud
from tests.unit.analyze_training.samples import PLAN
from tests.unit.train_model.samples import job_name, trained

CANARY = "canary"
TOKEN = f"{CANARY}-token"
PRIVATE = msgspec.structs.replace(
    PLAN,
    warnings=[f"{CANARY} warning"],
    hyperparameters={"epochCount": f"{CANARY}"},
    training=msgspec.structs.replace(PLAN.training, source_key=f"{CANARY}.jsonl"),
)
QUOTE = f"Input size exceeded in file x for record starting with: {CANARY}"

ACCIDENTS: dict[str, Callable[[Cloud], object]] = {
    "none": lambda _: None,
    "full account": lambda cloud: setattr(cloud.bedrock, "quota", 0),
    "refused request": lambda cloud: cloud.bedrock.refuse(CREATE, "ValidationException", "No."),
    "refused access": lambda cloud: cloud.bedrock.refuse(CREATE, "AccessDeniedException", "No."),
    "throttled": lambda cloud: cloud.bedrock.refuse(CREATE, "ThrottlingException"),
    "not seen yet": lambda cloud: setattr(cloud.bedrock, "hidden_reads", 1),
    "stale token": lambda cloud: cloud.stepfunctions.waiting.clear(),
    "refused answer": lambda cloud: setattr(cloud.stepfunctions, "refusal", "Throttling"),
}


def told(call: Callable[[], object]) -> str:
    """Return what a call's error says, and where it came from."""
    try:
        call()
    except Exception as error:
        return f"{error!r} {error} {error.__cause__}"
    return ""


def run(token: str = TOKEN) -> None:
    """Call TrainModel with canaries wherever a customer's words can be."""
    trained(token=token, plan=PRIVATE)


@pytest.mark.parametrize("accident", ACCIDENTS)
def test_neither_log_nor_error_tells_a_token_or_data(
    cloud: Cloud, log: io.StringIO, accident: str
) -> None:
    cloud.stepfunctions.waiting = {TOKEN}
    ACCIDENTS[accident](cloud)
    spoken = [told(run), told(run)]
    if cloud.bedrock.jobs:
        cloud.bedrock.change(job_name(), "Failed", QUOTE)
    event = {"detail": {"jobName": job_name(), "failureMessage": QUOTE}}
    spoken += [told(lambda: answer_training(event, None)), told(run)]  # type: ignore[arg-type]
    spoken += [answer.cause for answer in cloud.stepfunctions.answers]
    assert "started" in log.getvalue()
    assert CANARY not in log.getvalue()
    assert CANARY not in " ".join(spoken)


@pytest.mark.parametrize("broken", ["plan", "task_token", "redrive_count"])
def test_a_malformed_event_is_not_quoted(cloud: Cloud, log: io.StringIO, broken: str) -> None:
    members: dict[str, Any] = {broken: [{CANARY: CANARY}]}
    spoken = told(lambda: trained(**{"token": TOKEN} | members))
    assert f"$.{broken}" in spoken
    assert CANARY not in spoken + log.getvalue()
    assert cloud.bedrock.calls == []


def test_a_malformed_control_object_is_not_quoted(cloud: Cloud, log: io.StringIO) -> None:
    with contextlib.suppress(Exception):
        run()
    ((place, versions),) = cloud.s3.versions.items()
    cloud.s3.put(*place, body=next(iter(versions.values())).replace(b'"run"', b'"nur"'))
    event = {"detail": {"jobName": job_name()}}
    spoken = told(lambda: answer_training(event, None))  # type: ignore[arg-type]
    assert "run" in spoken
    assert CANARY not in spoken + log.getvalue()

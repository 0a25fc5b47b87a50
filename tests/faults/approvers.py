"""People who answer plans: they look, answer, and try again when something goes wrong."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple
from urllib.parse import urlencode

import msgspec

from lambdas.contract import places
from lambdas.contract.approval import IDENTITY_HEADER, Decision, WaitingPlan
from tests.faults import objects
from tests.faults.functions import FunctionError
from tests.faults.stage import Stage

ANSWER_APPROVAL = "DemoApproverAnswerApproval"
SOON = dt.timedelta(minutes=5)
ATTEMPTS = 3
"""How often somebody tries again."""


class Answered(NamedTuple):
    """What came of an answer."""

    answer: Any
    error: str


def waiting(stage: Stage, run: str) -> WaitingPlan | None:
    """Return the plan of a run that waits, or waited."""
    body = objects.get(stage.cloud, "ArtifactsBucket", places.approval_key(_run_id(run)))
    return None if body is None else msgspec.json.decode(body, type=WaitingPlan)


def answer(
    stage: Stage, run: str, decision: Decision, who: str = "ann", plan_hash: str | None = None
) -> Answered:
    """Answer a plan as the command does, once; return what its function says."""
    found = waiting(stage, run)
    event = {
        "run_id": _run_id(run),
        "plan_hash": plan_hash or (found.plan_hash if found else ""),
        "decision": decision.value,
        "identity": _proof(stage, who),
    }
    results: list[Answered] = []
    stage.cloud.timeline.begin(lambda: results.append(_called(stage, event)))
    stage.cloud.pass_time(SOON)
    return results[0] if results else Answered(None, "nothing")


def answer_until_heard(stage: Stage, run: str, decision: Decision) -> None:
    """Answer a plan, and again if something goes wrong; then look how the run does."""
    for _ in range(ATTEMPTS):
        if not answer(stage, run, decision).error:
            return


def _called(stage: Stage, event: dict[str, str]) -> Answered:
    try:
        return Answered(stage.cloud.functions.call(ANSWER_APPROVAL, event), "")
    except FunctionError as failed:
        return Answered(None, failed.error)


def _proof(stage: Stage, who: str) -> str:
    """Return a proof of identity; nobody here looks at signatures."""
    role = stage.cloud.functions.named(ANSWER_APPROVAL).variables["APPROVER_ROLE_NAME"]
    given = stage.cloud.clients.client("sts").assume_role(
        RoleArn=f"arn:aws:iam::000000000000:role/{role}", RoleSessionName=who
    )
    key = given["Credentials"]["AccessKeyId"]
    return urlencode(
        {
            "Action": "GetCallerIdentity",
            "Version": "2011-06-15",
            "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
            "X-Amz-Credential": f"{key}/20261201/us-east-1/sts/aws4_request",
            "X-Amz-Date": "20261201T060000Z",
            "X-Amz-SignedHeaders": f"host;{IDENTITY_HEADER}",
            "X-Amz-Signature": "any",
        }
    )


def _run_id(run: str) -> str:
    return run.rpartition(":")[2]

"""A plan that asks for approval, its run, and the function that keeps it waiting."""

import datetime as dt
import json

import msgspec

from lambdas.contract import places
from lambdas.contract.approval import Approval, Decision, WaitingPlan, hash_of
from lambdas.contract.money import ApprovalNeed, ApprovalReason
from lambdas.request_approval.handler import handler
from tests.fakes.cloud import ARTIFACTS, Cloud, execution_arn
from tests.fakes.s3 import OWNER
from tests.unit.analyze_training.samples import PLAN as ANY_PLAN
from tests.unit.analyze_training.samples import RUN

HOURS = 72
REASONS = [ApprovalReason.ASKED_FOR, ApprovalReason.OVER_BUDGET]
PLAN = msgspec.structs.replace(
    ANY_PLAN, approval=ApprovalNeed(reasons=REASONS, sentences=["It asks.", "It is too much."])
)
HASH = hash_of(msgspec.to_builtins(PLAN))
ARN = execution_arn(RUN.run_id)
TOKEN = "token-1"
APPROVER = f"arn:aws:sts::{OWNER}:assumed-role/DemoApprover-1A2B/ann"
VARIABLES = {
    "ACCOUNT_ID": OWNER,
    "ARTIFACTS_BUCKET_NAME": ARTIFACTS,
    "HOURS_TO_ANSWER": str(HOURS),
}
WAITING_KEY = places.approval_key(RUN.run_id)
ANSWER_KEY = places.approval_answer_key(RUN.run_id)


def ask(token: str = TOKEN) -> None:
    """Call the function as the state does."""
    event = {"plan": PLAN, "task_token": token, "execution_arn": ARN}
    handler(json.loads(msgspec.json.encode(event)), None)  # type: ignore[arg-type]


def waiting(cloud: Cloud) -> WaitingPlan:
    """Return the plan that waits."""
    return msgspec.json.decode(cloud.s3.body(ARTIFACTS, WAITING_KEY), type=WaitingPlan)


def asked_ago(cloud: Cloud, ago: dt.timedelta) -> None:
    """Let the plan have been asked for some time ago."""
    asked = dt.datetime.now(dt.UTC) - ago
    ask()
    kept = msgspec.structs.replace(
        waiting(cloud),
        asked_at=asked.isoformat(),
        expires_at=(asked + dt.timedelta(hours=HOURS)).isoformat(),
    )
    cloud.s3.put(ARTIFACTS, WAITING_KEY, msgspec.json.encode(kept))


def approval(decision: Decision = Decision.APPROVED, plan_hash: str = HASH) -> Approval:
    """Return somebody's answer."""
    return Approval(
        decision=decision,
        plan_hash=plan_hash,
        reasons=REASONS,
        approver=APPROVER,
        asked_at="2026-11-24T10:00:00+00:00",
        answered_at="2026-11-24T11:00:00+00:00",
        reason="too dear",
    )


def put_answer(cloud: Cloud, answer: Approval) -> None:
    """Let the answer be there already."""
    cloud.s3.put(ARTIFACTS, ANSWER_KEY, msgspec.json.encode(answer))

"""The approval of a plan: what waits, who answers, and what is kept of it."""

import hashlib
from enum import StrEnum
from typing import Annotated

import msgspec

from lambdas.contract.money import ApprovalReason
from lambdas.contract.run import Plan, Run

SCHEMA_VERSION = 1
LONGEST_REASON = 500
LONGEST_ANSWER_SECONDS = 60
"""How long taking an answer may last. A plan is given up no sooner than so long after its time,
so that an answer that came in time always counts."""

IDENTITY_HEADER = "x-bedrock-customization-answer"
"""The header that binds the proof of identity to one answer, see `signed_answer`."""


class Decision(StrEnum):
    """The two answers."""

    APPROVED = "approved"
    REJECTED = "rejected"


class RequestApprovalEvent(msgspec.Struct, frozen=True, kw_only=True):
    """What the run machine hands to RequestApproval."""

    plan: Plan
    execution_arn: str
    task_token: str


class WaitingPlan(msgspec.Struct, frozen=True, kw_only=True):
    """The control object of a plan that waits: what is asked, and the token that wakes the run."""

    run: Run
    plan_hash: str
    reasons: list[ApprovalReason]
    execution_arn: str
    task_token: str
    asked_at: str
    expires_at: str
    """After this nobody's answer counts; looking again does not prolong it (ISO 8601, UTC)."""
    schema_version: int = SCHEMA_VERSION


class AnswerApprovalEvent(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an approver hands to the team's AnswerApproval."""

    run_id: str
    plan_hash: str
    decision: Decision
    identity: str
    """Query string of a presigned `sts:GetCallerIdentity`: proof of who answers, made by the
    command; it lives for minutes, and is signed with `IDENTITY_HEADER` for this answer alone."""
    reason: Annotated[str, msgspec.Meta(max_length=LONGEST_REASON)] = ""


class Approval(msgspec.Struct, frozen=True, kw_only=True):
    """The answer, written once; also RequestApproval's own answer and the report's.

    The first answer counts; there is no second.
    """

    decision: Decision
    plan_hash: str
    reasons: list[ApprovalReason]
    approver: str
    """The ARN that AWS gave for whoever answered."""
    asked_at: str
    answered_at: str
    reason: str = ""
    schema_version: int = SCHEMA_VERSION


def signed_answer(run_id: str, plan_hash: str, decision: Decision, reason: str) -> str:
    """Return what `IDENTITY_HEADER` holds: a digest of the answer, in hexadecimal digits."""
    parts = msgspec.json.encode([run_id, plan_hash, decision, reason])
    return hashlib.sha256(parts).hexdigest()


def hash_of(plan: object) -> str:
    """Return the hash of a plan, given as the JSON value that it is, in hexadecimal digits.

    Not of this version's `Plan`: members that a version doesn't know are part of what is answered.
    Every number counts as a float, because whoever passes JSON on may write 25.0 as 25.
    """
    written = msgspec.json.encode(_with_floats(plan), order="deterministic")
    return hashlib.sha256(written).hexdigest()


def _with_floats(value: object) -> object:
    match value:
        case dict():
            return {name: _with_floats(member) for name, member in value.items()}
        case list():
            return [_with_floats(member) for member in value]
        case bool():
            return value
        case int():
            return float(value)
    return value

"""The approval of a plan: what waits, who answers, and what is kept of it."""

import hashlib
from enum import StrEnum

import msgspec

from lambdas.contract.money import ApprovalReason
from lambdas.contract.run import Plan, Run

SCHEMA_VERSION = 1
LONGEST_REASON = 500


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
    command; it lives for minutes and can do nothing else."""
    reason: str = ""


class Approval(msgspec.Struct, frozen=True, kw_only=True):
    """The answer, kept for ever, written once; also RequestApproval's own answer and the report's.

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


def hash_of(plan: Plan) -> str:
    """Return the plan's hash: SHA-256 of its JSON in a fixed order, in hexadecimal digits."""
    return hashlib.sha256(msgspec.json.encode(plan, order="deterministic")).hexdigest()

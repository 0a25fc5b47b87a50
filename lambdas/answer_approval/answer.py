"""The answer to a plan: the first one counts, for exactly the plan that was shown, and in time."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from lambdas.common import approvals, executions
from lambdas.contract.approval import AnswerApprovalEvent, Approval, WaitingPlan
from lambdas.contract.errors import AnswerRefusedError

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

    from lambdas.common.storage import Bucket


class Services(NamedTuple):
    """Where plans wait, and the runs that wait with them."""

    bucket: Bucket
    stepfunctions: SFNClient


def answer_plan(
    services: Services, order: AnswerApprovalEvent, approver: str, now: dt.datetime
) -> Approval:
    """Keep an answer and return it; the same answer again is answered with the first.

    Whoever repeats it need not be the same session: commands name theirs anew each time.

    Args:
        services: where plans wait, and runs.
        order: the answer.
        approver: the ARN of whoever gives it.
        now: the time.

    Raises:
        AnswerRefusedError: the run waits for no approval or no more, its plan is another one, its
            time is over, or somebody answered otherwise before.
    """
    bucket = services.bucket
    waiting = approvals.waiting_plan(bucket, order.run_id)
    if waiting is None:
        raise AnswerRefusedError(f"run {order.run_id} waits for no approval")
    if order.plan_hash != waiting.plan_hash:
        raise AnswerRefusedError(
            f"the plan of run {order.run_id} is not the one that was answered: its hash is "
            f"{waiting.plan_hash}; look at it again"
        )
    first = approvals.answer_to(bucket, waiting)
    if first is None:
        _refuse_ended(services.stepfunctions, waiting)
        first = _keep(bucket, waiting, _approval(waiting, order, approver, now), now)
    if (_role(first.approver), first.decision) != (_role(approver), order.decision):
        raise AnswerRefusedError(
            f"run {order.run_id} was {first.decision} by {first.approver} at {first.answered_at}; "
            "the first answer counts"
        )
    return first


def _refuse_ended(stepfunctions: SFNClient, waiting: WaitingPlan) -> None:
    """Raise when the run is over, whatever ended it: an answer would change nothing."""
    run = executions.describe(stepfunctions, waiting.execution_arn)
    if not run.is_running:
        raise AnswerRefusedError(
            f"run {waiting.run.run_id} waits no more: it is {run.status}; start a new one"
        )


def _role(approver: str) -> str:
    """Return the ARN of a session without the session's name."""
    return approver.rpartition("/")[0]


def _keep(bucket: Bucket, waiting: WaitingPlan, answer: Approval, now: dt.datetime) -> Approval:
    """Keep the answer; return the one that was first."""
    if now > dt.datetime.fromisoformat(waiting.expires_at):
        raise AnswerRefusedError(
            f"the plan of run {waiting.run.run_id} could be answered until {waiting.expires_at}"
        )
    if approvals.keep_first(bucket, waiting.run.run_id, answer):
        return answer
    first = approvals.answer_to(bucket, waiting)
    if first is None:
        raise RuntimeError("somebody else is answering just now: try again")
    return first


def _approval(
    waiting: WaitingPlan, order: AnswerApprovalEvent, approver: str, now: dt.datetime
) -> Approval:
    return Approval(
        decision=order.decision,
        plan_hash=waiting.plan_hash,
        reasons=waiting.reasons,
        approver=approver,
        asked_at=waiting.asked_at,
        answered_at=now.replace(microsecond=0).isoformat(),
        reason=order.reason,
    )

"""Asking for an approval: once, however often the state looks again or is redriven."""

import datetime as dt

from lambdas.common import approvals
from lambdas.common.storage import Bucket
from lambdas.contract.approval import LONGEST_ANSWER_SECONDS, RequestApprovalEvent, WaitingPlan
from lambdas.contract.errors import ApprovalExpiredError

MARGIN = dt.timedelta(seconds=LONGEST_ANSWER_SECONDS)
"""An answer that came in the last moment is still being written down."""


def ask(
    bucket: Bucket,
    request: RequestApprovalEvent,
    plan_hash: str,
    to_answer: dt.timedelta,
    now: dt.datetime,
) -> WaitingPlan:
    """Return the waiting plan, kept with the newest token; its time counts from the first asking.

    Args:
        bucket: where it is kept.
        request: the plan, and who waits with which token.
        plan_hash: of the plan as it came.
        to_answer: how long an answer counts.
        now: the time.
    """
    plan = request.plan
    first = approvals.waiting_plan(bucket, plan.run.run_id)
    asked_at = now.replace(microsecond=0)
    waiting = WaitingPlan(
        run=plan.run,
        plan_hash=plan_hash,
        reasons=plan.approval.reasons if plan.approval else [],
        execution_arn=request.execution_arn,
        task_token=request.task_token,
        asked_at=first.asked_at if first else asked_at.isoformat(),
        expires_at=first.expires_at if first else (asked_at + to_answer).isoformat(),
    )
    approvals.keep(bucket, waiting)
    return waiting


def refuse_later(waiting: WaitingPlan, now: dt.datetime) -> None:
    """Raise when nobody answered in time.

    Raises:
        ApprovalExpiredError: saying until when an answer would have counted.
    """
    if now > dt.datetime.fromisoformat(waiting.expires_at) + MARGIN:
        raise ApprovalExpiredError(
            f"nobody answered the plan of run {waiting.run.run_id}, asked at {waiting.asked_at}, "
            f"until {waiting.expires_at}; nothing was created"
        )

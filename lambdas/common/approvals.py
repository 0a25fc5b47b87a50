"""Plans that wait for an answer: their two objects in the control prefix, and how a run is woken.

Whoever asks writes the token first and looks for the answer then; whoever answers writes the answer
first and looks for the token then. So one of the two always sees the other's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from botocore.exceptions import ClientError

from lambdas.common.callback import STALE
from lambdas.common.entry import logger
from lambdas.contract import places
from lambdas.contract.approval import Approval, Decision, WaitingPlan
from lambdas.contract.errors import ApprovalRejectedError

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

    from lambdas.common.storage import Bucket

JSON = "application/json"
MISSING = "NoSuchKey"
OVERTAKEN = {"PreconditionFailed", "ConditionalRequestConflict"}
"""How S3 says that there is an answer already.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html"""


def keep(bucket: Bucket, waiting: WaitingPlan) -> None:
    """Keep the plan that waits, with its token, where only asking and answering reach it."""
    bucket.write(places.approval_key(waiting.run.run_id), msgspec.json.encode(waiting), JSON)


def waiting_plan(bucket: Bucket, run_id: str) -> WaitingPlan | None:
    """Return the plan of a run that waits, or waited; None if the run never asked."""
    body = _read(bucket, places.approval_key(run_id))
    return None if body is None else msgspec.json.decode(body, type=WaitingPlan)


def answer_to(bucket: Bucket, waiting: WaitingPlan) -> Approval | None:
    """Return the answer to exactly this plan, None while there is none."""
    body = _read(bucket, places.approval_answer_key(waiting.run.run_id))
    answer = None if body is None else msgspec.json.decode(body, type=Approval)
    return answer if answer and answer.plan_hash == waiting.plan_hash else None


def keep_first(bucket: Bucket, run_id: str, answer: Approval) -> bool:
    """Keep the answer unless there is one; return whether this is the first."""
    key = places.approval_answer_key(run_id)
    try:
        bucket.write_if(key, msgspec.json.encode(answer), JSON, etag=None)
    except ClientError as error:
        if error.response["Error"]["Code"] in OVERTAKEN:
            return False
        raise
    return True


def wake(stepfunctions: SFNClient, token: str, run_id: str, answer: Approval) -> None:
    """Tell the waiting run its answer. A stale token is success: the run looks by itself."""
    try:
        _send(stepfunctions, token, run_id, answer)
    except ClientError as error:
        if error.response["Error"]["Code"] not in STALE:
            raise
        logger.info("nobody waits with this token any more")


def _send(stepfunctions: SFNClient, token: str, run_id: str, answer: Approval) -> None:
    if answer.decision is Decision.APPROVED:
        output = msgspec.json.encode(answer).decode()
        stepfunctions.send_task_success(taskToken=token, output=output)
        return
    reason = f": {answer.reason}" if answer.reason else ", without a reason"
    stepfunctions.send_task_failure(
        taskToken=token,
        error=ApprovalRejectedError.__name__,
        cause=f"the plan of run {run_id} was rejected by {answer.approver} at "
        f"{answer.answered_at}{reason}",
    )


def _read(bucket: Bucket, key: str) -> bytes | None:
    try:
        return bucket.read(key)
    except ClientError as error:
        if error.response["Error"]["Code"] == MISSING:
            return None
        raise

"""RequestApproval: the plan waits where its approvers can answer it, and nothing is created yet.

In: plan, task token, execution ARN. Out, through the token: `Approval`. Fails with
`ApprovalRejectedError` by the token, and raises `ApprovalExpiredError` when nobody answered.
"""

import datetime as dt

import msgspec

from lambdas.common import approvals, aws, environment
from lambdas.common.entry import Event, entry, logger
from lambdas.common.storage import Bucket
from lambdas.contract.approval import RequestApprovalEvent, hash_of
from lambdas.request_approval.ask import ask, refuse_later


class Environment(msgspec.Struct, frozen=True, kw_only=True):
    """What the function is configured with."""

    account_id: str
    artifacts_bucket_name: str
    hours_to_answer: int


@entry
def handler(event: Event) -> None:
    """Leave the token, then look: an answer that came before the token is not missed."""
    request = msgspec.convert(event, RequestApprovalEvent)
    env = environment.read(Environment)
    run_id = request.plan.run.run_id
    logger.append_keys(run_id=run_id)
    bucket = Bucket(aws.s3(), env.artifacts_bucket_name, env.account_id)
    now = dt.datetime.now(dt.UTC)
    to_answer = dt.timedelta(hours=env.hours_to_answer)
    waiting = ask(bucket, request, hash_of(event["plan"]), to_answer, now)
    answer = approvals.answer_to(bucket, waiting)
    if answer is None:
        refuse_later(waiting, now)
    else:
        approvals.wake(aws.stepfunctions(), waiting.task_token, run_id, answer)

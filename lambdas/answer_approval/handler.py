"""AnswerApproval: an approver's answer wakes the run that waits for it. One function for each team.

In: `AnswerApprovalEvent`. Out: `Approval`, the answer that counts. Raises `AnswerRefusedError` when
this one doesn't. A lost wake-up changes nothing, because the run also looks by itself.
"""

import datetime as dt

import msgspec

from lambdas.answer_approval.answer import Services, answer_plan
from lambdas.answer_approval.identity import Caller, prove
from lambdas.common import approvals, aws, environment
from lambdas.common.entry import Event, entry, logger
from lambdas.common.storage import Bucket
from lambdas.contract import names
from lambdas.contract.approval import AnswerApprovalEvent
from lambdas.contract.errors import AnswerRefusedError


class Environment(msgspec.Struct, frozen=True, kw_only=True):
    """What the function is configured with."""

    account_id: str
    approver_role_name: str
    artifacts_bucket_name: str
    team_name: str


@entry
def handler(event: Event) -> object:
    """Keep the answer, then wake the run: whoever asks finds one or the other."""
    order = _order(event)
    env = environment.read(Environment)
    logger.append_keys(run_id=order.run_id)
    refuse_other_teams(order, env)
    caller = prove(aws.sts_unsigned(), order)
    refuse_strangers(caller, env)
    bucket = Bucket(aws.s3(), env.artifacts_bucket_name, env.account_id)
    services = Services(bucket, aws.stepfunctions())
    answer = answer_plan(services, order, caller.arn, dt.datetime.now(dt.UTC))
    # Read again: the run may have looked meanwhile, and waits with another token then.
    waiting = approvals.waiting_plan(bucket, order.run_id)
    if waiting is not None:
        approvals.wake(services.stepfunctions, waiting.task_token, order.run_id, answer)
    return msgspec.to_builtins(answer)


def refuse_other_teams(order: AnswerApprovalEvent, env: Environment) -> None:
    """Raise when the run is another team's."""
    if names.team_of(order.run_id) != env.team_name:
        raise AnswerRefusedError(f"run {order.run_id} is none of team {env.team_name}")


def refuse_strangers(caller: Caller, env: Environment) -> None:
    """Raise when whoever answers did not take on the approver role of the team."""
    if (caller.account, caller.role) != (env.account_id, env.approver_role_name):
        raise AnswerRefusedError(
            f"{caller.arn} is no approver of team {env.team_name}: only who took on the role "
            f"{env.approver_role_name} of account {env.account_id} is"
        )


def _order(event: Event) -> AnswerApprovalEvent:
    try:
        return msgspec.convert(event, AnswerApprovalEvent)
    except msgspec.ValidationError as error:
        raise AnswerRefusedError(f"this is no answer: {error}") from error

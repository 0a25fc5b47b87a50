"""Who may move an alias: one execution at a time, and none that has ended."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from lambdas.common import executions, ownership
from lambdas.common.executions import GONE
from lambdas.contract.aliases import Claim
from lambdas.contract.errors import AliasBusyError

if TYPE_CHECKING:
    from lambdas.promote_model.work import Work


def new_claim(work: Work, model_arn: str) -> Claim:
    """Return our claim for a model; empty to take the alias out of service."""
    return Claim(
        execution_arn=work.order.execution_arn,
        model_arn=model_arn,
        claimed_at=work.now.isoformat(),
    )


def is_ours(work: Work, claim: Claim | None, model_arn: str) -> bool:
    """Return whether we claimed the alias for this model already, at a call before.

    Raises:
        AliasBusyError: somebody else did, and may still act on it.
    """
    if claim is None:
        return False
    if claim.execution_arn == work.order.execution_arn:
        return claim.model_arn == model_arn
    owner = executions.describe(work.stepfunctions, claim.execution_arn)
    if ownership.is_moved(owner, work.now) or _is_new(work, claim):
        raise AliasBusyError(
            f"alias {work.name} is being moved by {claim.execution_arn} ({owner.status})"
        )
    return False


def has_ended(work: Work) -> bool:
    """Whether our own execution has ended: a call can come late, after others moved the alias.

    Asked once the claim is written: whoever comes after an end that follows sees the claim, and
    waits until our last call is over. What Step Functions doesn't know yet has not ended.
    https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html
    """
    own = executions.describe(work.stepfunctions, work.order.execution_arn)
    return own.status != GONE and not ownership.lives(own)


def _is_new(work: Work, claim: Claim) -> bool:
    """Whether Step Functions may not know yet how the owner stands: it answers a little late."""
    age = work.now - dt.datetime.fromisoformat(claim.claimed_at)
    return age <= ownership.LAST_CALL

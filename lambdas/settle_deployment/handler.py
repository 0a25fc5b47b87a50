"""SettleDeployment: a run's capacity is retired, or no longer depends on the run.

In: plan, deployed model, what came of its evaluation. Out: `Settlement`. Raises
`StillStoppingError` until what is to be retired is gone; the state's retry is the wait.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import msgspec
from botocore.exceptions import ClientError

from lambdas.common import aws, capacity, capacity_changes, environment, run_capacity
from lambdas.common.capacity import NOT_FOUND
from lambdas.common.capacity_changes import Removal
from lambdas.common.entry import Event, entry, logger
from lambdas.contract import names
from lambdas.contract.errors import DeploymentGoneError, StillStoppingError
from lambdas.contract.evaluation_result import Decision, ScoredEvaluation
from lambdas.contract.run import Plan
from lambdas.contract.serving import DeployedModel, Settled, Settlement

if TYPE_CHECKING:
    from mypy_boto3_bedrock import BedrockClient

    from lambdas.common.capacity import Capacity


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What the state is called with."""

    plan: Plan
    deployed: DeployedModel
    evaluation: ScoredEvaluation | None = None
    """None: nobody compared the model with its base."""

    @property
    def retires(self) -> bool:
        """Whether nobody wants the capacity any more: it was to be tried, or is not better."""
        is_worse = self.evaluation is not None and self.evaluation.decision is Decision.RETIRE
        return is_worse or run_capacity.serving_of(self.plan).hours_to_live == 0


class Environment(msgspec.Struct, frozen=True, kw_only=True):
    """What the function is configured with."""

    environment_name: str


@entry
def handler(event: Event) -> object:
    """Retire what was only to be tried or is no better than its base; settle everything else."""
    request = msgspec.convert(event, Request)
    env = environment.read(Environment)
    logger.append_keys(run_id=request.plan.run.run_id)
    now = dt.datetime.now(dt.UTC)
    if request.retires:
        return msgspec.to_builtins(retire(aws.bedrock(), request, env.environment_name, now))
    return msgspec.to_builtins(settle(aws.bedrock(), request.deployed, now))


def retire(
    bedrock: BedrockClient, request: Request, environment_name: str, now: dt.datetime
) -> Settlement:
    """Remove the run's capacity, what earlier attempts left included, until it is gone.

    Raises:
        StillStoppingError: naming what is still there.
    """
    deployed, run_id = request.deployed, request.plan.run.run_id
    found = run_capacity.of_run(bedrock, deployed.kind, environment_name, run_id, deployed.attempt)
    removals = [(one, capacity_changes.remove(bedrock, one, now)) for one in found]
    pending = [f"{one.name} is {one.status}" for one, how in removals if how is not Removal.GONE]
    if pending:
        raise StillStoppingError(", ".join(pending))
    return Settlement(outcome=Settled.RETIRED, arn=deployed.arn)


def settle(bedrock: BedrockClient, deployed: DeployedModel, now: dt.datetime) -> Settlement:
    """Note on the capacity that its run is done with it, so that only its expiry ends it.

    Its time may be over by now, which was the plan: then there is nothing left to settle.

    Raises:
        DeploymentGoneError: it was to go on, and does not.
    """
    found = capacity.find(bedrock, deployed.kind, deployed.arn)
    if found is None and _is_over(deployed, now):
        return Settlement(outcome=Settled.RETIRED, arn=deployed.arn, expires_at=deployed.expires_at)
    if found is None or not found.serves(deployed.model_arn):
        word = found.status if found else "gone"
        raise DeploymentGoneError(f"{deployed.name} was to serve on, but is {word}")
    expires_at = _note(bedrock, found, now)
    return Settlement(
        outcome=Settled.EXPIRES if expires_at else Settled.KEPT,
        arn=deployed.arn,
        expires_at=expires_at.isoformat() if expires_at else None,
    )


def _is_over(deployed: DeployedModel, now: dt.datetime) -> bool:
    return deployed.expires_at is not None and now >= dt.datetime.fromisoformat(deployed.expires_at)


def _note(bedrock: BedrockClient, found: Capacity, now: dt.datetime) -> dt.datetime | None:
    """Tag the capacity as settled; return when it ends."""
    settled = {names.TAG_SETTLED: now.replace(microsecond=0).isoformat()}
    try:
        bedrock.tag_resource(resourceARN=found.arn, tags=capacity_changes.tag_list(settled))
    except ClientError as error:
        if error.response["Error"]["Code"] == NOT_FOUND:
            raise DeploymentGoneError(f"{found.name} was to serve on, but is gone") from error
        raise
    return run_capacity.expiry_of(run_capacity.tags_of(bedrock, found) or {})

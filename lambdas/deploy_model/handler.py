"""DeployModel: something serves the run's model, and its end is arranged before it is waited for.

In: plan, trained model, redrive count and time. Out: `DeployedModel`, once it serves.
Raises `StillDeployingError` until then; the state's retry is the wait.
"""

from __future__ import annotations

import datetime as dt

import msgspec

from lambdas.common import aws, environment, run_capacity, schedules
from lambdas.common.capacity import Capacity
from lambdas.common.entry import Event, entry, logger
from lambdas.common.redrives import Redrives
from lambdas.common.schedules import Scheduling
from lambdas.contract.retirement import Finding, Reason, Thing
from lambdas.contract.run import Plan, TrainedModel
from lambdas.contract.serving import DeployedModel
from lambdas.deploy_model.ensure import Order, ensure, lifetime
from lambdas.deploy_model.judge import refuse_unless_serving


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What the state is called with."""

    plan: Plan
    trained: TrainedModel
    redrive_count: int
    redriven_at: dt.datetime | None = None


class Environment(msgspec.Struct, frozen=True, kw_only=True):
    """What the function is configured with."""

    environment_name: str
    longest_deployment_seconds: int
    schedule_group_name: str
    schedule_role_arn: str
    retire_machine_arn: str
    dead_letter_queue_arn: str


@entry
def handler(event: Event) -> object:
    """Ensure the capacity, arrange its end, then look: what bills never waits without an end."""
    request = msgspec.convert(event, Request)
    env = environment.read(Environment)
    logger.append_keys(run_id=request.plan.run.run_id)
    now, longest = dt.datetime.now(dt.UTC), dt.timedelta(seconds=env.longest_deployment_seconds)
    order = Order(
        environment=env.environment_name,
        plan=request.plan,
        model_arn=request.trained.model_arn,
        lifetime=lifetime(request.plan, longest),
    )
    redrives = Redrives(request.redrive_count, request.redriven_at)
    found = ensure(aws.bedrock(), order, redrives, now)
    expires_at = _expiry(found, order)
    if expires_at is not None:
        finding = _overdue(found, request.plan, expires_at)
        schedules.ensure_end(aws.scheduler(), _scheduling(env), finding, expires_at, now)
    refuse_unless_serving(found, order.model_arn, expires_at, longest, now)
    return msgspec.to_builtins(_answer(found, expires_at))


def _expiry(found: Capacity, order: Order) -> dt.datetime | None:
    """Return when the capacity ends: what its tag says, for the call that set it may be lost.

    Where the tag is gone, or not to be seen yet, the end is as long after the creation.
    """
    if order.lifetime is None:
        return None
    tags = run_capacity.tags_of(aws.bedrock(), found) or {}
    return run_capacity.expiry_of(tags) or found.created_at + order.lifetime


def _overdue(found: Capacity, plan: Plan, expires_at: dt.datetime) -> Finding:
    return Finding(
        thing=Thing.of(found.kind),
        name=found.name,
        reason=Reason.EXPIRED,
        remove=True,
        sentence=f"Run {plan.run.run_id} wanted it until {expires_at.isoformat()}.",
        usd_per_hour=run_capacity.serving_of(plan).usd_per_hour,
    )


def _scheduling(env: Environment) -> Scheduling:
    return Scheduling(
        group_name=env.schedule_group_name,
        role_arn=env.schedule_role_arn,
        retire_machine_arn=env.retire_machine_arn,
        dead_letter_queue_arn=env.dead_letter_queue_arn,
    )


def _answer(found: Capacity, expires_at: dt.datetime | None) -> DeployedModel:
    return DeployedModel(
        kind=found.kind,
        name=found.name,
        arn=found.arn,
        model_arn=found.model_arn,
        created_at=found.created_at.isoformat(),
        expires_at=expires_at.isoformat() if expires_at else None,
        attempt=run_capacity.attempt_of(found),
    )

"""Exactly one live capacity for a run, however often and after whatever accident asked for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lambdas.common import capacity_changes, run_capacity
from lambdas.common.capacity_changes import NewCapacity
from lambdas.common.redrives import Redrives
from lambdas.contract import names

if TYPE_CHECKING:
    from mypy_boto3_bedrock import BedrockClient

    from lambdas.common.capacity import Capacity
    from lambdas.contract.run import Plan

SAFETY = dt.timedelta(hours=1)
"""How long capacity that is only tried and judged may last beyond what both can take."""


@dataclass(frozen=True, kw_only=True)
class Order:
    """What a run wants to be served, and for how long."""

    environment: str
    plan: Plan
    model_arn: str
    lifetime: dt.timedelta | None
    """None: until somebody removes it."""


def lifetime(plan: Plan, longest: dt.timedelta) -> dt.timedelta | None:
    """Return how long capacity lives from its creation, which may take `longest`.

    What is retired once it was tried has an end too, should nobody come to retire it.
    """
    hours_to_live = run_capacity.serving_of(plan).hours_to_live
    if hours_to_live is None:
        return None
    if hours_to_live:
        return dt.timedelta(hours=hours_to_live)
    answering = plan.evaluation.longest_seconds if plan.evaluation else 0
    return longest + dt.timedelta(seconds=answering) + SAFETY


def ensure(bedrock: BedrockClient, order: Order, redrives: Redrives, now: dt.datetime) -> Capacity:
    """Return the run's capacity: adopted when one may live, made when none may be adopted.

    An attempt belongs to a redrive, as with jobs: a failed one is reported, and only a redrive
    after its failure makes another, under a name and token that Bedrock has not seen.

    Raises:
        DeploymentRefusedError: Bedrock will not make it.
        DeploymentQuotaExceededError: there are as many deployments as there may be.
        ModelUnitsExceededError: the account has no model units left.
    """
    run_id, kind = order.plan.run.run_id, run_capacity.serving_of(order.plan).kind
    attempts = redrives.attempt
    for found in run_capacity.of_run(bedrock, kind, order.environment, run_id, attempts):
        if _stands(found, redrives):
            return found
    return capacity_changes.ensure(bedrock, _new(order, redrives.attempt, now))


def _stands(found: Capacity, redrives: Redrives) -> bool:
    """Whether nothing further may be made: this one may live, or failed unheard of.

    One that failed within this attempt is found again by its name, and not made anew.
    """
    return found.is_live or not redrives.came_after(found.changed_at)


def _new(order: Order, attempt: int, now: dt.datetime) -> NewCapacity:
    run, serving = order.plan.run, run_capacity.serving_of(order.plan)
    name = names.run_capacity_name(order.environment, run.run_id, attempt)
    tags = {
        names.TAG_ENVIRONMENT: order.environment,
        names.TAG_TEAM: run.team,
        names.TAG_RUN: run.run_id,
    }
    if order.lifetime is not None:
        expires_at = (now + order.lifetime).replace(microsecond=0)
        tags[names.TAG_EXPIRES] = expires_at.isoformat()
    return NewCapacity(
        kind=serving.kind,
        name=name,
        model_arn=order.model_arn,
        tags=tags,
        token=name,
        units=serving.units,
    )

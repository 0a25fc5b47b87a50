"""The state PlanRun: the request judged and the run fixed before anything is spent."""

from __future__ import annotations

from typing import Any

import msgspec

from lambdas.common import aws
from lambdas.common.entry import Event, entry
from lambdas.common.environment import read
from lambdas.common.storage import Bucket
from lambdas.contract.errors import AccessRefusedError
from lambdas.contract.run import Run
from lambdas.plan_run.estimate_cost import PriceOverride
from lambdas.plan_run.plan import Terms, plan_run


class Environment(msgspec.Struct, frozen=True, kw_only=True):
    """What the function's environment variables say."""

    account_id: str
    artifacts_bucket_name: str
    aws_region: str
    data_bucket_name: str
    environment_name: str
    price_overrides: dict[str, PriceOverride]
    """By the catalogue's name of the model."""
    team_budgets_usd: dict[str, float]
    """The most one run of a team may cost; a team that is not named has no budget."""
    team_data_role_arns: dict[str, str]


class PlanRunInput(msgspec.Struct, frozen=True, kw_only=True):
    """What the run machine hands in."""

    run_id: str
    team: str
    request: Any
    """The team's own JSON, not yet judged."""


@entry
def handler(event: Event) -> Any:
    """Return the plan of a run, see `lambdas.plan_run.plan.plan_run`."""
    environment = read(Environment)
    order = msgspec.convert(event, PlanRunInput)
    run = Run(run_id=order.run_id, team=order.team, environment=environment.environment_name)
    terms = Terms(
        region=environment.aws_region,
        team_budget_usd=environment.team_budgets_usd.get(run.team),
        price_overrides=environment.price_overrides,
    )
    client = aws.s3_as(_data_role(environment, run.team), run.run_id)
    data = Bucket(client, environment.data_bucket_name, environment.account_id)
    artifacts = Bucket(client, environment.artifacts_bucket_name, environment.account_id)
    return msgspec.to_builtins(plan_run(run, order.request, terms, data, artifacts))


def _data_role(environment: Environment, team: str) -> str:
    if team not in environment.team_data_role_arns:
        raise AccessRefusedError(f"This environment has no team {team}.")
    return environment.team_data_role_arns[team]

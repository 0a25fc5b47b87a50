"""The state PlanRun: the request judged and the run fixed before anything is spent."""

from __future__ import annotations

import datetime as dt
import random
import time
from typing import Any

import msgspec

from lambdas.common import aws, capacity, foundation_models
from lambdas.common.entry import Event, entry
from lambdas.common.environment import read
from lambdas.common.patience import Patience
from lambdas.common.storage import Bucket
from lambdas.contract.errors import AccessRefusedError
from lambdas.contract.run import Run
from lambdas.contract.serving import DeclaredCapacity
from lambdas.plan_run.check_embedding import TRIED_SECONDS, StillThrottledError, find_refusal
from lambdas.plan_run.pace import EvaluationTerms
from lambdas.plan_run.plan import plan_run
from lambdas.plan_run.prices import EmbeddingPrice, PriceOverride
from lambdas.plan_run.read_price_file import read_price_file
from lambdas.plan_run.terms import ServingTerms, Terms


class Environment(msgspec.Struct, frozen=True, kw_only=True):
    """What the function's environment variables say."""

    account_id: str
    artifacts_bucket_name: str
    aws_region: str
    custom_model_units_quota: int
    data_bucket_name: str
    declared_capacity: list[DeclaredCapacity]
    deployments_quota: int
    embedding_price: EmbeddingPrice | None
    embedding_requests_per_minute: int
    environment_name: str
    evaluation_concurrency: int
    longest_evaluation_seconds: int
    model_units_quotas: dict[str, int]
    """By the base's id to customize."""
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
    client = aws.s3_as(_data_role(environment, run.team), run.run_id)
    data = Bucket(client, environment.data_bucket_name, environment.account_id)
    artifacts = Bucket(client, environment.artifacts_bucket_name, environment.account_id)
    return msgspec.to_builtins(
        plan_run(run, order.request, _terms(environment, run), data, artifacts)
    )


def _terms(environment: Environment, run: Run) -> Terms:
    today = dt.datetime.now(dt.UTC).date()
    # With the function's own rights: a team's role sees that team's files only.
    prices = Bucket(aws.s3(), environment.artifacts_bucket_name, environment.account_id)
    return Terms(
        region=environment.aws_region,
        team_budget_usd=environment.team_budgets_usd.get(run.team),
        price_overrides=environment.price_overrides,
        serving=ServingTerms(
            declared=environment.declared_capacity,
            deployments_quota=environment.deployments_quota,
            custom_model_units_quota=environment.custom_model_units_quota,
            model_units_quotas=environment.model_units_quotas,
            list_capacity=lambda kind: capacity.list_all(aws.bedrock(), kind),
        ),
        today=today,
        find_life=lambda base: foundation_models.find_life(aws.bedrock(), base),
        find_embedding_refusal=_find_embedding_refusal,
        listed=read_price_file(prices, environment.aws_region, today),
        evaluation=EvaluationTerms(
            most_workers=environment.evaluation_concurrency,
            longest_seconds=environment.longest_evaluation_seconds,
            embeddings_a_minute=environment.embedding_requests_per_minute,
        ),
        embedding_price=environment.embedding_price,
    )


def _find_embedding_refusal() -> str | None:
    patience = Patience(
        seconds=TRIED_SECONDS,
        unfinished=StillThrottledError,
        clock=time.monotonic,
        sleep=time.sleep,
        drawn=random.random,
    )
    return find_refusal(aws.bedrock_runtime(), patience)


def _data_role(environment: Environment, team: str) -> str:
    if team not in environment.team_data_role_arns:
        raise AccessRefusedError(f"This environment has no team {team}.")
    return environment.team_data_role_arns[team]

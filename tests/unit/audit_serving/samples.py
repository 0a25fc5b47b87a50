"""Capacity and its owners, as the audit sees them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from lambdas.audit_serving.policy import Policy
from lambdas.audit_serving.sight import Sight
from lambdas.common.capacity import Capacity
from lambdas.common.executions import GONE, Execution
from lambdas.contract import names
from lambdas.contract.aliases import AliasRecord, AliasTarget, Claim
from lambdas.contract.serving import Kind
from tests.fakes.cloud import execution_arn
from tests.fakes.custom_models import MODELS, NOVA_MICRO

NOW = dt.datetime(2026, 11, 24, 12, 30, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
MOMENT = dt.timedelta(seconds=1)
GRACE = dt.timedelta(hours=2)
RUN_ID = "demo_run-1"
TEAM, ALIAS = "demo", "faq"
MODEL = f"{MODELS}/{NOVA_MICRO}/m00000000001"
ARN = "arn:aws:bedrock:us-east-1:111122223333:provisioned-model/c00000000001"
OTHER_ARN = "arn:aws:bedrock:us-east-1:111122223333:provisioned-model/c00000000002"

OF_ENVIRONMENT = {names.TAG_ENVIRONMENT: "dev", names.TAG_TEAM: TEAM}
OF_RUN = OF_ENVIRONMENT | {names.TAG_RUN: RUN_ID}
SETTLED = {names.TAG_SETTLED: (NOW - DAY).isoformat()}
OF_ALIAS = OF_ENVIRONMENT | {names.TAG_ALIAS: ALIAS}

POLICY = Policy(
    removes=True,
    removes_idle=False,
    idle_for=24 * HOUR,
    grace=GRACE,
    keep_models=2,
    prices={NOVA_MICRO: {"none": 60.5}},
)


def expires(at: dt.datetime) -> dict[str, str]:
    """Return the tag that ends capacity at a moment."""
    return {names.TAG_EXPIRES: at.isoformat()}


def throughput(**members: Any) -> Capacity:
    """Return two model units that serve for two days."""
    standing: dict[str, Any] = {
        "kind": Kind.PROVISIONED,
        "name": names.run_capacity_name("dev", RUN_ID, 1),
        "arn": ARN,
        "status": "InService",
        "model_arn": MODEL,
        "created_at": NOW - 2 * DAY,
        "units": 2,
    }
    return Capacity(**(standing | members))


def deployment(**members: Any) -> Capacity:
    """Return a deployment that serves for two days."""
    standing = {"kind": Kind.ON_DEMAND, "status": "Active", "units": 0}
    return throughput(**(standing | members))


def run(status: str = "RUNNING", ended: dt.timedelta | None = None) -> Execution:
    """Return a run, ended so long ago."""
    ended_at = None if ended is None or status == GONE else NOW - ended
    return Execution(execution_arn(RUN_ID), status, 0, "", ended_at)


def record(arn: str = ARN, *, claimed: bool = False) -> AliasRecord:
    """Return the alias of record, pointing somewhere."""
    claim = Claim(execution_arn=execution_arn("demo_mover"), model_arn=MODEL, claimed_at="")
    return AliasRecord(
        team=TEAM,
        alias=ALIAS,
        kind=Kind.PROVISIONED,
        arn=arn,
        current=AliasTarget(model_arn=MODEL, run_id=RUN_ID, promoted_at=""),
        claim=claim if claimed else None,
    )


def of_run(
    execution: Execution, tags: dict[str, str] | None = None, one: Capacity | None = None
) -> Sight:
    """Return a run's own capacity, with more tags than the run's."""
    return Sight(capacity=one or throughput(), tags=OF_RUN | (tags or {}), run=execution)


def of_alias(**members: Any) -> Sight:
    """Return capacity that settings declare and that its alias serves from."""
    standing: dict[str, Any] = {
        "capacity": throughput(name=names.alias_capacity_name("dev", TEAM, ALIAS, "x")),
        "tags": OF_ALIAS,
        "record": record(),
        "declared": True,
    }
    return Sight(**(standing | members))

"""A run, and what its environment sets, for tests to change."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from lambdas.common.capacity import Capacity
from lambdas.common.foundation_models import ACTIVE, Life
from lambdas.contract.run import Run
from lambdas.contract.serving import Commitment, DeclaredCapacity, Kind
from lambdas.plan_run.prices import PriceOverride, ProvisionedOverride
from lambdas.plan_run.terms import ServingTerms, Terms

RUN = Run(run_id="alpha_first", team="alpha", environment="dev")
TODAY = dt.date(2026, 11, 24)
BASE = "amazon.nova-micro-v1:0:128k"
OTHER_BASE = "amazon.nova-lite-v1:0:300k"
ALIVE = Life(ACTIVE)
OVERRIDE = PriceOverride(
    training_usd_per_1k_tokens=0.001,
    storage_usd_per_month=1.95,
    provisioned_usd_per_unit_hour=ProvisionedOverride(no_commitment=20.0, one_month=15.0),
    as_of="2026-11-01",
)


def nothing(kind: Kind) -> Iterable[Capacity]:
    """Stand for an account that is not to be asked."""
    raise AssertionError(f"{kind} was listed, though nobody wants it")


TERMS = Terms(
    region="us-east-1",
    team_budget_usd=None,
    price_overrides={"nova-micro": OVERRIDE},
    serving=ServingTerms(
        declared=(),
        deployments_quota=10,
        custom_model_units_quota=0,
        model_units_quotas={},
        list_capacity=nothing,
    ),
    today=TODAY,
    find_life=lambda _base: ALIVE,
    find_embedding_refusal=lambda: None,
)


def terms(*existing: Capacity, **serving: Any) -> Terms:
    """Return terms of an account in which this exists, with other members of serving."""
    serving.setdefault("list_capacity", lambda kind: [one for one in existing if one.kind is kind])
    return TERMS._replace(serving=TERMS.serving._replace(**serving))


def deployment(name: str, base: str = BASE) -> Capacity:
    """Return a deployment that serves."""
    return _capacity(Kind.ON_DEMAND, name, base)


def throughput(
    name: str, units: int = 1, base: str = BASE, commitment: Commitment = Commitment.NONE
) -> Capacity:
    """Return a throughput that serves."""
    return _capacity(Kind.PROVISIONED, name, base, units, commitment)


def declared(alias: str = "faq", kind: Kind = Kind.ON_DEMAND, **more: Any) -> DeclaredCapacity:
    """Return capacity of the run's team."""
    return DeclaredCapacity(**{"team": RUN.team, "alias": alias, "kind": kind, **more})


def _capacity(
    kind: Kind, name: str, base: str, units: int = 0, commitment: Commitment = Commitment.NONE
) -> Capacity:
    model = f"arn:aws:bedrock:us-east-1:111122223333:custom-model/{base}/abcdefghijkl"
    return Capacity(
        kind=kind,
        name=name,
        arn=f"arn:{name}",
        status="Active" if kind is Kind.ON_DEMAND else "InService",
        model_arn=model if base else "arn:aws:bedrock:us-east-1::foundation-model/some",
        units=units,
        commitment=commitment,
        created_at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC),
    )

"""What serving costs and what is said before it is paid for, from request to plan."""

import datetime as dt
from typing import Any

import msgspec
import pytest

from lambdas import catalogue
from lambdas.contract.errors import InvalidRequestError
from lambdas.contract.money import ApprovalReason, Price
from lambdas.contract.run import Plan
from lambdas.contract.serving import Commitment, Kind, ServingPlan
from lambdas.plan_run.plan import plan_run
from lambdas.plan_run.prices import OVERRIDDEN, PriceOverride
from lambdas.plan_run.terms import Terms
from tests.fakes.s3 import FakeS3
from tests.unit.plan_run.records import dataset, model
from tests.unit.plan_run.surroundings import BASE, RUN, TODAY, declared, terms

ROOM = {"custom_model_units_quota": 9, "model_units_quotas": {BASE: 9}}
TRAINING_USD = 0.0021
"""The cautious bound of the eight records is less."""


@pytest.fixture
def s3() -> FakeS3:
    fake = FakeS3()
    fake.put("data", "teams/alpha/faq.jsonl", dataset(8))
    return fake


def plan(s3: FakeS3, deployment: object, here: Terms, **more: Any) -> Plan:
    request = {"training": "faq.jsonl", "deployment": deployment, **more}
    return plan_run(RUN, request, here, s3.bucket("data"), s3.bucket("artifacts"))


def provisioned(hours: float, units: int = 1, **more: object) -> dict[str, object]:
    return {"kind": "provisioned", "hours_to_live": hours, "units": units, **more}


def test_without_a_deployment_the_plan_serves_nothing(s3: FakeS3) -> None:
    request = {"training": "faq.jsonl"}
    made = plan_run(RUN, request, terms(), s3.bucket("data"), s3.bucket("artifacts"))
    assert made.serving is None
    assert made.cost.serving_usd == 0
    assert made == plan(s3, "none", terms())


def test_on_demand_costs_nothing_while_idle(s3: FakeS3) -> None:
    made = plan(s3, "on_demand", terms())
    assert made.serving == ServingPlan(kind=Kind.ON_DEMAND, hours_to_live=None)
    assert made.cost.serving_usd == 0
    assert made.cost.serving_price_per_unit_hour is None


@pytest.mark.parametrize(("hours", "usd"), [(4, 160), (0.5, 40), (0, 40), (1.5, 60)])
def test_model_units_cost_every_hour_and_one_at_least(s3: FakeS3, hours: float, usd: float) -> None:
    made = plan(s3, provisioned(hours, 2), terms(**ROOM))
    assert made.serving == ServingPlan(
        kind=Kind.PROVISIONED, hours_to_live=hours, units=2, usd_per_hour=40
    )
    assert made.cost.serving_usd == usd
    assert made.cost.serving_price_per_unit_hour == Price(
        usd=20, source=OVERRIDDEN, as_of="2026-11-01"
    )


def test_the_budget_covers_training_a_month_of_storage_and_serving(s3: FakeS3) -> None:
    enough = 80 + 1.95 + TRAINING_USD
    assert plan(s3, provisioned(4), terms(**ROOM), budget_usd=enough).approval is None
    need = plan(s3, provisioned(4), terms(**ROOM), budget_usd=80 + 1.95).approval
    assert need
    assert need.reasons == [ApprovalReason.OVER_BUDGET]
    assert "serving $80.00); served on_demand it costs nothing while idle" in need.sentences[0]


def test_the_catalogues_price_where_the_environment_has_none(s3: FakeS3) -> None:
    nova_2_lite = model("nova-2-lite").ids.to_customize
    here = terms(custom_model_units_quota=9, model_units_quotas={nova_2_lite: 9})
    asked = {"model": "nova-2-lite", "hyperparameters": {"epochs": 1}}
    made = plan(s3, provisioned(2), here, **asked)
    assert made.cost.serving_usd == 121
    assert made.cost.serving_price_per_unit_hour
    assert made.cost.serving_price_per_unit_hour.source.startswith("https://")


def test_an_unknown_price_of_units_is_no_zero(s3: FakeS3) -> None:
    override = PriceOverride(
        training_usd_per_1k_tokens=0.001, storage_usd_per_month=1.95, as_of="2026-11-01"
    )
    here = terms(**ROOM)._replace(price_overrides={"nova-micro": override})
    made = plan(s3, provisioned(0), here)
    assert made.serving
    assert (made.serving.usd_per_hour, made.cost.serving_usd) == (None, None)
    assert made.cost.unknown == ["model unit"]
    assert made.cost.total_usd is None
    assert made.approval
    assert made.approval.reasons == [ApprovalReason.UNKNOWN_PRICE]
    assert serving_warnings(made) == [
        "Nova Micro is also served on_demand, which costs nothing while idle; 1 model unit costs "
        "what nobody here knows, asked or not."
    ]
    assert plan(s3, "on_demand", here).cost.serving_usd == 0


def serving_warnings(made: Plan) -> list[str]:
    """Return the warnings but for the two about the data."""
    return made.warnings[2:]


def test_on_demand_alone_is_worth_no_warning(s3: FakeS3) -> None:
    assert serving_warnings(plan(s3, "on_demand", terms())) == []


def test_units_are_warned_of_where_on_demand_would_do(s3: FakeS3) -> None:
    assert serving_warnings(plan(s3, provisioned(4, 2), terms(**ROOM))) == [
        "Nova Micro is also served on_demand, which costs nothing while idle; 2 model units cost "
        "$40.00 an hour, asked or not."
    ]


@pytest.mark.parametrize(
    ("commitment", "cost"),
    [
        (Commitment.NONE, "$60.00 an hour"),
        (Commitment.ONE_MONTH, "$45.00 an hour"),
        (Commitment.SIX_MONTHS, "nobody here knows what"),
    ],
)
def test_an_alias_whose_units_will_be_made_is_warned_of(
    s3: FakeS3, commitment: Commitment, cost: str
) -> None:
    alias = declared("faq", Kind.PROVISIONED, units=3, commitment=commitment)
    made = plan(s3, {"kind": "on_demand", "alias": "faq"}, terms(declared=[alias], **ROOM))
    assert made.serving
    assert made.serving.alias == "faq"
    assert made.cost.serving_usd == 0
    assert serving_warnings(made) == [
        "The promotion will make the capacity of faq anew: 3 model units, which cost "
        f"{cost} until settings change."
    ]
    committed = [ApprovalReason.COMMITTED_TERM]
    assert (made.approval.reasons if made.approval else []) == (
        [] if commitment is Commitment.NONE else committed
    )


@pytest.mark.parametrize(("days", "warned"), [(91, False), (90, True), (-1, True)])
def test_a_base_that_ends_soon_is_warned_of(
    s3: FakeS3, monkeypatch: pytest.MonkeyPatch, days: int, warned: bool
) -> None:
    ends = TODAY + dt.timedelta(days=days)
    life = msgspec.structs.replace(model().lifecycle, ends_on=ends)
    ending = msgspec.structs.replace(model(), lifecycle=life)
    monkeypatch.setattr(catalogue, "find", lambda _name: ending)
    told = [f"Nova Micro ends on {ends}: whatever serves this model ends with it."]
    assert serving_warnings(plan(s3, "on_demand", terms())) == (told if warned else [])
    assert serving_warnings(plan(s3, "none", terms())) == []


def test_problems_of_serving_are_told_with_all_others(s3: FakeS3) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        plan(
            s3,
            {"kind": "provisioned", "commitment": "one_month", "alias": "nope"},
            terms(),
            validation="gone.jsonl",
        )
    assert [line.split(": given")[0] for line in str(caught.value).splitlines()[1:]] == [
        "- $.deployment.hours_to_live",
        "- $.deployment.commitment",
        "- $.deployment.alias",
        "- $.deployment",
        "- $.deployment",
        "- $.validation",
    ]
    assert s3.written == []

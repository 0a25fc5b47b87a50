"""Whether a model can be served as a request wants, each rule with a bad example."""

import dataclasses
import datetime as dt
from collections.abc import Iterator

import msgspec
import pytest

from lambdas.catalogue.model import Model
from lambdas.common.capacity import Capacity
from lambdas.common.findings import Findings
from lambdas.contract import names
from lambdas.contract.serving import Commitment, DeclaredCapacity, Kind
from lambdas.contract.serving_request import (
    DeploymentRequest,
    NoDeployment,
    OnDemandDeployment,
    ProvisionedDeployment,
)
from lambdas.plan_run.choose_serving import Serving, choose_serving
from lambdas.plan_run.terms import Terms
from tests.unit.plan_run.records import model, tunable
from tests.unit.plan_run.surroundings import (
    BASE,
    OTHER_BASE,
    RUN,
    TERMS,
    declared,
    deployment,
    terms,
    throughput,
)

ON_DEMAND = OnDemandDeployment()
UNITS = ProvisionedDeployment(hours_to_live=4, units=2)
FAQ = declared("faq")
ROOM = {"custom_model_units_quota": 100, "model_units_quotas": {BASE: 100}}
STANDING = names.alias_capacity_name("dev", "alpha", "faq", f"on_demand/0/none/{BASE}")


def chosen(
    asked: DeploymentRequest, here: Terms, of: Model | None = None
) -> tuple[Serving | None, list[tuple[str, str, str]]]:
    """Return what is chosen, and the problems."""
    findings = Findings()
    serving = choose_serving(asked, tunable(of=of), RUN, here, findings)
    return serving, [(one.path, one.given, one.allowed) for one in findings.kept]


def problem(asked: DeploymentRequest, here: Terms, of: Model | None = None) -> tuple[str, str, str]:
    """Return the only problem."""
    ((path, given, allowed),) = chosen(asked, here, of)[1]
    return path, given, allowed


def serving_of(**ways: dict[str, object]) -> Model:
    """Return a model that is served in other ways."""
    base = model()
    changed = {
        way: msgspec.structs.replace(getattr(base.serving, way), **members)
        for way, members in ways.items()
    }
    return msgspec.structs.replace(base, serving=msgspec.structs.replace(base.serving, **changed))


def test_nothing_wanted_asks_for_nothing() -> None:
    assert chosen(NoDeployment(), TERMS) == (None, [])


def test_an_account_is_asked_only_for_the_kinds_that_are_wanted() -> None:
    listed = []

    def list_capacity(kind: Kind) -> Iterator[Capacity]:
        listed.append(kind)
        yield from ()

    here = terms(list_capacity=list_capacity, declared=[declared("pt", Kind.PROVISIONED)], **ROOM)
    chosen(ON_DEMAND, here)
    assert listed == [Kind.ON_DEMAND]
    chosen(OnDemandDeployment(alias="pt"), here)
    assert listed[1:] == [Kind.ON_DEMAND, Kind.PROVISIONED]


def test_what_fits_is_chosen() -> None:
    serving, problems = chosen(UNITS, terms(**ROOM))
    assert problems == []
    assert serving
    assert (serving.own.kind, serving.own.units, serving.alias) == (Kind.PROVISIONED, 2, None)
    assert serving.on_demand_serves
    assert not serving.makes_alias_capacity


@pytest.mark.parametrize(
    ("asked", "of", "given", "allowed"),
    [
        (
            ON_DEMAND,
            serving_of(on_demand={"offered": False}),
            "on_demand for Nova Micro",
            "provisioned; it is not served otherwise",
        ),
        (
            UNITS,
            serving_of(provisioned={"offered": False}),
            "provisioned for Nova Micro",
            "on_demand; it is not served otherwise; on_demand serves it here, and costs nothing "
            "while idle",
        ),
        (
            UNITS,
            serving_of(provisioned={"offered": False}, on_demand={"offered": False}),
            "provisioned for Nova Micro",
            "none; it is not served otherwise",
        ),
        (
            ON_DEMAND,
            serving_of(on_demand={"regions": ("us-west-2",)}),
            "on_demand for Nova Micro in us-east-1",
            "where it is served so: us-west-2",
        ),
        (
            UNITS,
            serving_of(provisioned={"regions": None}, on_demand={"regions": None}),
            "provisioned for Nova Micro in us-east-1",
            "where it is served so: no region that is known",
        ),
        (
            ON_DEMAND,
            serving_of(on_demand={"customized_since": dt.date(2026, 11, 25)}),
            "on_demand for a model of 2026-11-24",
            "a model customized on 2026-11-25 or later",
        ),
    ],
)
def test_a_model_that_is_not_served_so(
    asked: DeploymentRequest, of: Model, given: str, allowed: str
) -> None:
    assert problem(asked, terms(**ROOM), of) == ("$.deployment", given, allowed)


def test_a_model_of_the_first_day_is_served() -> None:
    of = serving_of(on_demand={"customized_since": TERMS.today})
    assert chosen(ON_DEMAND, terms(), of)[1] == []


@pytest.mark.parametrize(
    ("aliases", "allowed"),
    [
        ([declared("help"), FAQ, declared("other", team="beta")], "faq, help; "),
        ([declared("nope", team="beta")], "null: the team has no alias; "),
    ],
)
def test_an_alias_that_the_team_has_not_got(aliases: list[DeclaredCapacity], allowed: str) -> None:
    path, given, told = problem(OnDemandDeployment(alias="nope"), terms(declared=aliases))
    assert (path, given) == ("$.deployment.alias", '"nope"')
    assert told.startswith(allowed)
    assert told.endswith("declared in the environment's settings (serving.capacity)")


def test_an_alias_whose_kind_does_not_serve_the_model() -> None:
    here = terms(declared=[declared("faq", Kind.PROVISIONED, units=1)], **ROOM)
    path, given, _ = problem(
        OnDemandDeployment(alias="faq"), here, serving_of(provisioned={"offered": False})
    )
    assert (path, given) == ("$.deployment.alias", "provisioned for Nova Micro")


def test_an_alias_that_is_declared_for_another_base() -> None:
    of_lite = terms(declared=[declared("faq", base=OTHER_BASE)])
    path, given, _ = problem(OnDemandDeployment(alias="faq"), of_lite)
    assert (path, given) == ("$.deployment.alias", f'"faq", which is declared for {OTHER_BASE}')
    of_micro = terms(declared=[declared("faq", base=BASE)])
    assert chosen(OnDemandDeployment(alias="faq"), of_micro)[1] == []


@pytest.mark.parametrize(
    ("existing", "alias", "fits"),
    [
        (9, None, True),
        (10, None, False),
        (9, "faq", False),
        (8, "faq", True),
    ],
)
def test_deployments_are_counted_with_the_aliass(
    existing: int, alias: str | None, fits: bool
) -> None:
    account = [deployment(f"d{n}") for n in range(existing)]
    here = terms(*account, declared=[FAQ])
    assert (chosen(OnDemandDeployment(alias=alias), here)[1] == []) is fits


def test_an_alias_whose_capacity_stands_needs_no_more() -> None:
    account = [deployment(f"d{n}") for n in range(8)]
    serving, problems = chosen(
        OnDemandDeployment(alias="faq"), terms(*account, deployment(STANDING), declared=[FAQ])
    )
    assert problems == []
    assert serving
    assert serving.alias == FAQ
    assert not serving.makes_alias_capacity


def test_capacity_that_failed_does_not_stand() -> None:
    failed = dataclasses.replace(deployment(STANDING), status="Failed")
    serving, _ = chosen(OnDemandDeployment(alias="faq"), terms(failed, declared=[FAQ]))
    assert serving
    assert serving.makes_alias_capacity


@pytest.mark.parametrize(("old_first", "fits"), [(False, False), (True, True)])
def test_old_capacity_that_goes_first_leaves_its_place(old_first: bool, fits: bool) -> None:
    old = names.alias_capacity_name("dev", "alpha", "faq", f"on_demand/0/none/{OTHER_BASE}")
    account = [*(deployment(f"d{n}") for n in range(8)), deployment(old, OTHER_BASE)]
    here = terms(*account, declared=[declared("faq", old_first=old_first)])
    serving, problems = chosen(OnDemandDeployment(alias="faq"), here)
    assert (problems == []) is fits
    assert serving
    assert serving.makes_alias_capacity


def test_a_full_account_is_told_with_quota_and_setting() -> None:
    path, given, allowed = problem(ON_DEMAND, terms(deployment("d1"), deployments_quota=1))
    assert (path, given) == ("$.deployment", "1 more deployment beside 1 in use")
    assert allowed == (
        "at most 1 deployments of custom models (Service Quotas L-1EF80F3E; once AWS raised it, "
        "state it in the environment's settings: serving.quotas.deployments)"
    )


def test_without_raised_quotas_both_are_told_and_that_on_demand_needs_none() -> None:
    (across, of_model) = chosen(UNITS, terms())[1]
    assert across == (
        "$.deployment",
        "2 more model units beside 0 in use",
        "at most 0 units without a commitment across all custom models (Service Quotas L-BE77399C; "
        "once AWS raised it, state it in the environment's settings: "
        "serving.quotas.custom_model_units); accounts begin with 0; "
        "on_demand serves it here and needs none",
    )
    assert "at most 0 units of Nova Micro (Service Quotas L-AC096F71;" in of_model[2]
    assert "serving.quotas.model_units.nova-micro)" in of_model[2]


def test_where_on_demand_does_not_serve_it_is_not_named() -> None:
    problems = chosen(UNITS, terms(), serving_of(on_demand={"offered": False}))[1]
    assert len(problems) == 2
    assert not any("on_demand" in allowed for _, _, allowed in problems)


@pytest.mark.parametrize(
    ("existing", "refused"),
    [
        ([], []),
        ([throughput("a", 1)], []),
        ([throughput("a", 2)], ["across", "of Nova Micro"]),
        ([throughput("a", 2, OTHER_BASE)], ["across"]),
        ([throughput("a", 2, commitment=Commitment.ONE_MONTH)], ["of Nova Micro"]),
        ([throughput("a", 9, base="")], []),
    ],
)
def test_units_in_use_are_counted_across_models_and_of_the_model(
    existing: list[Capacity], refused: list[str]
) -> None:
    here = terms(*existing, custom_model_units_quota=3, model_units_quotas={BASE: 3})
    problems = chosen(UNITS, here)[1]
    assert len(problems) == len(refused)
    for (_, _, allowed), words in zip(problems, refused, strict=True):
        assert words in allowed


@pytest.mark.parametrize(
    ("commitment", "refused"), [(Commitment.NONE, 2), (Commitment.ONE_MONTH, 1)]
)
def test_the_aliass_units_are_counted_too(commitment: Commitment, refused: int) -> None:
    alias = declared("faq", Kind.PROVISIONED, units=3, commitment=commitment)
    here = terms(declared=[alias], custom_model_units_quota=2, model_units_quotas={BASE: 2})
    assert len(chosen(OnDemandDeployment(alias="faq"), here)[1]) == refused

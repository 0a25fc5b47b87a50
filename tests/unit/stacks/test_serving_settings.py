"""Capacity costs money while nobody looks: its settings are typed, checked and never guessed."""

from typing import Any

import pytest

from lambdas.contract import names
from lambdas.contract.serving import Commitment, DeclaredCapacity, Kind
from stacks import price_settings, serving_settings
from stacks.serving_problems import MOST_CAPACITIES
from stacks.serving_settings import Capacity, Quotas, Serving
from stacks.settings import MOST_TEAMS, Settings, SettingsError
from tests.unit.stacks.test_settings import read

MICRO = "amazon.nova-micro-v1:0:128k"
REGION = "us-east-1"
PRICES: dict[str, Any] = {
    "nova-micro": {
        "training_usd_per_1k_tokens": 0.001,
        "provisioned_usd_per_unit_hour": {"no_commitment": 40, "one_month": 30},
        "as_of": "2026-11-22",
    }
}
ON_DEMAND: dict[str, Any] = {"alias": "faq", "team": "research", "kind": "on_demand"}
PROVISIONED: dict[str, Any] = {
    "alias": "support",
    "team": "research",
    "kind": "provisioned",
    "ceiling_usd": 30_000,
}
COMMITTED = PROVISIONED | {"commitment": "one_month", "accept_commitment": True}


def read_capacity(*capacity: dict[str, Any], prices: dict[str, Any] = PRICES) -> Settings:
    """Read a sound environment with this capacity."""
    return read(prices=prices, serving={"capacity": list(capacity)})


def refusal(*capacity: dict[str, Any], prices: dict[str, Any] = PRICES) -> str:
    """Return what is said against an environment with this capacity."""
    with pytest.raises(SettingsError) as refused:
        read_capacity(*capacity, prices=prices)
    return str(refused.value)


def test_an_environment_serves_nothing_by_itself_and_may_have_no_model_unit() -> None:
    found = read().serving
    assert found == Serving()
    assert (found.capacity, found.quotas.custom_model_units) == ([], 0)
    assert (found.orphans, found.idle, found.keep_models) == ("remove", "tell", None)


def test_declared_capacity_reaches_the_functions_as_it_was_set() -> None:
    settings = read_capacity(ON_DEMAND, COMMITTED | {"replacement": "old_first", "units": 1})
    assert serving_settings.declared_capacity(settings.serving) == [
        DeclaredCapacity(team="research", alias="faq", kind=Kind.ON_DEMAND),
        DeclaredCapacity(
            team="research",
            alias="support",
            kind=Kind.PROVISIONED,
            units=1,
            commitment=Commitment.ONE_MONTH,
            old_first=True,
            base=MICRO,
        ),
    ]


@pytest.mark.parametrize(
    ("capacity", "base"),
    [
        (ON_DEMAND, ""),
        (ON_DEMAND | {"model": "nova-lite"}, "amazon.nova-lite-v1:0:300k"),
        (PROVISIONED, MICRO),
        (PROVISIONED | {"model": "nova-micro"}, MICRO),
    ],
)
def test_capacity_is_declared_for_the_base_that_is_named_or_that_it_is_priced_by(
    capacity: dict[str, Any], base: str
) -> None:
    [declared] = serving_settings.declared_capacity(read_capacity(capacity).serving)
    assert declared.base == base


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (
            {"team": "sales"},
            'capacity[0].team: given "sales"; allowed: a team of the environment: research',
        ),
        (
            {"alias": "my_alias"},
            'capacity[0].alias: given "my_alias"; allowed: lower-case words joined by hyphens, '
            f"at most {names.LONGEST_ALIAS} characters",
        ),
        (
            {"alias": "a" * (names.LONGEST_ALIAS + 1)},
            f'capacity[0].alias: given "{"a" * (names.LONGEST_ALIAS + 1)}"; allowed: lower-case',
        ),
        (
            {"model": "titan"},
            'capacity[0].model: given "titan"; allowed: a model whose custom models are served '
            "provisioned in us-east-1: ",
        ),
        ({"ceiling_usd": None}, "capacity[0].ceiling_usd: given nothing; allowed: the most"),
        (
            {"ceiling_usd": 29_199},
            "capacity[0].ceiling_usd: given 29,199.00; allowed: at least 29,200.00, what a month "
            "costs: 1 x 730 hours x 40.00",
        ),
        (
            {"units": 2},
            "capacity[0].ceiling_usd: given 30,000.00; allowed: at least 58,400.00, what a month "
            "costs: 2 x 730 hours x 40.00",
        ),
        (
            {"commitment": "one_month"},
            'capacity[0].commitment: given "one_month"; allowed: none, or with '
            '"accept_commitment": true',
        ),
        (
            {"commitment": "one_month", "accept_commitment": True, "ceiling_usd": 21_899},
            "capacity[0].ceiling_usd: given 21,899.00; allowed: at least 21,900.00, what the whole "
            "term costs: 1 x 730 hours x 30.00",
        ),
        (
            {"commitment": "six_months", "accept_commitment": True},
            "capacity[0].model: given nova-micro, whose price with six months is not known; "
            "allowed: a model with a price: add "
            "prices.nova-micro.provisioned_usd_per_unit_hour.six_months to the environment",
        ),
    ],
)
def test_a_bad_provisioned_capacity_says_what_is_allowed(
    changed: dict[str, Any], said: str
) -> None:
    assert f"- $.serving.{said}" in refusal(PROVISIONED | changed)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"units": 1}, "capacity[0].units: given 1; allowed: nothing: an on_demand deployment"),
        ({"ceiling_usd": 5}, "capacity[0].ceiling_usd: given 5.0; allowed: nothing: an on_demand"),
        (
            {"commitment": "one_month", "accept_commitment": True},
            'capacity[0].commitment: given "one_month"; allowed: none: only provisioned capacity',
        ),
        ({"model": "titan"}, 'capacity[0].model: given "titan"; allowed: a model whose custom'),
    ],
)
def test_an_on_demand_deployment_has_nothing_that_bills_by_the_hour(
    changed: dict[str, Any], said: str
) -> None:
    assert f"- $.serving.{said}" in refusal(ON_DEMAND | changed)


def test_an_unknown_price_is_refused_however_high_the_ceiling() -> None:
    said = refusal(PROVISIONED | {"ceiling_usd": 10**9}, prices={})
    assert "whose price with no commitment is not known" in said
    assert "add prices.nova-micro.provisioned_usd_per_unit_hour.no_commitment" in said


def test_a_ceiling_that_just_holds_is_enough() -> None:
    assert read_capacity(PROVISIONED | {"ceiling_usd": 29_200})
    assert read_capacity(COMMITTED | {"ceiling_usd": 21_900})


def test_an_alias_is_there_once_in_its_team_and_again_in_another() -> None:
    assert (
        '$.serving.capacity[1].alias: given "faq"; allowed: each alias of team research once'
        in (refusal(ON_DEMAND, ON_DEMAND))
    )
    teams = [{"name": "research"}, {"name": "sales"}]
    capacity = [ON_DEMAND, ON_DEMAND | {"team": "sales"}]
    assert read(teams=teams, serving={"capacity": capacity})


def test_there_is_room_for_so_much_capacity_and_no_more() -> None:
    many = [ON_DEMAND | {"alias": f"a{n}"} for n in range(MOST_CAPACITIES + 1)]
    assert read_capacity(*many[1:])
    assert f"{MOST_CAPACITIES + 1} capacities; allowed: at most {MOST_CAPACITIES}" in refusal(*many)


def test_what_functions_learn_has_to_fit_their_environment_variables() -> None:
    teams = [{"name": f"{chr(97 + n)}" + "x" * 19, "budget_usd": 9} for n in range(MOST_TEAMS)]
    assert read(teams=teams)
    price = PRICES["nova-micro"]
    prices = dict.fromkeys(("nova-micro", "nova-lite", "nova-pro", "nova-2-lite"), price)
    capacity = [
        PROVISIONED | {"team": team["name"], "alias": f"a{n}" + "x" * 14}
        for n, team in enumerate(teams[:MOST_CAPACITIES])
    ]
    with pytest.raises(SettingsError, match=r"\$: given about \d+ bytes of teams, prices and capa"):
        read(teams=teams, prices=prices, serving={"capacity": capacity})


def test_every_problem_is_told_at_once() -> None:
    said = refusal(
        PROVISIONED | {"alias": "A", "team": "x", "ceiling_usd": 1}, ON_DEMAND | {"units": 3}
    )
    assert "4 problems:" in said


def test_a_quota_names_a_model_of_the_catalogue() -> None:
    with pytest.raises(SettingsError, match=r"\$\.serving\.quotas\.model_units\.titan"):
        read(serving={"quotas": {"model_units": {"titan": 1}}})


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"sweep_seconds": 4}, "$.serving.sweep_seconds: given 4; allowed: `int` >= 5"),
        ({"sweep_seconds": 601}, "$.serving.sweep_seconds: given 601; allowed: `int` <= 600"),
        ({"longest_minutes": 9}, "$.serving.longest_minutes: given 9; allowed: `int` >= 10"),
        ({"longest_minutes": 601}, "$.serving.longest_minutes: given 601; allowed: `int` <= 600"),
        ({"idle_hours": 0}, "$.serving.idle_hours: given 0; allowed: `int` >= 1"),
        ({"idle_hours": 337}, "$.serving.idle_hours: given 337; allowed: `int` <= 336"),
        ({"keep_models": 0}, "$.serving.keep_models: given "),
        ({"orphans": "ignore"}, """$.serving.orphans: given "ignore"; allowed: 'remove', 'tell'"""),
        ({"idle": "ignore"}, "$.serving.idle: given "),
        ({"quotas": {"deployments": -1}}, "$.serving.quotas.deployments: given "),
        ({"capacity": [ON_DEMAND | {"kind": "batch"}]}, "$.serving.capacity[0].kind: given "),
        ({"capacity": [ON_DEMAND | {"wait": "for ever"}]}, "$.serving.capacity[0].wait: given "),
        (
            {"capacity": [ON_DEMAND | {"colour": "blue"}]},
            '$.serving.capacity[0].colour: given "blue"; allowed: no such setting; there are ',
        ),
        (
            {"capacity": [{"alias": "faq", "team": "research"}]},
            "$.serving.capacity[0].kind: given nothing; ",
        ),
    ],
)
def test_a_value_of_the_wrong_form_says_where(changed: dict[str, Any], said: str) -> None:
    with pytest.raises(SettingsError) as refused:
        read(serving=changed)
    assert said in str(refused.value)


def test_waiting_for_capacity_has_to_fit_the_history_that_waiting_for_a_job_left_over() -> None:
    patient = {"sweep_seconds": 5, "longest_minutes": 60}
    approval = 146
    events = (97 + 144 + approval + 6 * 721) * 4
    assert read(serving=patient)
    with pytest.raises(SettingsError) as refused:
        read(serving=patient, jobs={"sweep_seconds": 200})
    assert events < 20_000
    jobs = (865 + 144 + approval + 6 * 721) * 4
    assert f"$.serving: given {jobs} history events of waiting; allowed: at most 20000" in (
        str(refused.value)
    )


def test_a_history_that_the_job_alone_fills_is_the_jobs_problem() -> None:
    with pytest.raises(SettingsError) as refused:
        read(jobs={"sweep_seconds": 15, "longest_hours": 168})
    assert "1 problem:" in str(refused.value)


@pytest.mark.parametrize(
    ("sweep", "longest", "looks"), [(60, 120, 121), (5, 10, 121), (7, 10, 87), (600, 10, 2)]
)
def test_the_looks_outlast_the_longest_creation(sweep: int, longest: int, looks: int) -> None:
    serving = Serving(sweep_seconds=sweep, longest_minutes=longest)
    assert serving_settings.looks_needed(serving) == looks
    assert looks * sweep > longest * 60


def test_quotas_reach_the_functions_by_the_bases_id() -> None:
    quotas = Quotas(model_units={"nova-micro": 4, "nova-pro": 1})
    wanted = {MICRO: 4, "amazon.nova-pro-v1:0:300k": 1}
    assert serving_settings.model_units_quotas(quotas) == wanted


def test_prices_reach_the_functions_by_base_and_term_and_the_unknown_is_absent() -> None:
    prices = read_capacity(PROVISIONED).prices
    found = price_settings.unit_hour_prices(prices, REGION)
    assert found[MICRO] == {"none": 40.0, "one_month": 30.0}
    assert MICRO not in price_settings.unit_hour_prices({}, REGION)
    assert 0 not in [price for known in found.values() for price in known.values()]


def test_more_than_the_declared_units_all_day_is_too_much_unless_settings_say_otherwise() -> None:
    capacity = [
        Capacity(alias="a", team="t", kind=Kind.PROVISIONED, units=2),
        Capacity(alias="b", team="t", kind=Kind.PROVISIONED),
        Capacity(alias="c", team="t", kind=Kind.ON_DEMAND),
    ]
    assert serving_settings.model_unit_hours_a_day(Serving(capacity=capacity)) == 72
    assert serving_settings.model_unit_hours_a_day(Serving()) == 0
    assert serving_settings.model_unit_hours_a_day(Serving(model_unit_hours_a_day=5)) == 5

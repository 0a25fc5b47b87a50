"""Money: AWS's rule, the cautious bound, where prices come from, and what asks for approval."""

import pytest

from lambdas.contract.errors import ApprovalRequiredError
from lambdas.contract.money import Price
from lambdas.datasets.tokens import cautious_tokens, characters_for, estimate_tokens
from lambdas.plan_run.estimate_cost import Budget, estimate_cost
from lambdas.plan_run.prices import PriceOverride, Prices, prices_of
from tests.unit.plan_run.records import model

FREE = Budget(None, None)
OVERRIDE = PriceOverride(
    training_usd_per_1k_tokens=0.002, storage_usd_per_month=3.0, as_of="2026-11-01"
)


def price(usd: float) -> Price:
    return Price(usd=usd, source="test", as_of="2026")


@pytest.mark.parametrize(
    ("characters", "tokens", "cautious"), [(0, 0, 0), (1, 1, 1), (6, 1, 2), (7, 2, 3), (18, 3, 6)]
)
def test_tokens_are_rounded_up(characters: int, tokens: int, cautious: int) -> None:
    assert estimate_tokens(characters) == tokens
    assert cautious_tokens(characters) == cautious


def test_the_most_characters_of_so_many_tokens() -> None:
    assert estimate_tokens(characters_for(7)) == 7
    assert estimate_tokens(characters_for(7) + 1) == 8


def test_the_worked_example() -> None:
    """1,000 records of 3,000 characters, two epochs, on Nova 2 Lite."""
    cost = estimate_cost(3_000_000, 2, prices_of(model("nova-2-lite"), None), FREE)
    assert cost.training_usd == pytest.approx(3.78)
    assert cost.cautious_training_usd == pytest.approx(7.56)
    assert cost.storage_price_per_month.usd == 1.95
    assert cost.epochs == 2
    assert cost.training_price_per_1k_tokens.as_of == "2026-08-02"


def test_an_environments_price_comes_first() -> None:
    prices = prices_of(model("nova-2-lite"), OVERRIDE)
    assert prices.training_per_1k_tokens == Price(
        usd=0.002, source="set by this environment", as_of="2026-11-01"
    )
    assert prices.storage_per_month.usd == 3.0


def test_a_price_that_is_not_overridden_is_the_catalogues() -> None:
    override = PriceOverride(training_usd_per_1k_tokens=0.002, as_of="2026-11-01")
    prices = prices_of(model("nova-2-lite"), override)
    assert prices.storage_per_month.usd == 1.95
    assert prices.storage_per_month.source.startswith("https://")


@pytest.mark.parametrize(
    ("name", "override", "missing"),
    [
        ("nova-micro", None, "training and storage price of Nova Micro"),
        ("nova-lite", None, "training price of Nova Lite"),
        (
            "nova-micro",
            PriceOverride(training_usd_per_1k_tokens=0.002, as_of="2026-11-01"),
            "storage price of Nova Micro",
        ),
    ],
)
def test_an_unknown_price_asks_for_approval(
    name: str, override: PriceOverride | None, missing: str
) -> None:
    with pytest.raises(ApprovalRequiredError) as caught:
        prices_of(model(name), override)
    message = str(caught.value)
    assert f"The {missing} is not known" in message
    assert "nothing was bought" in message
    assert f'"prices": {{"{name}": {{"training_usd_per_1k_tokens"' in message


PRICES = Prices(price(0.001), price(1.95))


@pytest.mark.parametrize(
    ("budget", "owner"),
    [
        (Budget(3.94, None), "request"),
        (Budget(None, 3.94), "team"),
        (Budget(3.94, 100), "request"),
        (Budget(100, 3.94), "team"),
    ],
)
def test_over_the_smaller_budget(budget: Budget, owner: str) -> None:
    with pytest.raises(ApprovalRequiredError) as caught:
        estimate_cost(3_000_000, 2, PRICES, budget)
    message = str(caught.value)
    assert "$3.95" in message
    assert f"the {owner}'s budget of $3.94" in message
    assert "Approvals are not built yet" in message


def test_within_budget_by_the_cautious_bound_to_the_cent() -> None:
    cost = estimate_cost(3_000_000, 2, PRICES, Budget(3.95, 100))
    assert cost.budget_usd == 3.95
    assert estimate_cost(3_000_000, 2, PRICES, Budget(None, 100)).budget_usd == 100
    assert estimate_cost(3_000_000, 2, PRICES, FREE).budget_usd is None

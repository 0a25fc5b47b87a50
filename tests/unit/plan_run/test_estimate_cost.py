"""Money: AWS's rule, the cautious bound, and sums in which something is unknown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.contract.money import Price
from lambdas.datasets.tokens import cautious_tokens, characters_for, estimate_tokens
from lambdas.plan_run.estimate_cost import Budget, estimate_cost
from lambdas.plan_run.prices import PriceBook, Prices, prices_of
from tests.unit.plan_run.records import model

FREE = Budget(None, None)
USD = st.floats(min_value=0.0001, max_value=100)


def price(usd: float) -> Price:
    return Price(usd=usd, source="test", as_of="2026")


PRICES = st.none() | st.builds(price, USD)


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
    known = prices_of(model("nova-2-lite"), PriceBook("us-east-1", {}, None))
    cost = estimate_cost(3_000_000, 2, known, FREE)
    assert cost.training_usd == pytest.approx(3.78)
    assert cost.cautious_training_usd == pytest.approx(7.56)
    assert cost.storage_price_per_month == known.storage_per_month
    assert cost.training_price_per_1k_tokens == known.training_per_1k_tokens
    assert cost.total_usd == pytest.approx(3.78 + 1.95)
    assert cost.cautious_total_usd == pytest.approx(7.56 + 1.95)
    assert cost.epochs == 2
    assert cost.unknown == []


@given(PRICES, PRICES, st.none() | USD, st.integers(0, 10**9), st.integers(1, 5))
def test_what_is_unknown_is_named_and_never_counts_as_zero(
    training: Price | None,
    storage: Price | None,
    serving: float | None,
    characters: int,
    epochs: int,
) -> None:
    cost = estimate_cost(characters, epochs, Prices(training, storage), FREE, serving)
    assert cost.unknown == [
        name
        for name, known in (("training", training), ("storage", storage), ("model unit", serving))
        if known is None
    ]
    assert (cost.training_usd is None) == (training is None)
    assert (cost.total_usd is None) == (cost.cautious_total_usd is None) == bool(cost.unknown)
    if training and storage and serving:
        assert cost.total_usd == pytest.approx((cost.training_usd or 0) + storage.usd + serving)
        assert (cost.cautious_total_usd or 0) >= (cost.total_usd or 0)


@pytest.mark.parametrize(
    ("budget", "usd"),
    [
        (FREE, None),
        (Budget(3, None), 3),
        (Budget(None, 4), 4),
        (Budget(3, 4), 3),
        (Budget(5, 4), 4),
    ],
)
def test_the_smaller_budget_holds_and_both_are_told(budget: Budget, usd: float | None) -> None:
    cost = estimate_cost(1, 1, Prices(price(1), price(1)), budget)
    assert cost.budget_usd == usd
    assert (cost.request_budget_usd, cost.team_budget_usd) == budget

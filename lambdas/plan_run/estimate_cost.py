"""What a run will cost, before it is spent."""

from typing import NamedTuple

from lambdas.common.money import sum_of, training_usd, usd_of
from lambdas.contract.money import CostEstimate
from lambdas.datasets.tokens import cautious_tokens, estimate_tokens
from lambdas.plan_run.estimate_evaluation import EvaluationCost
from lambdas.plan_run.prices import AnswerPrices, Prices

NOTHING = EvaluationCost(0, AnswerPrices(None, None))
"""Nothing is evaluated."""

MICRODOLLARS = 6
"""Sums are compared to so many decimals: below that is only floating-point noise."""


class Budget(NamedTuple):
    """The most that a run may cost in US dollars; None is no limit."""

    request_usd: float | None
    team_usd: float | None

    @property
    def usd(self) -> float | None:
        """The smaller of the two."""
        return min((one for one in self if one is not None), default=None)


def estimate_cost(
    characters: int,
    epochs: int,
    prices: Prices,
    budget: Budget,
    serving_usd: float | None = 0,
    *,
    evaluation: EvaluationCost = NOTHING,
) -> CostEstimate:
    """Return what training on so many characters, serving and judging what comes out, will cost.

    A sum with an unknown price in it is unknown itself: what is not known never counts as zero.

    Args:
        characters: Of the training data; validation is not billed.
        epochs: How often they are read.
        prices: As far as they are known.
        budget: What the request and the team allow.
        serving_usd: The run's own capacity until it is removed; None is unknown.
        evaluation: The answers of all sides.
    """
    price = prices.training_per_1k_tokens
    training = training_usd(estimate_tokens(characters), epochs, price)
    cautious = training_usd(cautious_tokens(characters), epochs, price)
    storage = usd_of(prices.storage_per_month)
    parts = {
        "training": training,
        "storage": storage,
        "model unit": serving_usd,
    }
    return CostEstimate(
        epochs=epochs,
        training_price_per_1k_tokens=price,
        training_usd=training,
        cautious_training_usd=cautious,
        storage_price_per_month=prices.storage_per_month,
        serving_usd=serving_usd,
        serving_price_per_unit_hour=prices.unit_hour,
        evaluation_usd=evaluation.usd,
        input_price_per_1k_tokens=evaluation.prices.input_per_1k_tokens,
        output_price_per_1k_tokens=evaluation.prices.output_per_1k_tokens,
        embedding_price_per_1k_tokens=evaluation.prices.embedding_per_1k_tokens,
        total_usd=sum_of(training, storage, serving_usd, evaluation.usd),
        cautious_total_usd=sum_of(cautious, storage, serving_usd, evaluation.usd),
        unknown=[*(name for name, usd in parts.items() if usd is None), *evaluation.unknown],
        budget_usd=budget.usd,
        request_budget_usd=budget.request_usd,
        team_budget_usd=budget.team_usd,
    )

"""What a run will cost, before it is spent.

https://docs.aws.amazon.com/bedrock/latest/userguide/custom-models.html
"""

from typing import NamedTuple

from lambdas.contract.errors import ApprovalRequiredError
from lambdas.contract.money import CostEstimate
from lambdas.datasets.tokens import cautious_tokens, estimate_tokens
from lambdas.plan_run.prices import NOT_BUILT, Prices

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

    @property
    def owner(self) -> str:
        """Whose budget the smaller one is."""
        return "request" if self.usd == self.request_usd else "team"


def estimate_cost(
    characters: int, epochs: int, prices: Prices, budget: Budget, serving_usd: float = 0
) -> CostEstimate:
    """Return what training on so many characters, and serving what comes out, will cost.

    Raises:
        ApprovalRequiredError: the cautious bound, a month of storage and serving exceed the budget.
    """
    per_token = epochs * prices.training_per_1k_tokens.usd / 1000
    cost = CostEstimate(
        epochs=epochs,
        training_price_per_1k_tokens=prices.training_per_1k_tokens,
        training_usd=estimate_tokens(characters) * per_token,
        cautious_training_usd=cautious_tokens(characters) * per_token,
        storage_price_per_month=prices.storage_per_month,
        serving_usd=serving_usd,
        serving_price_per_unit_hour=prices.unit_hour,
        budget_usd=budget.usd,
    )
    _hold_against(cost, budget)
    return cost


def _hold_against(cost: CostEstimate, budget: Budget) -> None:
    total = cost.cautious_training_usd + cost.storage_price_per_month.usd + cost.serving_usd
    if budget.usd is None or round(total - budget.usd, MICRODOLLARS) <= 0:
        return
    serving = ""
    if cost.serving_usd:
        serving = f", serving ${cost.serving_usd:,.2f}; on_demand costs nothing while idle"
    raise ApprovalRequiredError(
        f"This run may cost ${total:,.2f} (training ${cost.cautious_training_usd:,.2f} by the "
        f"cautious bound, a month of storage ${cost.storage_price_per_month.usd:,.2f}{serving}), "
        f"over the {budget.owner}'s budget of ${budget.usd:,.2f}. {NOT_BUILT}"
    )

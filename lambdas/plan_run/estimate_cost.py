"""What a run will cost, before it is spent; what is not known asks for approval.

https://docs.aws.amazon.com/bedrock/latest/userguide/custom-models.html
"""

from typing import NamedTuple

import msgspec

from lambdas import catalogue
from lambdas.catalogue.facts import Fact
from lambdas.catalogue.model import Model
from lambdas.contract.errors import ApprovalRequiredError
from lambdas.contract.run import CostEstimate, Price
from lambdas.plan_run.estimate_tokens import cautious_tokens, estimate_tokens

OVERRIDDEN = "set by this environment"
MICRODOLLARS = 6
"""Sums are compared to so many decimals: below that is only floating-point noise."""


class PriceOverride(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Prices of one model that an environment's settings state, in US dollars."""

    training_usd_per_1k_tokens: float
    as_of: str
    """The day on which somebody read them (ISO 8601)."""
    storage_usd_per_month: float | None = None


class Prices(NamedTuple):
    """The prices a fine-tuning run needs."""

    training_per_1k_tokens: Price
    storage_per_month: Price


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


def prices_of(model: Model, override: PriceOverride | None) -> Prices:
    """Return a model's prices: the environment's own first, then the catalogue's.

    Raises:
        ApprovalRequiredError: a price is unknown; an unknown price never counts as zero.
    """
    training = _price(model.prices.training_usd_per_1k_tokens)
    storage = _price(model.prices.storage_usd_per_month)
    if override is not None:
        training = _overridden(override.training_usd_per_1k_tokens, override)
        if override.storage_usd_per_month is not None:
            storage = _overridden(override.storage_usd_per_month, override)
    if training is None or storage is None:
        raise ApprovalRequiredError(_unknown(model, training, storage))
    return Prices(training, storage)


def estimate_cost(characters: int, epochs: int, prices: Prices, budget: Budget) -> CostEstimate:
    """Return what training on so many characters will cost.

    Raises:
        ApprovalRequiredError: the cautious bound and a month of storage exceed the budget.
    """
    per_token = epochs * prices.training_per_1k_tokens.usd / 1000
    cost = CostEstimate(
        epochs=epochs,
        training_price_per_1k_tokens=prices.training_per_1k_tokens,
        training_usd=estimate_tokens(characters) * per_token,
        cautious_training_usd=cautious_tokens(characters) * per_token,
        storage_price_per_month=prices.storage_per_month,
        budget_usd=budget.usd,
    )
    total = cost.cautious_training_usd + cost.storage_price_per_month.usd
    if budget.usd is not None and round(total - budget.usd, MICRODOLLARS) > 0:
        raise ApprovalRequiredError(
            f"This run may cost ${total:,.2f} (training ${cost.cautious_training_usd:,.2f} by the "
            f"cautious bound, a month of storage ${cost.storage_price_per_month.usd:,.2f}), over "
            f"the {budget.owner}'s budget of ${budget.usd:,.2f}. {_NOT_BUILT}"
        )
    return cost


_NOT_BUILT = "Approvals are not built yet, so the run ends here; nothing was bought."


def _price(fact: Fact[float] | None) -> Price | None:
    if fact is None or fact.value is None:
        return None
    return Price(usd=fact.value, source=fact.source, as_of=fact.as_of)


def _overridden(usd: float, override: PriceOverride) -> Price:
    return Price(usd=usd, source=OVERRIDDEN, as_of=override.as_of)


def _unknown(model: Model, training: Price | None, storage: Price | None) -> str:
    missing = [name for name, price in (("training", training), ("storage", storage)) if not price]
    seen = catalogue.common().storage_usd_per_month
    hint = f" Storage was ${seen.value} a month where it was seen ({seen.as_of})."
    return (
        f"The {' and '.join(missing)} price of {model.title} is not known, and an unknown price "
        f"never counts as zero. {_NOT_BUILT} To go on, look it up and set it in the environment's "
        f'settings: "prices": {{"{model.name}": {{"training_usd_per_1k_tokens": ..., '
        f'"storage_usd_per_month": ..., "as_of": "YYYY-MM-DD"}}}}.{hint if storage is None else ""}'
    )

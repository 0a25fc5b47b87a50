"""Prices that an environment sets, and the price of provisioned capacity that follows from them."""

from collections.abc import Mapping, Sequence
from typing import Annotated

import msgspec

from lambdas import catalogue
from lambdas.contract.problems import Problem
from lambdas.contract.serving import Commitment

Usd = Annotated[float, msgspec.Meta(gt=0)]

TERMS = {
    Commitment.NONE: "no_commitment",
    Commitment.ONE_MONTH: "one_month",
    Commitment.SIX_MONTHS: "six_months",
}
"""How catalogue and settings call a commitment's price."""


class ProvisionedOverride(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Price of one model unit an hour, by how long one commits oneself."""

    no_commitment: Usd | None = None
    one_month: Usd | None = None
    six_months: Usd | None = None


class PriceOverride(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Prices this environment sets because the catalogue doesn't know them."""

    training_usd_per_1k_tokens: Usd
    storage_usd_per_month: Usd | None = None
    input_usd_per_1k_tokens: Usd | None = None
    """Of a custom model that is served on demand, as is the next."""
    output_usd_per_1k_tokens: Usd | None = None
    provisioned_usd_per_unit_hour: ProvisionedOverride = ProvisionedOverride()
    as_of: Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    """The day on which somebody looked the price up (ISO 8601)."""


class EmbeddingPrice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What making vectors of texts costs, because the catalogue doesn't know it."""

    usd_per_1k_tokens: Usd
    as_of: Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    """The day on which somebody looked the price up (ISO 8601)."""


Prices = Mapping[str, PriceOverride]
"""By the catalogue's model name."""


def price_problems(prices: Prices) -> Sequence[Problem]:
    """Return a problem for each price of a model that the catalogue doesn't know."""
    known = {model.name for model in catalogue.models()}
    return [
        Problem(path=f"$.prices.{name}", given=repr(name), allowed=", ".join(sorted(known)))
        for name in prices
        if name not in known
    ]


def unit_hour_price(
    model: catalogue.Model, commitment: Commitment, prices: Prices, region: str
) -> float | None:
    """Return what a model unit costs an hour in US dollars; None is unknown, never free.

    The catalogue's prices are of one region and say nothing about another. The price file that
    operators refresh is not asked: a template depends on its commit and settings alone.
    """
    term = TERMS[commitment]
    override = prices.get(model.name)
    set_here = getattr(override.provisioned_usd_per_unit_hour, term) if override else None
    if set_here is not None:
        return float(set_here)
    known = model.prices.provisioned_usd_per_unit_hour if model.prices.region == region else None
    value = getattr(known, term).value if known else None
    return None if value is None else float(value)


def unit_hour_prices(prices: Prices, region: str) -> dict[str, dict[str, float]]:
    """Return the known prices of a model unit an hour, by base customization id and commitment.

    Of the models that runs can tune in the region: what serves others is not of our making.
    """
    found = {
        str(model.ids.to_customize): {
            commitment.value: price
            for commitment in Commitment
            if (price := unit_hour_price(model, commitment, prices, region)) is not None
        }
        for model in catalogue.runnable(region)
    }
    return {base: known for base, known in found.items() if known}

"""The prices of a run: the environment's own, else the catalogue's; unknown is never zero."""

from typing import NamedTuple

import msgspec

from lambdas import catalogue
from lambdas.catalogue.facts import Fact
from lambdas.catalogue.model import Model
from lambdas.contract.errors import ApprovalRequiredError
from lambdas.contract.money import Price
from lambdas.contract.serving import Commitment

OVERRIDDEN = "set by this environment"
NOT_BUILT = "Approvals are not built yet, so the run ends here; nothing was bought."

TERMS = {
    Commitment.NONE: "no_commitment",
    Commitment.ONE_MONTH: "one_month",
    Commitment.SIX_MONTHS: "six_months",
}
"""How catalogue and settings call a commitment's price."""

MEMBERS = {
    "training": '"training_usd_per_1k_tokens": ...',
    "storage": '"storage_usd_per_month": ...',
    "model unit": '"provisioned_usd_per_unit_hour": {"no_commitment": ...}',
}
"""Where settings say each price."""


class ProvisionedOverride(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Price of one model unit an hour, by how long one commits oneself."""

    no_commitment: float | None = None
    one_month: float | None = None
    six_months: float | None = None


class PriceOverride(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Prices of one model that an environment's settings state, in US dollars."""

    training_usd_per_1k_tokens: float
    as_of: str
    """The day on which somebody read them (ISO 8601)."""
    storage_usd_per_month: float | None = None
    provisioned_usd_per_unit_hour: ProvisionedOverride = ProvisionedOverride()


class Prices(NamedTuple):
    """The prices a fine-tuning run needs."""

    training_per_1k_tokens: Price
    storage_per_month: Price
    unit_hour: Price | None = None
    """Of a model unit without commitment; None where none is wanted."""


def prices_of(model: Model, override: PriceOverride | None, *, provisioned: bool = False) -> Prices:
    """Return a model's prices: the environment's own first, then the catalogue's.

    Raises:
        ApprovalRequiredError: a price is unknown; an unknown price never counts as zero.
    """
    training = _price(model.prices.training_usd_per_1k_tokens)
    storage = _price(model.prices.storage_usd_per_month)
    unit_hour = unit_hour_price(model, override, Commitment.NONE) if provisioned else None
    if override is not None:
        training = _overridden(override.training_usd_per_1k_tokens, override)
        if override.storage_usd_per_month is not None:
            storage = _overridden(override.storage_usd_per_month, override)
    if training is None or storage is None or (provisioned and unit_hour is None):
        known = {"training": training, "storage": storage}
        wanted = known | ({"model unit": unit_hour} if provisioned else {})
        missing = [name for name, price in wanted.items() if price is None]
        raise ApprovalRequiredError(_unknown(model, missing))
    return Prices(training, storage, unit_hour)


def unit_hour_price(
    model: Model, override: PriceOverride | None, commitment: Commitment
) -> Price | None:
    """Return what a model unit costs an hour; None is unknown."""
    term = TERMS[commitment]
    if override is not None:
        usd = getattr(override.provisioned_usd_per_unit_hour, term)
        if usd is not None:
            return _overridden(usd, override)
    known = model.prices.provisioned_usd_per_unit_hour
    return _price(getattr(known, term)) if known else None


def _price(fact: Fact[float] | None) -> Price | None:
    if fact is None or fact.value is None:
        return None
    return Price(usd=fact.value, source=fact.source, as_of=fact.as_of)


def _overridden(usd: float, override: PriceOverride) -> Price:
    return Price(usd=usd, source=OVERRIDDEN, as_of=override.as_of)


_ON_DEMAND = " Served on_demand, the model needs no model units."


def _unknown(model: Model, missing: list[str]) -> str:
    seen = catalogue.common().storage_usd_per_month
    hint = f" Storage was ${seen.value} a month where it was seen ({seen.as_of})."
    shown = {"training", "storage", *missing}
    members = ", ".join(text for name, text in MEMBERS.items() if name in shown)
    return (
        f"The {' and '.join(missing)} price of {model.title} is not known, and an unknown price "
        f"never counts as zero. {NOT_BUILT} To go on, look it up and set it in the environment's "
        f'settings: "prices": {{"{model.name}": {{{members}, "as_of": "YYYY-MM-DD"}}}}.'
        f"{hint if 'storage' in missing else ''}"
        f"{_ON_DEMAND if 'model unit' in missing and model.serving.on_demand.offered else ''}"
    )

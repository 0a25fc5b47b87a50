"""The prices of a run: the environment's own, else the price file's, else the catalogue's."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from lambdas.catalogue.embedding import embedding_model
from lambdas.catalogue.model import Model
from lambdas.contract.money import Price
from lambdas.contract.price_file import PriceFile
from lambdas.contract.serving import Commitment

OVERRIDDEN = "set by this environment"

TRAINING = ("training_usd_per_1k_tokens",)
STORAGE = ("storage_usd_per_month",)
INPUT = ("input_usd_per_1k_tokens",)
OUTPUT = ("output_usd_per_1k_tokens",)
UNIT_HOUR = {
    Commitment.NONE: ("provisioned_usd_per_unit_hour", "no_commitment"),
    Commitment.ONE_MONTH: ("provisioned_usd_per_unit_hour", "one_month"),
    Commitment.SIX_MONTHS: ("provisioned_usd_per_unit_hour", "six_months"),
}
"""Where a price stands; settings, price file and catalogue call it the same."""


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
    input_usd_per_1k_tokens: float | None = None
    """Of a custom model that is served on demand, as is the next."""
    output_usd_per_1k_tokens: float | None = None
    provisioned_usd_per_unit_hour: ProvisionedOverride = ProvisionedOverride()


class EmbeddingPrice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an environment's settings say that making vectors costs."""

    usd_per_1k_tokens: float
    as_of: str

    def as_price(self) -> Price:
        """Return it with where it comes from."""
        return Price(usd=self.usd_per_1k_tokens, source=OVERRIDDEN, as_of=self.as_of)


class PriceBook(NamedTuple):
    """Where to look a price up, the first place first; the catalogue comes last."""

    region: str
    overrides: Mapping[str, PriceOverride]
    """By the catalogue's name of the model."""
    file: PriceFile | None
    embedding: Price | None = None
    """What settings say of making vectors, for 1,000 tokens."""


class Prices(NamedTuple):
    """The prices that a fine-tuning run needs; None is unknown."""

    training_per_1k_tokens: Price | None
    storage_per_month: Price | None
    unit_hour: Price | None = None
    """Of a model unit without commitment; None also where none is wanted."""


class AnswerPrices(NamedTuple):
    """What tokens cost that are read and written; None is unknown.

    Of the custom model, served on demand. What its base costs is not known here: both are reckoned
    with these figures.
    """

    input_per_1k_tokens: Price | None
    output_per_1k_tokens: Price | None
    embedding_per_1k_tokens: Price | None = None
    """Of making vectors, by a model of its own."""


def prices_of(model: Model, book: PriceBook, *, provisioned: bool = False) -> Prices:
    """Return a model's prices; the one of model units only if the run wants some."""
    unit_hour = unit_hour_price(model, book, Commitment.NONE) if provisioned else None
    return Prices(_find(model, book, TRAINING), _find(model, book, STORAGE), unit_hour)


def answer_prices(model: Model, book: PriceBook) -> AnswerPrices:
    """Return what asking a model costs."""
    return AnswerPrices(
        _find(model, book, INPUT), _find(model, book, OUTPUT), _embedding_price(book)
    )


def unit_hour_price(model: Model, book: PriceBook, commitment: Commitment) -> Price | None:
    """Return what a model unit costs an hour; None is unknown."""
    return _find(model, book, UNIT_HOUR[commitment])


def _find(model: Model, book: PriceBook, path: Sequence[str]) -> Price | None:
    override, file = book.overrides.get(model.name), book.file
    if override and (usd := _member(override, path)) is not None:
        return Price(usd=usd, source=OVERRIDDEN, as_of=override.as_of)
    if file and (usd := _member(file.models.get(model.name), path)) is not None:
        return Price(usd=usd, source=file.source, as_of=file.as_of)
    # The catalogue knows the prices of one region, and they say nothing about another.
    fact = _member(model.prices, path) if model.prices.region == book.region else None
    if fact is None or fact.value is None:
        return None
    return Price(usd=fact.value, source=fact.source, as_of=fact.as_of)


def _embedding_price(book: PriceBook) -> Price | None:
    known = embedding_model().usd_per_1k_tokens
    if book.embedding or known.value is None:
        return book.embedding
    return Price(usd=known.value, source=known.source, as_of=known.as_of)


def _member(value: object, path: Sequence[str]) -> Any:
    """Return the member at a path; None if it, or something on the way to it, is not there."""
    for name in path:
        value = getattr(value, name, None)
    return value

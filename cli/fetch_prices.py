"""The prices of the catalogue's models, asked of the AWS Price List one usage type at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from cli.price_list import SERVICE, Found, Per, find_price
from lambdas import catalogue
from lambdas.contract.price_file import ModelPrices, PriceFile

if TYPE_CHECKING:
    import datetime as dt

    from botocore.client import BaseClient

    from lambdas.catalogue.model import Model


class Wanted(NamedTuple):
    """A price of the file, and where the catalogue names what it is billed as."""

    path: str
    usage_type: str
    per: Per


WANTED = (
    Wanted("training_usd_per_1k_tokens", "training", Per.THOUSAND_TOKENS),
    Wanted("storage_usd_per_month", "storage", Per.MONTH),
    Wanted("input_usd_per_1k_tokens", "input", Per.THOUSAND_TOKENS),
    Wanted("output_usd_per_1k_tokens", "output", Per.THOUSAND_TOKENS),
    Wanted("provisioned_usd_per_unit_hour.no_commitment", "provisioned_no_commitment", Per.HOUR),
    Wanted("provisioned_usd_per_unit_hour.one_month", "provisioned_one_month", Per.HOUR),
)


class Missing(msgspec.Struct, frozen=True, kw_only=True):
    """A price that stays unknown."""

    model: str
    price: str
    why: str


class Fetched(NamedTuple):
    """A price file, and what is not in it."""

    file: PriceFile
    unknown: list[Missing]
    """Asked for, without one clear answer."""
    not_asked: list[Missing]
    """The catalogue does not say how it is billed here."""


def fetch(pricing: BaseClient, region: str, today: dt.date) -> Fetched:
    """Ask for every price that the catalogue knows a usage type of in this region."""
    models: dict[str, ModelPrices] = {}
    unknown: list[Missing] = []
    not_asked: list[Missing] = []
    for model in catalogue.models():
        asked = _usage_types(model, region)
        not_asked += _not_asked(model, asked, region)
        found = {
            one.path: find_price(pricing, asked[one.path], region, one.per)
            for one in WANTED
            if one.path in asked
        }
        unknown += _unknown(model, found, asked)
        known = {path: answer.usd for path, answer in found.items() if answer.usd is not None}
        if known:
            models[model.name] = msgspec.convert(_nested(known), ModelPrices)
    file = PriceFile(
        as_of=today.isoformat(),
        region=region,
        source=f"AWS Price List, {SERVICE} in {region}",
        models=models,
    )
    return Fetched(file, unknown, not_asked)


def figures(file: PriceFile | None) -> dict[tuple[str, str], float]:
    """Return every price of a file, by model and path."""
    models = msgspec.to_builtins(file.models) if file else {}
    return {
        (name, one.path): usd
        for name, prices in models.items()
        for one in WANTED
        if (usd := _at(prices, one.path)) is not None
    }


def _usage_types(model: Model, region: str) -> Mapping[str, str]:
    """Return the usage types of a model's prices, by path; a name holds in its region only."""
    named = model.prices.usage_types if model.prices.region == region else None
    return {
        one.path: usage_type
        for one in WANTED
        if (usage_type := getattr(named, one.usage_type, None)) is not None
    }


def _not_asked(model: Model, asked: Iterable[str], region: str) -> list[Missing]:
    why = f"its usage type in {region} is not known"
    missing = [one.path for one in WANTED if one.path not in set(asked)]
    if len(missing) == len(WANTED):
        missing = ["every price"]
    return [Missing(model=model.name, price=path, why=why) for path in missing]


def _unknown(model: Model, found: Mapping[str, Found], asked: Mapping[str, str]) -> list[Missing]:
    return [
        Missing(model=model.name, price=path, why=f"{asked[path]}: {answer.why}")
        for path, answer in found.items()
        if answer.usd is None
    ]


def _nested(known: Mapping[str, float]) -> dict[str, Any]:
    """Return paths with dots as objects within objects."""
    nested: dict[str, Any] = {}
    for path, usd in known.items():
        *folders, name = path.split(".")
        place = nested
        for folder in folders:
            place = place.setdefault(folder, {})
        place[name] = usd
    return nested


def _at(prices: Mapping[str, Any], path: str) -> float | None:
    value: Any = prices
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return None if value is None else float(value)

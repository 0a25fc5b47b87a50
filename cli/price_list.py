"""What the AWS Price List says of one thing that is billed: one figure, or why there is none.

A unit or a shape of row that is not known here is refused: a price is never guessed.
https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/price-list-query-api.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

import msgspec

if TYPE_CHECKING:
    from botocore.client import BaseClient

SERVICE = "AmazonBedrock"
CURRENCY = "USD"


class Per(StrEnum):
    """What a price of ours is for."""

    THOUSAND_TOKENS = "1,000 tokens"
    MONTH = "a month"
    HOUR = "an hour"


UNITS: Mapping[Per, Mapping[str, int]] = {
    Per.THOUSAND_TOKENS: {"1ktokens": 1, "1mtokens": 1000},
    Per.MONTH: {"month": 1, "months": 1, "model/month": 1},
    Per.HOUR: {"hour": 1, "hours": 1, "hrs": 1},
}
"""The Price List's units, in small letters without blanks, and how often ours is in each."""


class Found(NamedTuple):
    """What was found."""

    usd: float | None
    why: str = ""
    """Why there is no figure."""


class Dimension(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One price; a tier of several, where the price falls with use."""

    unit: str
    price_per_unit: dict[str, str]


class Term(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """The prices of one offer."""

    price_dimensions: dict[str, Dimension]


class Terms(msgspec.Struct, frozen=True, kw_only=True, rename="pascal"):
    """The offers of one product."""

    on_demand: dict[str, Term] = {}


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One product as GetProducts gives it."""

    terms: Terms = Terms()


def find_price(pricing: BaseClient, usage_type: str, region: str, per: Per) -> Found:
    """Return the one price of a usage type in a region."""
    try:
        rows = [msgspec.json.decode(text, type=Row) for text in _rows(pricing, usage_type, region)]
    except msgspec.MsgspecError:
        return Found(None, "a row of a shape that this version does not know")
    return read_price(rows, per)


def read_price(rows: list[Row], per: Per) -> Found:
    """Return the price that rows agree on by being one."""
    prices = [
        price
        for row in rows
        for term in row.terms.on_demand.values()
        for price in term.price_dimensions.values()
    ]
    if len(prices) != 1:
        return Found(None, f"{len(prices) or 'no'} prices instead of one")
    return _converted(prices[0], per)


def _converted(price: Dimension, per: Per) -> Found:
    contained = UNITS[per].get("".join(price.unit.lower().split()))
    if contained is None:
        return Found(None, f"the unit {price.unit!r}, which is not known to be {per}")
    figure = price.price_per_unit.get(CURRENCY)
    try:
        usd = Decimal(figure or "") / contained
    except InvalidOperation:
        return Found(None, f"no figure in {CURRENCY}")
    if not usd.is_finite() or usd <= 0:
        return Found(None, f"the figure {figure}, which is no price")
    return Found(float(usd))


def _rows(pricing: BaseClient, usage_type: str, region: str) -> Iterator[str]:
    wanted = {"usagetype": usage_type, "regionCode": region}
    filters = [
        {"Type": "TERM_MATCH", "Field": name, "Value": value} for name, value in wanted.items()
    ]
    pages = pricing.get_paginator("get_products").paginate(ServiceCode=SERVICE, Filters=filters)
    for page in pages:
        yield from page["PriceList"]

"""The dated price file that an operator refreshes and PlanRun reads. Null is unknown."""

from typing import Annotated

import msgspec

SCHEMA_VERSION = 1

Usd = Annotated[float, msgspec.Meta(gt=0)]


class UnitHourPrices(msgspec.Struct, frozen=True, kw_only=True):
    """Price of one model unit an hour, by how long one commits oneself."""

    no_commitment: Usd | None = None
    one_month: Usd | None = None
    six_months: Usd | None = None


class ModelPrices(msgspec.Struct, frozen=True, kw_only=True):
    """What the AWS Price List says of one model, in US dollars."""

    training_usd_per_1k_tokens: Usd | None = None
    storage_usd_per_month: Usd | None = None
    input_usd_per_1k_tokens: Usd | None = None
    """Of an on-demand custom-model deployment, as is the next."""
    output_usd_per_1k_tokens: Usd | None = None
    provisioned_usd_per_unit_hour: UnitHourPrices = UnitHourPrices()


class PriceFile(msgspec.Struct, frozen=True, kw_only=True):
    """Prices of one region, as read on one day."""

    as_of: Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    region: str
    source: str
    """What to name beside a price that comes from here."""
    models: dict[str, ModelPrices]
    """By the catalogue's name of the model."""
    schema_version: int = SCHEMA_VERSION

"""How a customized model can be called."""

import datetime

import msgspec

from lambdas.catalogue.facts import Sourced


class OnDemand(Sourced, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A deployment that is paid by the token. Quotas are an account's and region's."""

    offered: bool
    regions: tuple[str, ...] | None
    tokens_per_minute: int | None = None
    requests_per_minute: int | None = None
    tokens_per_day: int | None = None
    quotas_adjustable: bool | None = None
    customized_since: datetime.date | None = None
    """Models customized before this day can't be deployed."""


class Provisioned(Sourced, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Provisioned throughput: model units that are paid by the hour."""

    offered: bool
    regions: tuple[str, ...] | None
    default_model_units: int | None = None
    """How many units an account may have before it asks for more."""
    model_units_quota: str | None = None
    """The Service Quotas code of that number."""


class Batch(Sourced, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Batch inference with the customized model."""

    offered: bool | None
    regions: tuple[str, ...] | None = None


class Serving(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Every way to call a customized model."""

    on_demand: OnDemand
    provisioned: Provisioned
    batch: Batch

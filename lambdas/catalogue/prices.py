"""What a model costs, in US dollars. A fact without a value is a price nobody here has seen."""

from typing import Annotated

import msgspec

from lambdas.catalogue.facts import Fact, Sourced

Usd = Annotated[float, msgspec.Meta(gt=0)]
"""Above zero: nothing is free, and an unknown price is null."""


class UsageTypes(Sourced, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the AWS Price List calls what is billed; null is unknown."""

    training: str | None
    storage: str | None
    input: str | None
    output: str | None
    provisioned_no_commitment: str | None = None
    provisioned_one_month: str | None = None
    reinforcement_hours: str | None = None


class Provisioned(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Price of one model unit an hour, by how long one commits oneself."""

    no_commitment: Fact[Usd]
    one_month: Fact[Usd]
    six_months: Fact[Usd]


class Prices(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The prices of one model in one region. An absent price does not apply to the model."""

    region: str | None
    storage_usd_per_month: Fact[Usd] | None = None
    """Of one custom model, until it is deleted."""
    training_usd_per_1k_tokens: Fact[Usd] | None = None
    training_usd_per_image: Fact[Usd] | None = None
    """Of one image seen in one step."""
    reinforcement_usd_per_hour: Fact[Usd] | None = None
    input_usd_per_1k_tokens: Fact[Usd] | None = None
    """Of an on-demand custom-model deployment, as is the next."""
    output_usd_per_1k_tokens: Fact[Usd] | None = None
    provisioned_usd_per_unit_hour: Provisioned | None = None
    usage_types: UsageTypes | None = None

"""What may be chosen about serving: how long to wait, what to do with leaks, which capacity."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated

import msgspec

from lambdas import catalogue
from lambdas.contract.serving import Commitment, DeclaredCapacity, Kind

DEPLOYING_LOOKS = 2
"""Times the longest creation: a place among the account's deployments, then the deployment."""
PROMOTING_LOOKS = 3
"""Another's promotion, then the end of the old capacity, then the new capacity."""
REMOVING_LOOKS = 1
"""What is still being made can't be removed before it is there."""
LOOKS_OF_A_RUN = DEPLOYING_LOOKS + PROMOTING_LOOKS + REMOVING_LOOKS

HOURS_A_DAY = 24
DEFAULT_MODEL = "nova-micro"


class Policy(StrEnum):
    """What becomes of what the audit finds."""

    REMOVE = "remove"
    TELL = "tell"


class Replacement(StrEnum):
    """The order when capacity can't be changed in place."""

    NEW_FIRST = "new_first"
    OLD_FIRST = "old_first"
    """For accounts whose quota doesn't hold both; there is an outage."""


class Wait(StrEnum):
    """What a deployment does with capacity that isn't in service in time."""

    ALARM = "alarm"
    STRICT = "strict"
    """It fails, and CloudFormation rolls back."""


class OnRemoval(StrEnum):
    """What becomes of capacity that serves when settings no longer declare it."""

    REFUSE = "refuse"
    REMOVE = "remove"


class Quotas(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the account may have, as Service Quotas says; Bedrock has the last word.

    https://docs.aws.amazon.com/general/latest/gr/bedrock.html
    """

    deployments: Annotated[int, msgspec.Meta(ge=0)] = 10
    """Custom model deployments, L-1EF80F3E."""
    custom_model_units: Annotated[int, msgspec.Meta(ge=0)] = 0
    """Model units without commitment across all custom models, L-BE77399C."""
    model_units: dict[str, Annotated[int, msgspec.Meta(ge=0)]] = {}
    """Model units of one model, by the catalogue's name."""


class Capacity(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Capacity behind an alias. Which model stands behind it is for runs and rollback to say."""

    alias: str
    team: str
    kind: Kind
    model: str | None = None
    """The catalogue's name of the base that may stand behind it; none: any, if it is paid by the
    token, else the default one."""
    units: Annotated[int, msgspec.Meta(ge=1, le=1000)] | None = None
    """Model units of provisioned throughput; none: one."""
    commitment: Commitment = Commitment.NONE
    accept_commitment: bool = False
    """That somebody wants a term that can't be ended early and renews itself."""
    ceiling_usd: Annotated[float, msgspec.Meta(gt=0)] | None = None
    """The most that a month may cost, or with a commitment the whole term."""
    replacement: Replacement = Replacement.NEW_FIRST
    wait: Wait = Wait.ALARM
    on_removal: OnRemoval = OnRemoval.REFUSE

    @property
    def priced_model(self) -> str:
        """The catalogue's name of the base by which it is priced."""
        return self.model or DEFAULT_MODEL

    @property
    def base(self) -> str:
        """The id to customize of the base it is declared for; empty: of any."""
        if self.model is None and self.kind is Kind.ON_DEMAND:
            return ""
        ids = (one.ids.to_customize for one in catalogue.models() if one.name == self.priced_model)
        return next(ids, None) or ""

    @property
    def model_units(self) -> int:
        """Model units that are paid by the hour."""
        return (self.units or 1) if self.kind is Kind.PROVISIONED else 0


class Serving(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How models are served."""

    sweep_seconds: Annotated[int, msgspec.Meta(ge=5, le=600)] = 60
    """How often a state looks whether capacity serves or is gone; Bedrock tells nobody."""
    longest_minutes: Annotated[int, msgspec.Meta(ge=10, le=600)] = 120
    """How long capacity may take until it serves."""
    quotas: Quotas = Quotas()
    orphans: Policy = Policy.REMOVE
    """For capacity without a living owner or past its time, and for surplus models."""
    idle: Policy = Policy.TELL
    """For a run's own capacity that nobody asks; declared capacity is only told of."""
    idle_hours: Annotated[int, msgspec.Meta(ge=1, le=336)] = 24
    keep_models: Annotated[int, msgspec.Meta(ge=1)] | None = None
    """How many custom models each team keeps beside those an alias uses; none: all."""
    model_unit_hours_a_day: Annotated[float, msgspec.Meta(ge=0)] | None = None
    """More model-unit hours in a day raise an alarm; none: what the declared capacity needs."""
    capacity: list[Capacity] = []


def declared_capacity(serving: Serving) -> list[DeclaredCapacity]:
    """Return the capacity that settings own, as functions learn it."""
    return [
        DeclaredCapacity(
            team=one.team,
            alias=one.alias,
            kind=one.kind,
            units=one.model_units,
            commitment=one.commitment,
            old_first=one.replacement is Replacement.OLD_FIRST,
            base=one.base,
        )
        for one in serving.capacity
    ]


def model_units_quotas(quotas: Quotas) -> dict[str, int]:
    """Return the quota of model units of each base, by its customization id."""
    return dict(_quotas_by_base(quotas))


def _quotas_by_base(quotas: Quotas) -> Iterator[tuple[str, int]]:
    for model in catalogue.models():
        if model.name in quotas.model_units and model.ids.to_customize:
            yield model.ids.to_customize, quotas.model_units[model.name]


def looks_needed(serving: Serving) -> int:
    """Return how many looks the longest creation can need."""
    return -(-serving.longest_minutes * 60 // serving.sweep_seconds) + 1


def model_unit_hours_a_day(serving: Serving) -> float:
    """Return how many model-unit hours a day are expected; more of them raise an alarm."""
    if serving.model_unit_hours_a_day is not None:
        return serving.model_unit_hours_a_day
    return float(HOURS_A_DAY * sum(one.model_units for one in serving.capacity))

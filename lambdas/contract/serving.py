"""How a model is served: kinds, terms, and what the states of a run exchange about it."""

from enum import StrEnum

import msgspec

SCHEMA_VERSION = 1


class Kind(StrEnum):
    """The two ways Bedrock serves a custom model."""

    ON_DEMAND = "on_demand"
    """A custom model deployment, paid by the token; nothing while idle."""
    PROVISIONED = "provisioned"
    """Provisioned throughput: model units, paid by the hour until deleted."""


class Commitment(StrEnum):
    """How long one pays for provisioned throughput at least."""

    NONE = "none"
    ONE_MONTH = "one_month"
    SIX_MONTHS = "six_months"

    @property
    def in_bedrock(self) -> str | None:
        """The word of the API, None where it is left out."""
        return {"none": None, "one_month": "OneMonth", "six_months": "SixMonths"}[self]

    @classmethod
    def of(cls, word: str | None) -> "Commitment":
        """Return the commitment that a word of the API means."""
        return next(one for one in cls if one.in_bedrock == word)


HOURS_A_MONTH = 730
TERM_HOURS = {Commitment.ONE_MONTH: 730, Commitment.SIX_MONTHS: 4380}
"""What a term comes to; bills go by the hour."""


class DeclaredCapacity(msgspec.Struct, frozen=True, kw_only=True):
    """Capacity that settings declare, as functions learn it. Runs own which model is behind it."""

    team: str
    alias: str
    kind: Kind
    units: int = 0
    """Model units; 0 for on-demand deployments."""
    commitment: Commitment = Commitment.NONE
    old_first: bool = False
    """Whether a replacement may remove the old before the new serves: there is an outage."""
    base: str = ""
    """The id to customize of the base it is declared for, which its ceiling was reckoned with;
    empty: not told."""

    def fixed(self, base: str) -> str:
        """Return what Bedrock can't change in place, for `names.alias_capacity_name`."""
        return f"{self.kind}/{self.units}/{self.commitment}/{base}"


class ServingPlan(msgspec.Struct, frozen=True, kw_only=True):
    """What a run will do with its model, fixed before anything is spent."""

    kind: Kind
    hours_to_live: float | None
    """0: retired once it was tried; None: kept until somebody removes it."""
    units: int = 0
    alias: str | None = None
    """The alias that is moved to the model once it serves."""
    usd_per_hour: float | None = None
    """Of all units; None for on-demand deployments, which cost nothing while idle."""


class DeployedModel(msgspec.Struct, frozen=True, kw_only=True):
    """DeployModel's answer: what serves the run's model."""

    kind: Kind
    name: str
    arn: str
    """What to give as `modelId` to invoke it."""
    model_arn: str
    created_at: str
    expires_at: str | None
    attempt: int
    schema_version: int = SCHEMA_VERSION


class Trial(msgspec.Struct, frozen=True, kw_only=True):
    """TryModel's answer: that one prompt was answered. Its words stay in S3, at `key`."""

    key: str
    latency_ms: int
    input_tokens: int
    output_tokens: int
    schema_version: int = SCHEMA_VERSION


class Settled(StrEnum):
    """What became of a run's own capacity."""

    RETIRED = "retired"
    EXPIRES = "expires"
    KEPT = "kept"


class Settlement(msgspec.Struct, frozen=True, kw_only=True):
    """SettleDeployment's answer."""

    outcome: Settled
    arn: str
    expires_at: str | None = None
    schema_version: int = SCHEMA_VERSION

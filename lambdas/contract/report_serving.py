"""What report.json says of serving."""

import msgspec

from lambdas.contract.serving import Kind, Settled


class TrialFigures(msgspec.Struct, frozen=True, kw_only=True):
    """The one prompt that the deployed model answered; its words are in S3, at `key`."""

    key: str
    latency_ms: int
    input_tokens: int
    output_tokens: int


class Promoted(msgspec.Struct, frozen=True, kw_only=True):
    """The alias that was moved to the model."""

    alias: str
    arn: str
    """What consumers of the alias invoke."""
    model_arn: str
    changed: bool
    """False: the model stood behind it already."""


class Serving(msgspec.Struct, frozen=True, kw_only=True):
    """What served the model, and what becomes of that."""

    kind: Kind
    name: str
    arn: str
    """What to give as `modelId` to invoke it."""
    created_at: str
    outcome: Settled
    """The report is written just before it comes true."""
    expires_at: str | None
    """When it is removed, if it is neither retired nor kept."""
    units: int
    """Model units; 0 for on-demand deployments."""
    usd_per_hour: float | None
    """Of all units; None for what costs nothing while idle."""
    trial: TrialFigures | None
    promoted: Promoted | None

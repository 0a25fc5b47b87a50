"""How a request wants its model served: a tagged union on the kind of capacity."""

from typing import Annotated, Literal

import msgspec

Units = Annotated[int, msgspec.Meta(ge=1, le=1000)]
Hours = Annotated[float, msgspec.Meta(ge=0, le=8760)]
Alias = Annotated[str, msgspec.Meta(min_length=1, max_length=63)]
NoCommitment = Annotated[
    Literal["none"],
    msgspec.Meta(
        description="committed terms are declared in the environment's settings (serving.capacity)"
    ),
]


class NoDeployment(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    tag_field="kind",
    tag="none",
):
    """The model is made and nothing serves it."""


class OnDemandDeployment(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    tag_field="kind",
    tag="on_demand",
):
    """A custom model deployment: paid by the token, nothing while idle."""

    hours_to_live: Hours | None = None
    """0: retired once it was tried; left out: kept."""
    alias: Alias | None = None
    """An alias of the team that is moved to the model once it answered."""


class ProvisionedDeployment(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    tag_field="kind",
    tag="provisioned",
):
    """Provisioned throughput: paid by the hour until removed."""

    hours_to_live: Hours
    """Hours until it is removed; 0: once it was tried. Nothing that bills by the hour is kept."""
    units: Units = 1
    commitment: NoCommitment = "none"
    alias: Alias | None = None


DeploymentRequest = NoDeployment | OnDemandDeployment | ProvisionedDeployment

DEPLOYMENTS: tuple[type[DeploymentRequest], ...] = (
    NoDeployment,
    OnDemandDeployment,
    ProvisionedDeployment,
)


def bare_kinds() -> list[str]:
    """Return the kinds that a request may write as a bare word: all they need has a default."""
    return [
        str(kind.__struct_config__.tag)
        for kind in DEPLOYMENTS
        if not any(field.required for field in msgspec.structs.fields(kind))
    ]

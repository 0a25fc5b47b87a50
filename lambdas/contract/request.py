"""The run request: what a team asks for. A tagged union on the kind of customization."""

from typing import Annotated

import msgspec

from lambdas.contract.serving_request import DeploymentRequest, NoDeployment

SCHEMA_VERSION = 1
DEFAULT_KIND = "fine_tuning"
DEFAULT_MODEL = "nova-micro"
"""The catalogue's name of the model that is tuned when a request names none."""

KINDS = (
    DEFAULT_KIND,
    "reinforcement_fine_tuning",
    "distillation",
    "continued_pre_training",
    "model_import",
)
RESERVED_KINDS = KINDS[1:]
"""Kinds that have their name but are not built yet; a request for one is refused."""

Dataset = Annotated[
    str,
    msgspec.Meta(
        min_length=1,
        max_length=900,
        description="A key below the team's prefix (`datasets/faq.jsonl`), or the same place as "
        "an s3:// address.",
        examples=["datasets/faq.jsonl"],
    ),
]


class Hyperparameters(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How to train. What is left out takes the model's default; ranges are the catalogue's."""

    epochs: Annotated[int, msgspec.Meta(description="Passes over the training data.")] | None = None
    learning_rate: (
        Annotated[float, msgspec.Meta(description="Step size of the optimizer.")] | None
    ) = None
    warmup_steps: (
        Annotated[int, msgspec.Meta(description="Steps until the full learning rate.")] | None
    ) = None
    batch_size: (
        Annotated[int, msgspec.Meta(description="Records a step; few models let one choose.")]
        | None
    ) = None


class FineTuningRequest(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    tag_field="kind",
    tag=DEFAULT_KIND,
):
    """Supervised fine-tuning on labelled records."""

    training: Dataset
    validation: Dataset | None = None
    """Held-out records on which Bedrock measures a loss each epoch; without them nobody can tell
    whether the model converged."""
    model: Annotated[str, msgspec.Meta(min_length=1, max_length=200)] = DEFAULT_MODEL
    """A name of the catalogue (`nova-micro`) or the model's id to customize."""
    hyperparameters: Hyperparameters = Hyperparameters()
    deployment: DeploymentRequest = NoDeployment()
    """How the model is served once it is made."""
    budget_usd: Annotated[float, msgspec.Meta(gt=0)] | None = None
    """The most this run may cost in US dollars; the team's budget holds as well."""
    schema_version: Annotated[int, msgspec.Meta(ge=1, le=SCHEMA_VERSION)] = SCHEMA_VERSION


RunRequest = FineTuningRequest
"""The kinds that are built; the others join this union with their issue."""

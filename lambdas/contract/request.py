"""The run request: what a team asks for. A tagged union on the kind of customization."""

from typing import Annotated, Literal

import msgspec

from lambdas.contract.evaluation import EvaluationRequest
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


class Answers(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What only the team knows about its task. All optional; advice gets better with each."""

    facts_change: Literal["never", "yearly", "monthly", "weekly", "daily"] | None = None
    """How often the facts change that answers rest on."""
    labels: Literal["many", "few", "none"] | None = None
    """Whether right answers by people exist: for hundreds of cases, for some, for none."""
    cite_sources: bool | None = None
    """Whether an answer must name its source."""
    latency: Literal["tight", "relaxed"] | None = None
    """Whether a longer prompt, and a search before it, would be too slow."""
    tried: list[Literal["prompting", "examples_in_prompt", "retrieval", "fine_tuning"]] | None = (
        None
    )
    """What was tried already and was not enough; an empty list: nothing."""


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
    evaluation: EvaluationRequest | None = None
    """How the model is compared with its base before an alias is moved to it; it needs a
    deployment."""
    budget_usd: Annotated[float, msgspec.Meta(gt=0)] | None = None
    """The most this run may cost in US dollars; the team's budget holds as well. Over it, an
    approver is asked."""
    ask_approval: bool = False
    """Whether an approver is asked in any case, once the plan and its cost are known."""
    answers: Answers = Answers()
    """For the advice whether to fine-tune at all."""
    schema_version: Annotated[int, msgspec.Meta(ge=1, le=SCHEMA_VERSION)] = SCHEMA_VERSION


RunRequest = FineTuningRequest
"""The kinds that are built; the others join this union with their issue."""

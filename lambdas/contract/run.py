"""What travels between the states of a run. Small, without data: places and figures only.

Unknown members are let through: a newer sender must not break an older reader.
"""

from typing import Any

import msgspec

from lambdas.contract.advice import Advice
from lambdas.contract.evaluation import EvaluationRequest
from lambdas.contract.money import ApprovalNeed, CostEstimate
from lambdas.contract.serving import ServingPlan

SCHEMA_VERSION = 1


class RunInput(msgspec.Struct, frozen=True, kw_only=True):
    """What a front door hands to the run machine."""

    team: str
    """Written by the front door's own definition; the request can't shadow it."""
    request: Any = None
    """The team's request, untouched: PlanRun judges it."""
    schema_version: int = SCHEMA_VERSION


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """Who a run belongs to."""

    run_id: str
    team: str
    environment: str


class Lineage(msgspec.Struct, frozen=True, kw_only=True):
    """How a prepared dataset came about: what its manifest says."""

    manifest_key: str
    version: str
    """The content's own version, which is part of its key."""
    seed: int
    source_records: int
    """Records that the preparation read, before filters, duplicates and split."""


class DatasetFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A checked dataset: what was read, and the copy that is trained on."""

    source_key: str
    source_version_id: str
    uri: str
    """The run's own copy, which Bedrock reads."""
    records: int
    size_bytes: int
    characters: int
    """Unicode characters of all trained text."""
    sha256: str
    estimated_tokens: int
    """characters / 6, rounded up: AWS's rule for its quotas.
    https://docs.aws.amazon.com/bedrock/latest/userguide/model-customization-prepare.html"""
    cautious_tokens: int
    """characters / 3, rounded up: the bound that budgets are held against."""
    lineage: "Lineage | None" = None
    """None: nobody prepared it here."""


class EmbeddingPlan(msgspec.Struct, frozen=True, kw_only=True):
    """How similar training records are found: by vectors of their prompts and of the questions."""

    model_id: str
    dimensions: int
    requests_per_minute: int
    """Each makes the vector of one text."""


class EvaluationPlan(msgspec.Struct, frozen=True, kw_only=True):
    """How the custom model will be held against its base."""

    rules: EvaluationRequest
    test: DatasetFacts
    regression: DatasetFacts | None
    base_model_id: str
    """What to ask for the base model."""
    batch_records: int
    """Records that one worker asks."""
    concurrency: int
    """Workers at a time, each with one question at a time."""
    longest_seconds: int
    """How long all vectors and answers can take at this pace, each as long as it may be."""
    earlier_uses: int = 0
    """Runs that this test set has decided before."""
    embedding: EmbeddingPlan | None = None
    """None: no similar records are looked for, or by their words."""


class PlannedModel(msgspec.Struct, frozen=True, kw_only=True):
    """The base model a run tunes."""

    name: str
    title: str
    customization_id: str
    """The context-suffixed id that jobs want."""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """PlanRun's answer: everything the run will do, fixed before anything is spent."""

    run: Run
    model: PlannedModel
    hyperparameters: dict[str, str]
    """As Bedrock takes them: names and values are strings."""
    training: DatasetFacts
    validation: DatasetFacts | None
    output_uri: str
    cost: CostEstimate
    warnings: list[str]
    kind: str = "fine_tuning"
    serving: ServingPlan | None = None
    """None: nothing serves the model."""
    approval: ApprovalNeed | None = None
    """None: the run goes on without asking."""
    advice: Advice | None = None
    """Whether fine-tuning suits the case; None in plans of older versions."""
    evaluation: EvaluationPlan | None = None
    """None: nobody compares the model with its base."""
    schema_version: int = SCHEMA_VERSION


def evaluation_of(plan: Plan) -> EvaluationPlan:
    """Return how a run's model is evaluated; the states that ask come only after a choice."""
    if plan.evaluation is None:
        raise ValueError(f"run {plan.run.run_id} wants nothing evaluated")
    return plan.evaluation


class TrainedModel(msgspec.Struct, frozen=True, kw_only=True):
    """TrainModel's answer: the job that ended well and the model it made."""

    job_arn: str
    job_name: str
    model_arn: str
    model_name: str
    output_uri: str
    started_at: str
    ended_at: str
    attempt: int
    schema_version: int = SCHEMA_VERSION


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """The control object: which execution waits for which job, and the token that wakes it."""

    run: Run
    task_token: str
    job_name: str
    execution_arn: str

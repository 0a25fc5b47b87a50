"""report.json: every number of a run's report, and what the two states that make it exchange.

A loss is a mean over tokens in nats. Where it is `None` it was not a finite number: JSON has no
NaN. Shares and changes are fractions: 0.02 is 2 %.
"""

from enum import StrEnum

import msgspec

from lambdas.contract.advice import Advice
from lambdas.contract.aliases import Promotion
from lambdas.contract.approval import Approval
from lambdas.contract.evaluation_result import Decision, Evaluation, ScoredEvaluation
from lambdas.contract.money import Price
from lambdas.contract.notification import Notification
from lambdas.contract.report_evaluation import Questioning
from lambdas.contract.report_serving import Serving
from lambdas.contract.run import DatasetFacts, Plan, Run, TrainedModel
from lambdas.contract.serving import DeployedModel, Trial

SCHEMA_VERSION = 1
ANALYSIS_FILE = "analysis.json"
REPORT_FILE = "report.json"
PAGE_FILE = "report.html"


class TrainingStep(msgspec.Struct, frozen=True, kw_only=True):
    """A point of the training curve: one step, or the mean of neighbouring steps."""

    step: int
    epoch: int
    position: float
    """Epochs passed when the step ended: 1.5 is half-way through the second epoch."""
    loss: float | None


class EpochLosses(msgspec.Struct, frozen=True, kw_only=True):
    """What one epoch came to; epochs count from 1, whatever the metrics file starts at."""

    epoch: int
    steps: int
    training_loss: float | None
    """Mean over the epoch's steps."""
    training_perplexity: float | None
    """exp(training loss)."""
    validation_measured: bool
    validation_loss: float | None
    """The epoch's last measurement, because the model goes on from there."""
    validation_mean: float | None
    """Mean over the epoch's measurements; most models measure once an epoch."""
    validation_perplexity: float | None
    """exp(validation loss)."""


class Training(msgspec.Struct, frozen=True, kw_only=True):
    """How the losses went."""

    steps_measured: int
    """Readable rows of the metrics file; `steps` holds fewer points where these are many."""
    steps: list[TrainingStep]
    epochs: list[EpochLosses]


class VerdictWord(StrEnum):
    """How training ended, in one word."""

    STILL_FALLING = "still_falling"
    CONVERGED = "converged"
    OVERFITTING = "overfitting"
    DIVERGED = "diverged"
    CANNOT_TELL = "cannot_tell"


class Measure(msgspec.Struct, frozen=True, kw_only=True):
    """A number that a verdict rests on."""

    what: str
    value: float | None
    """A fraction; `None` where it has no finite value."""
    threshold: float | None = None
    """The limit it was held against, if it was."""


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """The judgement on convergence and what it rests on."""

    word: VerdictWord
    epoch: int | None
    """Converged *at*, overfitting or diverged *since* this epoch."""
    stop_epoch: int | None
    """The epoch worth stopping at; `None` where there is none yet."""
    headline: str
    sentence: str
    measures: list[Measure]


class Suggestion(msgspec.Struct, frozen=True, kw_only=True):
    """What to try next, and which numbers say so."""

    suggestion: str
    reason: str
    unless_better: bool = False
    """Guessed from losses: answered by an evaluation that finds the model better than its base."""


class Analysis(msgspec.Struct, frozen=True, kw_only=True):
    """analysis.json: what AnalyzeTraining found."""

    training: Training
    verdict: Verdict
    next_steps: list[Suggestion]
    warnings: list[str]
    schema_version: int = SCHEMA_VERSION


class AnalysisSummary(msgspec.Struct, frozen=True, kw_only=True):
    """AnalyzeTraining's answer; the figures stay in analysis.json at `key`."""

    verdict: VerdictWord
    epoch: int | None
    key: str
    schema_version: int = SCHEMA_VERSION


class AnalyzeTrainingEvent(msgspec.Struct, frozen=True, kw_only=True):
    """What the run machine hands to AnalyzeTraining."""

    plan: Plan
    trained: TrainedModel


class WriteReportEvent(msgspec.Struct, frozen=True, kw_only=True):
    """What the run machine hands to WriteReport."""

    plan: Plan
    trained: TrainedModel
    analysis: AnalysisSummary
    deployed: DeployedModel | None = None
    """None: nothing serves the model."""
    trial: Trial | None = None
    promotion: Promotion | None = None
    """None: no alias was moved."""
    approval: Approval | None = None
    """None: nobody had to be asked."""
    evaluation: ScoredEvaluation | None = None
    """None: the model was not held against its base."""


class UsedCost(msgspec.Struct, frozen=True, kw_only=True):
    """What the run used, as far as it can be told before the bill. Null is unknown."""

    epochs_measured: int
    """Epochs that the metrics file shows."""
    training_usd: float | None
    """AWS's token rule x the epochs measured x the price: no API tells the billed tokens."""
    serving_hours: float
    """From the creation of the run's own capacity to the report."""
    serving_usd: float | None
    storage_usd_per_month: float | None
    total_usd: float | None
    """Training, serving so far, one month of storage and the evaluation."""
    evaluation_usd: float | None = 0
    """What the answers of all sides cost; 0: nothing was evaluated."""


class EpochCost(msgspec.Struct, frozen=True, kw_only=True):
    """What training had cost in US dollars when an epoch ended. Null is unknown."""

    epoch: int
    estimate_usd: float | None
    cautious_usd: float | None
    used_usd: float | None
    """None also where the metrics file doesn't show this epoch."""


class Cost(msgspec.Struct, frozen=True, kw_only=True):
    """What the run was estimated to cost, in US dollars. Null: a price is unknown."""

    estimate_usd: float | None
    cautious_usd: float | None
    epochs: int
    estimate_per_epoch_usd: float | None
    cautious_per_epoch_usd: float | None
    tokens_per_epoch: int
    cautious_tokens_per_epoch: int
    training_price_per_1k_tokens: Price | None
    storage_price_per_month: Price | None
    budget_usd: float | None
    serving_usd: float | None = 0
    """The run's own capacity until it is removed; 0 for what costs nothing while idle."""
    serving_price_per_unit_hour: Price | None = None
    """None where no model units were wanted."""
    evaluation_usd: float | None = 0
    total_usd: float | None = None
    cautious_total_usd: float | None = None
    """What was held against the budgets."""
    unknown: list[str] = []
    used: UsedCost | None = None
    """None in reports of older versions."""
    by_epoch: list[EpochCost] = []
    input_price_per_1k_tokens: Price | None = None
    """Of asking the model, as is the next; None where nothing was evaluated, or unknown."""
    output_price_per_1k_tokens: Price | None = None
    embedding_price_per_1k_tokens: Price | None = None
    """Of making vectors of texts; None where none were made, or unknown."""


class Datasets(msgspec.Struct, frozen=True, kw_only=True):
    """What the model learned from and was measured on."""

    training: DatasetFacts
    validation: DatasetFacts | None
    test: DatasetFacts | None = None
    """None: nothing was evaluated."""
    regression: DatasetFacts | None = None


class Model(msgspec.Struct, frozen=True, kw_only=True):
    """The base model, the job, and the model it made."""

    base_name: str
    base_title: str
    base_id: str
    job_arn: str
    job_name: str
    attempt: int
    model_arn: str
    model_name: str
    output_uri: str
    hyperparameters: dict[str, str]
    started_at: str
    ended_at: str
    duration_seconds: float


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """report.json, whole. The page and its charts are made from this and nothing else."""

    run: Run
    kind: str
    headline: str
    verdict: Verdict
    training: Training
    cost: Cost
    datasets: Datasets
    model: Model
    next_steps: list[Suggestion]
    warnings: list[str]
    serving: Serving | None = None
    """None: nothing served the model."""
    approval: Approval | None = None
    """None: nobody had to be asked."""
    advice: Advice | None = None
    """The advice before training; what came out is in `next_steps`."""
    decision: Decision | None = None
    """What becomes of the model; None: it was not held against its base."""
    evaluation: Evaluation | None = None
    """What the decision rests on."""
    questioning: Questioning | None = None
    """How the sides were asked."""
    schema_version: int = SCHEMA_VERSION


class WrittenReport(msgspec.Struct, frozen=True, kw_only=True):
    """WriteReport's answer."""

    report_uri: str
    report_key: str
    headline: str
    notification: Notification
    schema_version: int = SCHEMA_VERSION

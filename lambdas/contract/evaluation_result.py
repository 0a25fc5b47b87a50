"""evaluation.json: every number of an evaluation, and what follows from it."""

from enum import StrEnum

import msgspec

from lambdas.contract.evaluation import (
    ArmFacts,
    BreakEven,
    EmbeddingFacts,
    Metric,
    MetricResult,
    Regression,
    Task,
    Verdict,
)

SCHEMA_VERSION = 1


class Decision(StrEnum):
    """What becomes of the model."""

    PROMOTE = "promote"
    """It is better, and the alias of the request is moved to it."""
    KEEP = "keep"
    """It is better and serves for as long as the request wants; there is no alias to move."""
    RETIRE = "retire"
    """It is not better: what serves it is removed at once. The model itself stays."""
    UNDECIDED = "undecided"
    """Nothing can be said: no alias is moved, and it serves for as long as the request wants."""


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """The words of one record; only where the request lets reports show them."""

    prompt: str
    reference: str
    base: str
    custom: str


class Example(msgspec.Struct, frozen=True, kw_only=True):
    """A record that one side answered much better, by the metric that decides."""

    id: str
    """The record's own, or its line."""
    base: float
    custom: float
    shown: Shown | None = None


class Evaluation(msgspec.Struct, frozen=True, kw_only=True):
    """evaluation.json, whole."""

    verdict: Verdict
    decision: Decision
    task: Task
    confidence: float
    """Of every interval."""
    records: int
    arms: list[ArmFacts]
    """On the test set, the base first."""
    metrics: list[MetricResult]
    """Custom against base, the metric that decides first."""
    retrieval_against_base: list[MetricResult] = []
    """In the same order; empty, as is the next, where retrieval was not measured."""
    custom_against_retrieval: list[MetricResult] = []
    left_out: list[Metric]
    """Metrics that can't judge every reference."""
    regression: Regression | None
    regression_arms: list[ArmFacts]
    custom_fixed_usd: float | None
    """Training, a month of storage and serving of the custom model, however many answers; None: a
    price is unknown."""
    retrieval_fixed_usd: float | None = 0
    """Making vectors of the training records, however many answers; None: its price is unknown."""
    embedding: EmbeddingFacts | None = None
    """None: similar records were found by their words, or not looked for."""
    break_even: BreakEven | None
    """Custom against retrieval; None: no retrieval, an unknown price, or a side never answered."""
    gains: list[Example]
    """The largest of the custom model over its base, the largest first."""
    losses: list[Example]
    earlier_uses: int
    """Runs that this test set decided before: with each of them the interval says less."""
    resamples: int
    seed: int
    warnings: list[str]
    schema_version: int = SCHEMA_VERSION

    @property
    def results(self) -> list[MetricResult]:
        """The results of every pair."""
        return self.metrics + self.retrieval_against_base + self.custom_against_retrieval


class ScoredEvaluation(msgspec.Struct, frozen=True, kw_only=True):
    """ScoreEvaluation's answer; the figures stay in evaluation.json at `key`."""

    verdict: Verdict
    decision: Decision
    key: str
    headline: str
    schema_version: int = SCHEMA_VERSION

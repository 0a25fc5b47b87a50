"""The evaluation of a custom model against its base: what is asked for, and what came out."""

from enum import StrEnum
from typing import Annotated, Literal

import msgspec

SCHEMA_VERSION = 1


class Metric(StrEnum):
    """How an answer is held against its reference; every score is from 0 to 1, more is better."""

    EXACT_MATCH = "exact_match"
    TOKEN_F1 = "token_f1"  # noqa: S105 no password
    ROUGE_L = "rouge_l"
    CHRF = "chrf"
    """Of the corpus, not a mean over records."""
    ACCURACY = "accuracy"
    """Classification: the label, normalised, is the reference's."""
    JSON_VALIDITY = "json_validity"
    FIELD_ACCURACY = "field_accuracy"
    """The share of the reference's JSON fields that the answer has with the same value."""
    NUMERIC_MATCH = "numeric_match"
    """The answer's last number is the reference's."""


class Task(StrEnum):
    """What the answers are; says which metrics fit and which one decides."""

    GENERATION = "generation"
    CLASSIFICATION = "classification"
    EXTRACTION = "extraction"
    """Answers are JSON."""
    NUMERIC = "numeric"


class Arm(StrEnum):
    """Who answers."""

    BASE = "base"
    CUSTOM = "custom"
    RETRIEVAL = "retrieval"
    """The base model with similar training records in its prompt."""


class Choice(StrEnum):
    """What follows from an evaluation."""

    BETTER = "better"
    NOT_BETTER = "not_better"
    INCONCLUSIVE = "inconclusive"
    """Too many answers failed, or too few records to tell anything."""


TestSet = Annotated[
    str,
    msgspec.Meta(min_length=1, max_length=900, description="A key below the team's prefix."),
]
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]


class PromotionRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When the custom model is better: the interval of the difference lies above the margin."""

    metric: Metric | None = None
    """The one that decides; none: the task's."""
    margin: Share = 0.0
    """By how much it must be better at least."""
    confidence: Annotated[float, msgspec.Meta(ge=0.5, le=0.999)] = 0.95
    """Of the interval, two-sided; 10,000 resamples show no more."""


class RetrievalArm(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The base model with the most similar training records in its prompt."""

    records: Annotated[int, msgspec.Meta(ge=1, le=20)] = 4
    by: Literal["bm25", "embeddings"] = "bm25"
    """How they are found: by their words, or by vectors of a Bedrock model."""


class RegressionSet(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Records of other tasks, to see what the custom model forgot."""

    test: TestSet
    task: Task = Task.GENERATION
    """What its answers are; the metric of this task decides."""
    most_loss: Share = 0.05
    """How much worse the custom model may be there."""


class EvaluationRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How to judge the custom model against its base, on records neither has seen."""

    test: TestSet
    task: Task = Task.GENERATION
    metrics: list[Metric] = []
    """What to tell beside the metric that decides; empty: what fits the task."""
    promotion: PromotionRule = PromotionRule()
    retrieval: RetrievalArm | None = None
    regression: RegressionSet | None = None
    most_failures: Share = 0.05
    """A larger share of failed answers of either side makes the verdict inconclusive."""
    max_answer_tokens: Annotated[int, msgspec.Meta(ge=1, le=10_000)] = 512
    examples_in_report: bool = False
    """Whether the report may show records and answers; else their ids."""


class ArmFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What one side did."""

    arm: Arm
    answered: int
    failed: int
    """No answer, an empty one, a refusal of the service; scored 0."""
    truncated: int
    """Ended by the token limit; scored as they are."""
    input_tokens: int
    output_tokens: int
    cost_usd: float | None
    """None: a price is unknown."""
    usd_per_1k_answers: float | None
    """None also if there is no answer."""


class EmbeddedTexts(msgspec.Struct, frozen=True, kw_only=True):
    """What making vectors of texts took."""

    texts: int = 0
    tokens: int = 0
    """As the service counted them."""
    cut: int = 0
    """Texts that were longer than the model takes; their beginning was used."""
    refused: int = 0
    """Texts that the model refused: nothing is similar to them."""
    failed: int = 0
    """Texts at which every attempt went wrong: nothing is similar to them either."""


class EmbeddingFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What looking for similar records took, once for all and for the questions."""

    model_id: str
    index: EmbeddedTexts
    """The training records to look among."""
    questions: EmbeddedTexts


class ConfidenceInterval(msgspec.Struct, frozen=True, kw_only=True):
    """Where a difference lies, by paired bootstrap over records."""

    low: float
    high: float
    confidence: float
    """Two-sided: 0.95 is 95 %."""


class MetricResult(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One metric, a challenger against another side on the same records.

    Each of the two has its score and its failures under its own name; the third side is not told.
    """

    metric: Metric
    arm: Arm
    """The challenger: custom or retrieval."""
    against: Arm
    """Whom it challenges: the base, or retrieval."""
    base: float | None = None
    custom: float | None = None
    retrieval: float | None = None
    difference: float
    """The challenger's score less the other's."""
    interval: ConfidenceInterval
    n: int
    """Records."""
    failures: dict[Arm, int]
    wins: int
    """Records on which the challenger did better."""
    ties: int
    losses: int

    @property
    def unheard(self) -> list[Arm]:
        """The sides that gave not one answer: beside them no figure here means anything."""
        return [side for side, failures in self.failures.items() if failures == self.n]

    def score_of(self, arm: Arm) -> float:
        """Return the score of one of the two sides.

        Raises:
            LookupError: it is neither of them.
        """
        score = {Arm.BASE: self.base, Arm.CUSTOM: self.custom, Arm.RETRIEVAL: self.retrieval}[arm]
        if score is None:
            raise LookupError(f"{arm} was not compared here: {self.arm} against {self.against}")
        return score


class Retention(StrEnum):
    """What the custom model still knows of other tasks."""

    HELD = "held"
    FORGOT = "forgot"
    UNCLEAR = "unclear"
    """Too many answers failed, or too few records to tell a loss of that size."""


class Regression(msgspec.Struct, frozen=True, kw_only=True):
    """The regression set's outcome."""

    retention: Retention
    result: MetricResult
    most_loss: float
    sentence: str


class BreakEven(msgspec.Struct, frozen=True, kw_only=True):
    """At how many answers one way to serve becomes cheaper than another."""

    cheaper_at_first: Arm | None
    """Before the first answer; none: they cost the same."""
    cheaper_in_the_end: Arm | None
    answers: int | None
    """From so many answers on, the latter is the cheaper; 0: always; none: never either."""


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What was decided, and on which numbers."""

    choice: Choice
    metric: Metric
    margin: float
    sentence: str

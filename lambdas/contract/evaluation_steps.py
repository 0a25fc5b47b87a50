"""What the states of an evaluation exchange, and the lines of the files between them."""

from enum import StrEnum
from typing import Literal

import msgspec

from lambdas.contract.evaluation import Arm
from lambdas.contract.run import DatasetFacts, EvaluationPlan, Plan, Run
from lambdas.contract.serving import DeployedModel

SCHEMA_VERSION = 1
LONGEST_ANSWER_SECONDS = 240
"""10,000 tokens, the most a request may ask for, at 50 a second, and some wait for the first."""
VECTORS_AT_ONCE = 8
"""Texts that the embedding model is asked for at a time; a client keeps ten connections."""


class QuestionSet(StrEnum):
    """Which records are asked."""

    TEST = "test"
    REGRESSION = "regression"


class Text(msgspec.Struct, frozen=True):
    """A block of text, as Converse takes it."""

    text: str


class Turn(msgspec.Struct, frozen=True):
    """One turn of a conversation, as Converse takes it."""

    role: Literal["user", "assistant"]
    content: list[Text]


class Question(msgspec.Struct, frozen=True):
    """A line of a batch: one record without its reference."""

    id: str
    system: list[Text]
    turns: list[Turn]


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """A line of what one side answered."""

    id: str
    text: str = ""
    stop_reason: str = ""
    """Bedrock's word; empty where no answer came."""
    input_tokens: int = 0
    output_tokens: int = 0
    error: str = ""
    """The code of the error that no further try mended; never its words, which may quote data."""


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the manifest: what one worker asks."""

    arm: Arm
    questions_key: str
    answers_key: str
    records: int


class PlanEvaluationEvent(msgspec.Struct, frozen=True, kw_only=True):
    """What the run machine hands to PlanEvaluation."""

    plan: Plan
    deployed: DeployedModel


class PlannedEvaluation(msgspec.Struct, frozen=True, kw_only=True):
    """PlanEvaluation's answer: where the batches are, and who answers which."""

    manifest_key: str
    batches: int
    concurrency: int
    models: dict[Arm, str]
    """What to ask, by who is to answer."""
    schema_version: int = SCHEMA_VERSION


class AnswerBatchEvent(msgspec.Struct, frozen=True, kw_only=True):
    """What the map hands to AnswerBatch."""

    run: Run
    models: dict[Arm, str]
    max_answer_tokens: int
    batch: Batch


class AnsweredBatch(msgspec.Struct, frozen=True, kw_only=True):
    """AnswerBatch's answer: counts only."""

    answered: int
    failed: int
    schema_version: int = SCHEMA_VERSION


class ScoreEvaluationEvent(msgspec.Struct, frozen=True, kw_only=True):
    """What the run machine hands to ScoreEvaluation."""

    plan: Plan


def sets_of(evaluation: EvaluationPlan) -> dict[QuestionSet, DatasetFacts]:
    """Return the sets that are asked."""
    sets = {QuestionSet.TEST: evaluation.test}
    if evaluation.regression is not None:
        sets[QuestionSet.REGRESSION] = evaluation.regression
    return sets


def arms_of(question_set: QuestionSet, evaluation: EvaluationPlan) -> tuple[Arm, ...]:
    """Return who answers a set: similar training records say nothing of other tasks."""
    if question_set is QuestionSet.TEST and evaluation.rules.retrieval is not None:
        return Arm.BASE, Arm.CUSTOM, Arm.RETRIEVAL
    return Arm.BASE, Arm.CUSTOM

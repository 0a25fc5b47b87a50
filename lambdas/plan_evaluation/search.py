"""Looking for the training records that are most like a question: by words, or by vectors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from lambdas.contract.errors import ModelNotAnsweringError
from lambdas.contract.evaluation import EmbeddingFacts
from lambdas.evaluation.nearest import Nearest
from lambdas.evaluation.similar import Index

if TYPE_CHECKING:
    from lambdas.contract.run import EmbeddingPlan
    from lambdas.evaluation.held_out import HeldOut
    from lambdas.plan_evaluation.vectors import Made, VectorStore

Search = Callable[["HeldOut", int], list[int]]
"""Positions of the most similar training records, the best first, at most so many."""

INDEX, QUESTIONS = "index", "questions"


def by_words(prompts: Sequence[str]) -> Search:
    """Look by the words of the prompts."""
    index = Index(prompts)
    return lambda record, count: index.most_similar(record.prompt, count)


def by_vectors(
    prompts: Sequence[str], questions: Sequence[HeldOut], plan: EmbeddingPlan, store: VectorStore
) -> Search:
    """Look by vectors of prompts and questions, which are made first; note what they took.

    Raises:
        ModelNotAnsweringError: the model made no vector of any prompt, or of any question.
    """
    index = _taken(store.vectors_of(prompts, INDEX), plan)
    asked = _taken(store.vectors_of([one.prompt for one in questions], QUESTIONS), plan)
    store.note(EmbeddingFacts(model_id=plan.model_id, index=index.facts, questions=asked.facts))
    nearest = Nearest(index.vectors)
    rows = {one.id: row for row, one in enumerate(questions)}

    def search(record: HeldOut, count: int) -> list[int]:
        return nearest.most_similar(asked.vectors[rows[record.id]], count)

    return search


def _taken(made: Made, plan: EmbeddingPlan) -> Made:
    """Return vectors, unless there is not one."""
    facts = made.facts
    if facts.refused + facts.failed == facts.texts > 0:
        raise ModelNotAnsweringError(
            f"{plan.model_id} made no vector: it refused {facts.refused} of {facts.texts} texts, "
            f"and at {facts.failed} every attempt went wrong"
        )
    return made

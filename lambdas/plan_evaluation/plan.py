"""The sets cut into batches, and the manifest of who answers which."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

import msgspec

from lambdas.contract import places
from lambdas.contract.evaluation import Arm
from lambdas.contract.evaluation_steps import (
    Batch,
    PlannedEvaluation,
    Question,
    QuestionSet,
    arms_of,
    sets_of,
)
from lambdas.datasets.stream import Stream
from lambdas.evaluation.records import examples_of, held_out_records
from lambdas.plan_evaluation.questions import SimilarExamples, question_of, usable
from lambdas.plan_evaluation.search import Search, by_vectors, by_words
from lambdas.plan_evaluation.vectors import Embed, VectorStore

if TYPE_CHECKING:
    from lambdas.common.storage import Bucket
    from lambdas.common.team_files import TeamFiles
    from lambdas.contract.run import DatasetFacts, EvaluationPlan, Plan, Run
    from lambdas.contract.serving import DeployedModel
    from lambdas.evaluation.held_out import HeldOut

JSON_LINES = "application/jsonl"

T = TypeVar("T")


def plan_evaluation(
    plan: Plan,
    evaluation: EvaluationPlan,
    deployed: DeployedModel,
    files: TeamFiles,
    embed: Embed | None,
) -> PlannedEvaluation:
    """Write every batch of questions and the manifest; done again, it does the same.

    Args:
        plan: Of the run.
        evaluation: The part of the plan that says how the model is judged.
        deployed: What answers for the custom model.
        files: Of the run's team.
        embed: Makes a vector of a text; None where the plan wants none.

    Raises:
        StillEmbeddingError: the time is over; called again it goes on where it was.
    """
    data, artifacts = files
    similar = _similar(plan, evaluation, files, embed)
    writer = _BatchWriter(plan.run, evaluation, artifacts, similar)
    batches = [
        batch
        for question_set, facts in sets_of(evaluation).items()
        for batch in writer.write(question_set, held_out_records(_chunks(facts, data)))
    ]
    key = places.evaluation_manifest_key(plan.run.team, plan.run.run_id)
    _write(artifacts, key, batches)
    base = evaluation.base_model_id
    return PlannedEvaluation(
        manifest_key=key,
        batches=len(batches),
        concurrency=evaluation.concurrency,
        models={Arm.BASE: base, Arm.CUSTOM: deployed.arn, Arm.RETRIEVAL: base},
    )


class _BatchWriter:
    """Writes the questions of a run."""

    def __init__(
        self,
        run: Run,
        evaluation: EvaluationPlan,
        artifacts: Bucket,
        similar: SimilarExamples | None,
    ) -> None:
        self._run = run
        self._evaluation = evaluation
        self._artifacts = artifacts
        self._similar = similar

    def write(self, question_set: QuestionSet, records: Iterable[HeldOut]) -> Iterator[Batch]:
        """Write the questions of a set; yield its batches, the sides of each together."""
        parts = _parts(records, self._evaluation.batch_records)
        for number, part in enumerate(parts, start=1):
            for arm in arms_of(question_set, self._evaluation):
                yield self._batch(question_set, arm, number, part)

    def _batch(
        self, question_set: QuestionSet, arm: Arm, number: int, part: Sequence[HeldOut]
    ) -> Batch:
        team, run_id = self._run.team, self._run.run_id
        what = Arm.RETRIEVAL if arm is Arm.RETRIEVAL else question_set
        key = places.questions_key(team, run_id, what, number)
        if arm is not Arm.CUSTOM:
            # The custom model is asked what the base is asked.
            _write(self._artifacts, key, [self._question(arm, record) for record in part])
        return Batch(
            arm=arm,
            questions_key=key,
            answers_key=places.answers_key(team, run_id, question_set, arm, number),
            records=len(part),
        )

    def _question(self, arm: Arm, record: HeldOut) -> Question:
        if arm is Arm.RETRIEVAL and self._similar is not None:
            return question_of(record, self._similar.like(record))
        return question_of(record)


def _similar(
    plan: Plan, evaluation: EvaluationPlan, files: TeamFiles, embed: Embed | None
) -> SimilarExamples | None:
    retrieval = evaluation.rules.retrieval
    if retrieval is None:
        return None
    examples = usable(examples_of(_chunks(plan.training, files.data)))
    prompts = [example.asked for example in examples]
    search = _vector_search(prompts, plan.run, evaluation, files, embed) or by_words(prompts)
    return SimilarExamples(examples, retrieval.records, search)


def _vector_search(
    prompts: Sequence[str],
    run: Run,
    evaluation: EvaluationPlan,
    files: TeamFiles,
    embed: Embed | None,
) -> Search | None:
    planned = evaluation.embedding
    if planned is None or embed is None:
        return None
    questions = list(held_out_records(_chunks(evaluation.test, files.data)))
    store = VectorStore(run, files.artifacts, planned.dimensions, embed)
    return by_vectors(prompts, questions, planned, store)


def _chunks(facts: DatasetFacts, data: Bucket) -> Stream:
    """Return the version of a file that was checked."""
    return Stream(data.open(facts.source_key, facts.source_version_id))


def _parts(items: Iterable[T], size: int) -> Iterator[list[T]]:
    waiting = iter(items)
    while part := list(islice(waiting, size)):
        yield part


def _write(artifacts: Bucket, key: str, lines: Sequence[Batch | Question]) -> None:
    artifacts.write(key, msgspec.json.Encoder().encode_lines(lines), JSON_LINES)

"""The records of a set, each with what every side answered to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from botocore.exceptions import ClientError

from lambdas.contract import places
from lambdas.contract.evaluation import Arm
from lambdas.contract.evaluation_steps import Answer, QuestionSet, arms_of, sets_of
from lambdas.datasets.stream import Stream
from lambdas.evaluation.held_out import HeldOut
from lambdas.evaluation.lines import decode_lines
from lambdas.evaluation.records import held_out_records

if TYPE_CHECKING:
    from lambdas.common.storage import Bucket
    from lambdas.contract.run import EvaluationPlan, Run

MISSING = "NoSuchKey"


class Answered(NamedTuple):
    """A record and its answers; None is an answer that is missing."""

    record: HeldOut
    answers: Mapping[Arm, Answer | None]


class AnsweredSet:
    """A set that was asked. It can be gone through more than once; a batch is held at a time."""

    def __init__(
        self,
        run: Run,
        evaluation: EvaluationPlan,
        question_set: QuestionSet,
        *,
        data: Bucket,
        artifacts: Bucket,
    ) -> None:
        self._run = run
        self._set = question_set
        self._facts = sets_of(evaluation)[question_set]
        self._size = evaluation.batch_records
        self._data = data
        self._artifacts = artifacts
        self.arms = arms_of(question_set, evaluation)

    def __iter__(self) -> Iterator[Answered]:
        """Yield the records in their order, joined with their answers by id."""
        body = self._data.open(self._facts.source_key, self._facts.source_version_id)
        records, number = held_out_records(Stream(body)), 0
        while part := list(islice(records, self._size)):
            number += 1
            given = {arm: self._answers(arm, number) for arm in self.arms}
            for record in part:
                yield Answered(record, {arm: given[arm].get(record.id) for arm in self.arms})

    def _answers(self, arm: Arm, number: int) -> Mapping[str, Answer]:
        key = places.answers_key(self._run.team, self._run.run_id, self._set, arm, number)
        try:
            body = self._artifacts.read(key)
        except ClientError as error:
            if error.response["Error"]["Code"] != MISSING:
                raise
            return {}
        return {one.id: one for one in decode_lines(body, Answer, key)}

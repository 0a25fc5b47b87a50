"""A batch of questions answered, from where an earlier call left it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

import msgspec
from botocore.exceptions import ClientError

from lambdas.contract.evaluation_steps import Answer, Batch, Question
from lambdas.evaluation.lines import decode_lines

if TYPE_CHECKING:
    from lambdas.common.storage import Bucket

JSON_LINES = "application/jsonl"
MISSING = "NoSuchKey"


def answer_batch(
    batch: Batch, files: Bucket, answer: Callable[[Question], Answer]
) -> Sequence[Answer]:
    """Return the answers to all questions of a batch, which are also written to their place.

    What an earlier call wrote there is the answer. Whatever ends this call, what it has is written.
    """
    questions = decode_lines(files.read(batch.questions_key), Question, batch.questions_key)
    asked = {question.id for question in questions}
    answers = {one.id: one for one in _known(batch, files) if one.id in asked}
    pending = [question for question in questions if question.id not in answers]
    try:
        for question in pending:
            answers[question.id] = answer(question)
    finally:
        if pending:
            files.write(batch.answers_key, _written(answers.values()), JSON_LINES)
    return list(answers.values())


def _known(batch: Batch, files: Bucket) -> Sequence[Answer]:
    try:
        body = files.read(batch.answers_key)
    except ClientError as error:
        if error.response["Error"]["Code"] != MISSING:
            raise
        return ()
    return decode_lines(body, Answer, batch.answers_key)


def _written(answers: Iterable[Answer]) -> bytes:
    return msgspec.json.Encoder().encode_lines(answers)

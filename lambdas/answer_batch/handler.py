"""AnswerBatch: one side answers one batch of questions.

In: run, who answers with which model, batch. Out: `AnsweredBatch`, counts only; questions and
answers are in the run's folder, and in no log. Raises `StillAnsweringError` when its time is over;
called again it goes on where it was.
"""

from __future__ import annotations

import random
import time

import msgspec

from lambdas.answer_batch.answer import answer_batch
from lambdas.answer_batch.ask import Model
from lambdas.common import aws, environment
from lambdas.common.aws import s3_as
from lambdas.common.entry import Event, entry, logger
from lambdas.common.patience import AccidentError, Patience
from lambdas.common.storage import Bucket
from lambdas.contract.errors import StillAnsweringError
from lambdas.contract.evaluation_steps import Answer, AnswerBatchEvent, AnsweredBatch, Question
from lambdas.evaluation.failures import failure_of


class Environment(msgspec.Struct, frozen=True, kw_only=True):
    """What the function is configured with."""

    account_id: str
    answer_seconds: int
    """How long one call goes on asking; the function's time-out leaves room for one answer more."""
    artifacts_bucket_name: str
    team_data_role_arns: dict[str, str]


@entry
def handler(event: Event) -> object:
    """Ask every question of the batch that has no answer yet."""
    request = msgspec.convert(event, AnswerBatchEvent)
    env = environment.read(Environment)
    patience = Patience(
        seconds=env.answer_seconds,
        unfinished=StillAnsweringError,
        clock=time.monotonic,
        sleep=time.sleep,
        drawn=random.random,
    )
    run, batch = request.run, request.batch
    logger.append_keys(run_id=run.run_id, arm=batch.arm)
    s3 = s3_as(env.team_data_role_arns[run.team], run.run_id)
    files = Bucket(s3, env.artifacts_bucket_name, env.account_id)
    model = Model(aws.bedrock_runtime_once(), request.models[batch.arm], request.max_answer_tokens)
    answers = answer_batch(batch, files, lambda question: _answer(model, question, patience))
    failed = sum(failure_of(answer) is not None for answer in answers)
    return msgspec.to_builtins(AnsweredBatch(answered=len(answers) - failed, failed=failed))


def _answer(model: Model, question: Question, patience: Patience) -> Answer:
    """Return the answer, or the error that so many attempts ended with."""
    try:
        return patience.attempt(lambda: model.ask(question))
    except AccidentError as error:
        return Answer(id=question.id, error=str(error))

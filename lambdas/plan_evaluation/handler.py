"""PlanEvaluation: every question of the evaluation, in batches, and who answers which.

In: plan, deployed model. Out: `PlannedEvaluation`: places and counts; the questions are in the
run's folder. Raises `StillEmbeddingError` when its time to make vectors is over; called again it
goes on where it was.
"""

from __future__ import annotations

import random
import time

import msgspec

from lambdas.common import aws, environment, team_files
from lambdas.common.entry import Event, entry, logger
from lambdas.common.patience import Patience
from lambdas.contract.errors import StillEmbeddingError
from lambdas.contract.evaluation_steps import PlanEvaluationEvent
from lambdas.contract.run import EmbeddingPlan, evaluation_of
from lambdas.plan_evaluation.embed import Embedder
from lambdas.plan_evaluation.plan import plan_evaluation
from lambdas.plan_evaluation.vectors import Embed


class Environment(team_files.Environment, frozen=True, kw_only=True):
    """What the function is configured with."""

    embed_seconds: int
    """How long one call goes on making vectors; its time-out leaves room for all the rest."""


@entry
def handler(event: Event) -> object:
    """Write down what is asked, see `lambdas.plan_evaluation.plan.plan_evaluation`."""
    request = msgspec.convert(event, PlanEvaluationEvent)
    env = environment.read(Environment)
    run, evaluation = request.plan.run, evaluation_of(request.plan)
    logger.append_keys(run_id=run.run_id)
    planned = plan_evaluation(
        request.plan,
        evaluation,
        request.deployed,
        team_files.team_files(env, run),
        _embed(evaluation.embedding, env.embed_seconds),
    )
    return msgspec.to_builtins(planned)


def _embed(plan: EmbeddingPlan | None, seconds: int) -> Embed | None:
    if plan is None:
        return None
    patience = Patience(
        seconds=seconds,
        unfinished=StillEmbeddingError,
        clock=time.monotonic,
        sleep=time.sleep,
        drawn=random.random,
    )
    return Embedder(aws.bedrock_runtime_once(), plan, patience).vector_of

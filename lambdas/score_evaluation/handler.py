"""ScoreEvaluation: all answers held against their references; what follows for the model.

In: plan. Out: `ScoredEvaluation`: verdict, decision and place; every number is in evaluation.json.
"""

from __future__ import annotations

import msgspec

from lambdas.common import environment
from lambdas.common.entry import Event, entry, logger
from lambdas.common.team_files import Environment, team_files
from lambdas.contract.evaluation_steps import ScoreEvaluationEvent
from lambdas.contract.run import evaluation_of
from lambdas.score_evaluation.score import score_evaluation


@entry
def handler(event: Event) -> object:
    """Judge the model, see `lambdas.score_evaluation.score.score_evaluation`."""
    request = msgspec.convert(event, ScoreEvaluationEvent)
    env = environment.read(Environment)
    run = request.plan.run
    logger.append_keys(run_id=run.run_id)
    files = team_files(env, run)
    scored = score_evaluation(
        request.plan, evaluation_of(request.plan), data=files.data, artifacts=files.artifacts
    )
    return msgspec.to_builtins(scored)

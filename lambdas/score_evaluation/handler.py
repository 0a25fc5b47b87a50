"""ScoreEvaluation: all answers held against their references; what follows for the model.

In: plan. Out: `ScoredEvaluation`: verdict, decision and place; every number is in evaluation.json.
"""

from __future__ import annotations

import msgspec

from lambdas.common import environment
from lambdas.common.aws import s3_as
from lambdas.common.entry import Event, entry, logger
from lambdas.common.storage import Bucket
from lambdas.contract.evaluation_steps import ScoreEvaluationEvent
from lambdas.contract.run import evaluation_of
from lambdas.score_evaluation.score import score_evaluation


class Environment(msgspec.Struct, frozen=True, kw_only=True):
    """What the function is configured with."""

    account_id: str
    artifacts_bucket_name: str
    data_bucket_name: str
    team_data_role_arns: dict[str, str]
    """Each team's data role: the function reads a team's files with that team's rights."""


@entry
def handler(event: Event) -> object:
    """Judge the model, see `lambdas.score_evaluation.score.score_evaluation`."""
    request = msgspec.convert(event, ScoreEvaluationEvent)
    env = environment.read(Environment)
    run = request.plan.run
    logger.append_keys(run_id=run.run_id)
    s3 = s3_as(env.team_data_role_arns[run.team], run.run_id)
    scored = score_evaluation(
        request.plan,
        evaluation_of(request.plan),
        data=Bucket(s3, env.data_bucket_name, env.account_id),
        artifacts=Bucket(s3, env.artifacts_bucket_name, env.account_id),
    )
    return msgspec.to_builtins(scored)

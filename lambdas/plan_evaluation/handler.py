"""PlanEvaluation: every question of the evaluation, in batches, and who answers which.

In: plan, deployed model. Out: `PlannedEvaluation`: places and counts; the questions are in the
run's folder.
"""

from __future__ import annotations

import msgspec

from lambdas.common import environment
from lambdas.common.aws import s3_as
from lambdas.common.entry import Event, entry, logger
from lambdas.common.storage import Bucket
from lambdas.contract.evaluation_steps import PlanEvaluationEvent
from lambdas.contract.run import evaluation_of
from lambdas.plan_evaluation.plan import plan_evaluation


class Environment(msgspec.Struct, frozen=True, kw_only=True):
    """What the function is configured with."""

    account_id: str
    artifacts_bucket_name: str
    data_bucket_name: str
    team_data_role_arns: dict[str, str]
    """Each team's data role: the function reads a team's files with that team's rights."""


@entry
def handler(event: Event) -> object:
    """Write down what is asked, see `lambdas.plan_evaluation.plan.plan_evaluation`."""
    request = msgspec.convert(event, PlanEvaluationEvent)
    env = environment.read(Environment)
    run = request.plan.run
    logger.append_keys(run_id=run.run_id)
    s3 = s3_as(env.team_data_role_arns[run.team], run.run_id)
    planned = plan_evaluation(
        request.plan,
        evaluation_of(request.plan),
        request.deployed,
        data=Bucket(s3, env.data_bucket_name, env.account_id),
        artifacts=Bucket(s3, env.artifacts_bucket_name, env.account_id),
    )
    return msgspec.to_builtins(planned)

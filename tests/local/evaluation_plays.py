"""Plays of the evaluation: function by function, and a whole run of it."""

import json

from lambdas.contract import places
from tests.local.plays import fresh
from tests.local.serving_plays import call, deployed, plan_of, tidy
from tests.local.serving_scenarios import RETIRED
from tests.local.system import REQUEST, TEAM, Json, System

BASE = "amazon.nova-micro-v1:0"
RECORDS = 60
"""Few enough to be asked quickly, enough for a verdict."""
EVALUATION: Json = {"test": "datasets/few.jsonl", "max_answer_tokens": 100}
BY_VECTORS: Json = {**EVALUATION, "retrieval": {"records": 2, "by": "embeddings"}}
"""A third side, which is shown similar training records."""


def bring(system: System) -> None:
    """Bring the test set, as a person of the team."""
    lines = system.datasets["test"].read_bytes().splitlines(keepends=True)[:RECORDS]
    system.team.client("s3").put_object(
        Bucket=system.deployment.data_bucket,
        Key=f"{places.team_prefix(TEAM)}{EVALUATION['test']}",
        Body=b"".join(lines),
    )


@tidy
def plan_by_vectors(system: System) -> None:
    """Plan a run that is to be evaluated by vectors."""
    bring(system)
    plan_of(system, RETIRED, evaluation=BY_VECTORS)


@tidy
def judge(system: System) -> None:
    """Ask a deployed model and its base, and judge what they answer."""
    bring(system)
    planned = plan_of(system, RETIRED, evaluation=BY_VECTORS)
    served = {"plan": planned, "deployed": deployed(system, planned)}
    questions = call(system, "PlanEvaluation", served)
    for batch in manifest(system, questions["manifest_key"]):
        asked = {"run": planned["run"], "models": questions["models"], "max_answer_tokens": 100}
        call(system, "AnswerBatch", {**asked, "batch": batch})
    call(system, "ScoreEvaluation", {"plan": planned})
    call(system, "SettleDeployment", served)


def evaluate(system: System) -> str:
    """Run it whole; return how that ended."""
    bring(system)
    run_id = system.start(
        fresh("evaluate"), {**REQUEST, "deployment": RETIRED, "evaluation": EVALUATION}
    )
    end = system.end_of(run_id)
    return f"{end.get('error')}: {end.get('cause')}"


def evaluation_of(system: System, run_id: str) -> Json:
    """Return what came of an evaluation, read by a person of the team."""
    found = system.team.client("s3").get_object(
        Bucket=system.deployment.artifacts_bucket, Key=places.evaluation_key(TEAM, run_id)
    )
    return dict(json.loads(found["Body"].read()))


def manifest(system: System, key: str) -> list[Json]:
    """Return the batches of an evaluation."""
    bucket = system.deployment.artifacts_bucket
    body = system.operator.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read()
    return [json.loads(line) for line in body.splitlines()]


def children_of(system: System, run_id: str) -> list[Json]:
    """Return the executions that asked, a batch each."""
    client = system.stepfunctions
    found = client.list_map_runs(executionArn=system.execution_arn(run_id))["mapRuns"]
    return [
        client.describe_execution(executionArn=one["executionArn"])
        for run in found
        for one in client.list_executions(mapRunArn=run["mapRunArn"])["executions"]
    ]

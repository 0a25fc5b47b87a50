"""TrainModel: the plan's job runs, and whoever hears of its end can wake the run.

In: plan, task token, execution ARN, redrive count and time. Out, through the token: `TrainedModel`.
Raises what no answer can tell: `TrainingRefusedError`, `TrainingTimeExceededError`,
`JobQuotaExceededError`.
"""

import datetime as dt

import msgspec

from lambdas.common import aws, callback, environment, training_jobs
from lambdas.common.entry import Event, entry, logger
from lambdas.common.redrives import Redrives
from lambdas.common.storage import Bucket
from lambdas.common.training_jobs import TrainingJob
from lambdas.contract.errors import TrainingTimeExceededError
from lambdas.contract.run import Plan, Waiting
from lambdas.contract.status import Outcome
from lambdas.train_model.ensure import JobSettings, ensure


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What the state is called with."""

    plan: Plan
    task_token: str
    execution_arn: str
    redrive_count: int
    redriven_at: dt.datetime | None = None


class Environment(msgspec.Struct, frozen=True, kw_only=True):
    """What the function is configured with."""

    account_id: str
    artifacts_bucket_name: str
    environment_name: str
    bedrock_role_arns: dict[str, str]
    data_key_arn: str
    subnet_ids: list[str]
    training_group_id: str
    longest_job_seconds: int


@entry
def handler(event: Event) -> None:
    """Ensure the job, leave the token, then look: an event before the token is not missed."""
    request = msgspec.convert(event, Request)
    env = environment.read(Environment)
    run = request.plan.run
    logger.append_keys(run_id=run.run_id)
    redrives = Redrives(request.redrive_count, request.redriven_at)
    job = ensure(aws.bedrock(), request.plan, redrives, _job_settings(env, run.team))
    waiting = Waiting(
        run=run,
        task_token=request.task_token,
        job_name=job.name,
        execution_arn=request.execution_arn,
    )
    callback.remember(Bucket(aws.s3(), env.artifacts_bucket_name, env.account_id), waiting)
    seen = training_jobs.find(aws.bedrock(), job.name) or job
    refuse_longer(seen, dt.timedelta(seconds=env.longest_job_seconds), dt.datetime.now(dt.UTC))
    callback.answer(aws.stepfunctions(), waiting, seen)


def refuse_longer(job: TrainingJob, longest: dt.timedelta, now: dt.datetime) -> None:
    """Raise when a job runs longer than it may, counted from its own creation."""
    age = now - job.created_at
    if job.outcome is Outcome.RUNNING and age > longest:
        raise TrainingTimeExceededError(
            f"job {job.name} has run for {age}; this environment allows {longest}"
        )


def _job_settings(env: Environment, team: str) -> JobSettings:
    return JobSettings(
        environment=env.environment_name,
        role_arn=env.bedrock_role_arns[team],
        key_arn=env.data_key_arn,
        subnet_ids=env.subnet_ids,
        security_group_ids=[env.training_group_id],
    )

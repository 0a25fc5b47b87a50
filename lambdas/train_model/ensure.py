"""Exactly one live job for a run, however often and after whatever accident it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from lambdas.common import training_jobs
from lambdas.common.redrives import Redrives
from lambdas.contract import names
from lambdas.contract.errors import JobQuotaExceededError, TrainingRefusedError
from lambdas.contract.status import Outcome

if TYPE_CHECKING:
    from mypy_boto3_bedrock import BedrockClient
    from mypy_boto3_bedrock.type_defs import TagTypeDef

    from lambdas.common.training_jobs import TrainingJob
    from lambdas.contract.run import Plan

ROLE_NOT_READY = "Could not assume provided IAM role"
"""A new role takes seconds to be known everywhere: this refusal, alone, is worth another try."""

REFUSALS = {"ValidationException", "ResourceNotFoundException", "TooManyTagsException"}


@dataclass(frozen=True, kw_only=True)
class JobSettings:
    """What the environment, not the request, decides about a job."""

    environment: str
    role_arn: str
    key_arn: str
    subnet_ids: Sequence[str]
    security_group_ids: Sequence[str]


def ensure(
    bedrock: BedrockClient, plan: Plan, redrives: Redrives, settings: JobSettings
) -> TrainingJob:
    """Return the run's job: adopted when one lives or ended well, made when none may be adopted.

    An attempt belongs to a redrive: attempt n+1 exists only if the execution was redriven n times.
    So a failed job is reported, a redrive after a failure makes a new one, and a redrive after any
    other accident adopts what runs, and reports it if it fails later.

    Raises:
        TrainingRefusedError: Bedrock will not take this job.
        JobQuotaExceededError: the account runs as many jobs as it may.
    """
    run_id = plan.run.run_id
    for job in training_jobs.of_run(bedrock, settings.environment, run_id, redrives.attempt):
        if _stands(job, redrives):
            return job
    return _create(bedrock, plan, redrives.attempt, settings)


def _stands(job: TrainingJob, redrives: Redrives) -> bool:
    """Whether no further job may be made: this one lives, ended well, or failed unheard of."""
    if job.may_run or job.outcome is Outcome.DONE:
        return True
    return job.attempt == redrives.attempt or not redrives.came_after(job.ended_at)


def _create(bedrock: BedrockClient, plan: Plan, attempt: int, settings: JobSettings) -> TrainingJob:
    name = names.job_name(settings.environment, plan.run.run_id, attempt)
    try:
        _call(bedrock, plan, name, settings)
    except ClientError as error:
        _raise_unless_made(error, name)
    # Never trust the answer: a repeated token is ignored in silence.
    job = training_jobs.find(bedrock, name)
    if job is None:
        raise RuntimeError(f"job {name} was created but can't be seen yet")
    return job


def _call(bedrock: BedrockClient, plan: Plan, name: str, settings: JobSettings) -> None:
    validation = (
        {"validationDataConfig": {"validators": [{"s3Uri": plan.validation.uri}]}}
        if plan.validation
        else {}
    )
    tags = _tags(plan, settings.environment)
    bedrock.create_model_customization_job(
        jobName=name,
        customModelName=name,
        roleArn=settings.role_arn,
        clientRequestToken=names.client_request_token(name),
        baseModelIdentifier=plan.model.customization_id,
        customizationType="FINE_TUNING",
        customModelKmsKeyId=settings.key_arn,
        jobTags=tags,
        customModelTags=tags,
        trainingDataConfig={"s3Uri": plan.training.uri},
        outputDataConfig={"s3Uri": plan.output_uri},
        hyperParameters=plan.hyperparameters,
        vpcConfig={
            "subnetIds": settings.subnet_ids,
            "securityGroupIds": settings.security_group_ids,
        },
        **validation,  # type: ignore[arg-type]
    )


def _tags(plan: Plan, environment: str) -> list[TagTypeDef]:
    return [
        {"key": names.TAG_ENVIRONMENT, "value": environment},
        {"key": names.TAG_TEAM, "value": plan.run.team},
        {"key": names.TAG_RUN, "value": plan.run.run_id},
    ]


def _raise_unless_made(error: ClientError, name: str) -> None:
    """Raise the error under the name that Step Functions knows; a conflict means: already made."""
    code, message = error.response["Error"]["Code"], error.response["Error"]["Message"]
    if code == "ConflictException":
        return
    if code == "ServiceQuotaExceededException":
        raise JobQuotaExceededError(message) from error
    if code in REFUSALS and ROLE_NOT_READY not in message:
        raise TrainingRefusedError(f"Bedrock refused job {name}: {message}") from error
    raise error

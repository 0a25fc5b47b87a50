"""The functions behind a run's job: one makes it, the other hears of its end."""

import json

from aws_cdk import Aws, Duration
from aws_cdk import aws_iam as iam
from constructs import Construct

from lambdas.contract import names, places
from stacks.constructs import rights
from stacks.constructs.function import Function
from stacks.constructs.managed_role import allow
from stacks.constructs.run_resources import RunResources
from stacks.constructs.run_serving_functions import LONGEST_CALL

SWEEP_MARGIN_SECONDS = 5


def train_model(scope: Construct, r: RunResources) -> Function:
    """Make the function that makes a run's job, and alone may."""
    roles = {team: role.role_arn for team, role in r.bedrock_roles.items()}
    tokens = places.job_tokens_prefix(r.environment)
    jobs = r.settings.jobs
    longest = min(jobs.sweep_seconds - SWEEP_MARGIN_SECONDS, LONGEST_CALL.to_seconds())
    return Function(
        scope,
        names.TRAIN_MODEL,
        surroundings=r.surroundings,
        role_path=names.control_path(r.environment),
        statements=[
            *_create_jobs(r.settings.region, r.environment, list(roles.values())),
            rights.model_key(r.data_key),
            rights.read_jobs(),
            rights.objects("KeepToken", r.artifacts, tokens, ["s3:PutObject"]),
            rights.object_key("EncryptToken", r.data_key, ["kms:GenerateDataKey"]),
            rights.answer_runs(r.run_machine_arn),
        ],
        environment={
            "ACCOUNT_ID": Aws.ACCOUNT_ID,
            "ARTIFACTS_BUCKET_NAME": r.artifacts.bucket_name,
            "BEDROCK_ROLE_ARNS": json.dumps(roles),
            "DATA_KEY_ARN": r.data_key.key_arn,
            "ENVIRONMENT_NAME": r.environment,
            "LONGEST_JOB_SECONDS": str(jobs.longest_hours * 3600),
            "SUBNET_IDS": json.dumps([s.subnet_id for s in r.surroundings.subnets]),
            "TRAINING_GROUP_ID": r.training_group_id,
        },
        timeout=Duration.seconds(longest),
    )


def answer_training(scope: Construct, r: RunResources) -> Function:
    """Make the function that wakes a run when its job has ended."""
    tokens = places.job_tokens_prefix(r.environment)
    return Function(
        scope,
        "AnswerTraining",
        surroundings=r.surroundings,
        role_path=names.control_path(r.environment),
        statements=[
            rights.read_jobs(),
            rights.objects("ReadToken", r.artifacts, tokens, ["s3:GetObject"]),
            rights.listing("FindToken", r.artifacts, tokens),
            rights.object_key("DecryptToken", r.data_key, ["kms:Decrypt"]),
            rights.answer_runs(r.run_machine_arn),
        ],
        environment={
            "ACCOUNT_ID": Aws.ACCOUNT_ID,
            "ARTIFACTS_BUCKET_NAME": r.artifacts.bucket_name,
        },
        timeout=LONGEST_CALL,
        dead_letters=r.dead_letters,
    )


def _create_jobs(region: str, environment: str, roles: list[str]) -> list[iam.PolicyStatement]:
    """Allow jobs on catalogued models, with our tags, under the teams' Bedrock roles.

    https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonbedrock.html
    """
    tagged = {"StringEquals": {f"aws:RequestTag/{names.TAG_ENVIRONMENT}": environment}}
    ours = [rights.all_custom_models(), rights.all_jobs()]
    return [
        allow(
            "CreateJobs",
            ["bedrock:CreateModelCustomizationJob"],
            [*rights.base_models(region), *ours],
            tagged,
        ),
        allow("TagJobs", ["bedrock:TagResource"], ours, tagged),
        allow(
            "PassBedrockRoles",
            ["iam:PassRole"],
            roles,
            {"StringEquals": {"iam:PassedToService": "bedrock.amazonaws.com"}},
        ),
    ]

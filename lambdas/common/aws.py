"""AWS clients: made lazily, once, with one retry policy for all of them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import boto3
from botocore import UNSIGNED
from botocore.config import Config

from lambdas.contract.evaluation_steps import LONGEST_ANSWER_SECONDS
from lambdas.contract.names import stem

if TYPE_CHECKING:
    from mypy_boto3_bedrock import BedrockClient
    from mypy_boto3_bedrock_runtime import BedrockRuntimeClient
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_scheduler import EventBridgeSchedulerClient
    from mypy_boto3_ssm import SSMClient
    from mypy_boto3_stepfunctions import SFNClient
    from mypy_boto3_sts import STSClient
    from mypy_boto3_sts.type_defs import CredentialsTypeDef

CONFIG = Config(
    retries={"mode": "standard", "total_max_attempts": 4},
    connect_timeout=3,
    read_timeout=20,
)


@cache
def bedrock() -> BedrockClient:
    """Return the control-plane client of Amazon Bedrock."""
    return boto3.client("bedrock", config=CONFIG)


@cache
def bedrock_runtime() -> BedrockRuntimeClient:
    """Return the client that asks models."""
    return boto3.client("bedrock-runtime", config=CONFIG)


@cache
def bedrock_runtime_once() -> BedrockRuntimeClient:
    """Return the client for many long answers: it waits longer, and leaves retries to its user."""
    patient = Config(
        retries={"mode": "standard", "total_max_attempts": 1}, read_timeout=LONGEST_ANSWER_SECONDS
    )
    return boto3.client("bedrock-runtime", config=CONFIG.merge(patient))


@cache
def cloudwatch() -> CloudWatchClient:
    """Return the client that counts invocations and model units."""
    return boto3.client("cloudwatch", config=CONFIG)


@cache
def scheduler() -> EventBridgeSchedulerClient:
    """Return the client that makes the schedules that end capacity."""
    return boto3.client("scheduler", config=CONFIG)


@cache
def ssm() -> SSMClient:
    """Return the client that projects aliases."""
    return boto3.client("ssm", config=CONFIG)


@cache
def stepfunctions() -> SFNClient:
    """Return the Step Functions client."""
    return boto3.client("stepfunctions", config=CONFIG)


@cache
def s3() -> S3Client:
    """Return an S3 client with the function's own rights (not for team data)."""
    return boto3.client("s3", config=CONFIG)


@cache
def sts() -> STSClient:
    """Return the client that hands out a team's data role."""
    return boto3.client("sts", config=CONFIG)


@cache
def sts_unsigned() -> STSClient:
    """Return the client for what somebody else has signed: it adds no signature of its own."""
    return boto3.client("sts", config=CONFIG.merge(Config(signature_version=UNSIGNED)))


def s3_as(role_arn: str, run_id: str) -> S3Client:
    """Return an S3 client with the rights of a team's data role.

    Not cached: credentials end, and one warm function serves many teams.
    The session carries the run, so that CloudTrail tells which run touched what.
    """
    credentials = _assume(role_arn, run_id)
    return boto3.client(
        "s3",
        config=CONFIG,
        aws_access_key_id=credentials["AccessKeyId"],
        aws_secret_access_key=credentials["SecretAccessKey"],
        aws_session_token=credentials["SessionToken"],
    )


def _assume(role_arn: str, run_id: str) -> CredentialsTypeDef:
    return sts().assume_role(RoleArn=role_arn, RoleSessionName=stem(run_id))["Credentials"]

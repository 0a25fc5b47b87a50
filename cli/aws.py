"""The caller's AWS: the SDK's ordinary credential chain, and clients made when first used."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

from cli.errors import UsageError

if TYPE_CHECKING:
    from mypy_boto3_bedrock import BedrockClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_ssm import SSMClient
    from mypy_boto3_stepfunctions import SFNClient
    from mypy_boto3_sts import STSClient

CONFIG = Config(
    retries={"mode": "standard", "total_max_attempts": 4}, connect_timeout=5, read_timeout=30
)


class Aws:
    """Clients for one region with one caller's rights."""

    def __init__(self, region: str | None, profile: str | None) -> None:
        self._session = boto3.Session(region_name=region, profile_name=profile)

    @cached_property
    def region(self) -> str:
        """The region that the options or the SDK's chain chose."""
        region = self._session.region_name
        if region is None:
            raise UsageError("no region is set: give --region or set AWS_DEFAULT_REGION")
        return region

    @cached_property
    def account(self) -> str:
        """The account that the caller's credentials belong to."""
        sts: STSClient = self._session.client("sts", config=CONFIG)
        return sts.get_caller_identity()["Account"]

    @cached_property
    def ssm(self) -> SSMClient:
        """The client that finds the deployed environment."""
        return self._session.client("ssm", config=CONFIG)

    @cached_property
    def stepfunctions(self) -> SFNClient:
        """The client for front doors and runs."""
        return self._session.client("stepfunctions", config=CONFIG)

    @cached_property
    def bedrock(self) -> BedrockClient:
        """The client for customization jobs."""
        return self._session.client("bedrock", config=CONFIG)

    @cached_property
    def s3(self) -> S3Client:
        """The client for metrics and reports."""
        return self._session.client("s3", config=CONFIG)

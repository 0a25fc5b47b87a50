"""The caller's AWS: the SDK's ordinary credential chain, and clients made when first used."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

from cli.errors import UsageError
from lambdas.contract.approval import LONGEST_ANSWER_SECONDS

if TYPE_CHECKING:
    from botocore.client import BaseClient
    from mypy_boto3_bedrock import BedrockClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_ssm import SSMClient
    from mypy_boto3_stepfunctions import SFNClient
    from mypy_boto3_sts import STSClient

CONFIG = Config(
    retries={"mode": "standard", "total_max_attempts": 4}, connect_timeout=5, read_timeout=30
)

SESSION_NAME = "customize"
"""What CloudTrail shows beside a role that the command took on."""

PRICE_LIST_REGION = "us-east-1"
"""One of the few regions that answer for all of them.
https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/using-price-list-query-api.html"""

MARGIN_SECONDS = 10


class Aws:
    """Clients for one region with one caller's rights."""

    def __init__(
        self, region: str | None, profile: str | None, session: boto3.Session | None = None
    ) -> None:
        self._session = session or boto3.Session(region_name=region, profile_name=profile)

    def as_role(self, role_arn: str) -> Aws:
        """Return clients for the same region with the rights of a role that the caller takes on."""
        sts: STSClient = self._session.client("sts", config=CONFIG)
        given = sts.assume_role(RoleArn=role_arn, RoleSessionName=SESSION_NAME)["Credentials"]
        session = boto3.Session(
            region_name=self.region,
            aws_access_key_id=given["AccessKeyId"],
            aws_secret_access_key=given["SecretAccessKey"],
            aws_session_token=given["SessionToken"],
        )
        return Aws(self.region, None, session)

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
        return self.sts.get_caller_identity()["Account"]

    @cached_property
    def sts(self) -> STSClient:
        """The client that tells who the caller is, and proves it."""
        return self._session.client("sts", config=CONFIG)

    @cached_property
    def functions(self) -> LambdaClient:
        """The client that hands over answers; it waits as long as taking one may last."""
        patient = Config(read_timeout=LONGEST_ANSWER_SECONDS + MARGIN_SECONDS)
        return self._session.client("lambda", config=CONFIG.merge(patient))

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

    @cached_property
    def pricing(self) -> BaseClient:
        """The client of the AWS Price List."""
        client: BaseClient = self._session.client(
            "pricing", region_name=PRICE_LIST_REGION, config=CONFIG
        )
        return client

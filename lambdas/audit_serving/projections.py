"""SSM parameters that don't say what the alias of record says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from lambdas.contract import names

if TYPE_CHECKING:
    from mypy_boto3_ssm import SSMClient

    from lambdas.contract.aliases import AliasRecord


def is_astray(ssm: SSMClient, environment: str, record: AliasRecord) -> bool:
    """Whether consumers of an alias find something else than what serves; nothing is "" here."""
    return _projected(ssm, environment, record) != record.arn


def _projected(ssm: SSMClient, environment: str, record: AliasRecord) -> str:
    name = names.alias_parameter(environment, record.team, record.alias)
    try:
        return ssm.get_parameter(Name=name)["Parameter"]["Value"]
    except ClientError as error:
        if error.response["Error"]["Code"] == "ParameterNotFound":
            return ""
        raise

"""What Step Functions says about executions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from botocore.exceptions import ClientError

from cli.errors import NotFoundError
from cli.service_errors import code_of
from lambdas.contract.status import ENDED_BADLY, RUN_SUCCEEDED

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions.type_defs import DescribeExecutionOutputTypeDef

    from cli.deployment import Run, Site

ENDED = frozenset({RUN_SUCCEEDED, *ENDED_BADLY})
"""Any other status, like that of a redrive that has yet to begin, can still change."""

NO_SUCH_EXECUTION = "ExecutionDoesNotExist"

METADATA_ONLY: Final = "METADATA_ONLY"
"""Spares the caller input and output, and with them the right to decrypt them."""


def look(site: Site, execution_arn: str) -> DescribeExecutionOutputTypeDef | None:
    """Return an execution that was just started, None while it is not known everywhere yet."""
    try:
        return site.aws.stepfunctions.describe_execution(executionArn=execution_arn)
    except ClientError as error:
        if code_of(error) != NO_SUCH_EXECUTION:
            raise
        return None


def describe(site: Site, run: Run) -> DescribeExecutionOutputTypeDef:
    """Return the run's execution.

    Raises:
        NotFoundError: there is no such run.
    """
    try:
        return site.aws.stepfunctions.describe_execution(executionArn=run.execution_arn)
    except ClientError as error:
        if code_of(error) != NO_SUCH_EXECUTION:
            raise
        listing = site.target.command("list", "--team", run.team)
        raise NotFoundError(
            f"there is no run {run.run_id} in environment {site.target.environment}; "
            f"see them with: {listing}"
        ) from error

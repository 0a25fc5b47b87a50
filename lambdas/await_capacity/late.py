"""What CloudFormation no longer waits for: operators hear of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from botocore.exceptions import ClientError

from lambdas.await_capacity.verdict import LONGEST_WAIT
from lambdas.contract.retirement import Finding, Reason, Thing

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

    from lambdas.contract.aliases import AwaitedResource


def tell(stepfunctions: SFNClient, retire_machine_arn: str, awaited: AwaitedResource) -> None:
    """Have the operators told, once for each execution."""
    name = f"{Reason.LATE}-{awaited.execution_arn.rpartition(':')[2]}"
    try:
        stepfunctions.start_execution(
            stateMachineArn=retire_machine_arn,
            name=name,
            input=msgspec.json.encode(finding_of(awaited)).decode(),
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "ExecutionAlreadyExists":
            raise


def finding_of(awaited: AwaitedResource) -> Finding:
    """Return what the operators are told."""
    resource = awaited.resource_properties
    return Finding(
        thing=Thing.of(resource.kind),
        name=awaited.capacity_prefix or resource.name,
        reason=Reason.LATE,
        remove=False,
        sentence=(
            f"{resource.name} is not ready after {LONGEST_WAIT}, and CloudFormation went on "
            f"without it. {awaited.execution_arn} goes on; the names of its capacity begin as "
            "above. The audit removes what nobody serves from."
        ),
    )

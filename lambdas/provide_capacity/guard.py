"""The guard: no update takes an alias out of the settings that still serves, unless they said so.

CloudFormation deletes what a template no longer has only when the update is complete, and goes on
if that fails. A refusal has to come before.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-monitor-stack.html
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from lambdas.common import aliases
from lambdas.contract.errors import RemovalRefusedError
from lambdas.contract.guard import REFUSE, GuardedAlias
from lambdas.contract.serving import Kind

if TYPE_CHECKING:
    from mypy_boto3_ssm import SSMClient

    from lambdas.common.storage import Bucket
    from lambdas.contract.aliases import AliasRecord
    from lambdas.contract.guard import GuardEvent


def check(request: GuardEvent, bucket: Bucket, ssm: SSMClient, parameter: str) -> None:
    """Agree to an update, or refuse it before anything else changes.

    Args:
        request: what CloudFormation asks.
        bucket: where the aliases of record are.
        ssm: where the parameter is.
        parameter: holds the list that the last complete update reached.

    Raises:
        RemovalRefusedError: naming every alias that would be left serving.
    """
    serving = list(_serving(bucket, removed(request)))
    if serving and not _is_rollback(request, ssm, parameter):
        raise RemovalRefusedError(_refusal(serving))


def removed(request: GuardEvent) -> list[GuardedAlias]:
    """Return what an update takes away though it may not be while it serves.

    Only an update has old properties. Where either list has a form of another version, nothing is
    known to be taken away.
    """
    old, new = request.old_resource_properties.aliases, request.resource_properties.aliases
    if old is None or new is None:
        return []
    kept = {(one.team, one.alias) for one in new}
    return [one for one in old if one.on_removal == REFUSE and (one.team, one.alias) not in kept]


def _serving(bucket: Bucket, found: Iterable[GuardedAlias]) -> Iterator[AliasRecord]:
    for one in found:
        record = aliases.read(bucket, one.team, one.alias).record
        if record is not None and record.arn:
            yield record


def _is_rollback(request: GuardEvent, ssm: SSMClient, parameter: str) -> bool:
    """Whether CloudFormation takes an update back, which nobody may refuse.

    A request doesn't say so. But the parameter changes last of all in an update, so where it holds
    another list than the one to leave, that one was never reached. What a failed update had
    declared, and what perhaps serves by now, goes with it.
    """
    try:
        reached = ssm.get_parameter(Name=parameter)["Parameter"]["Value"]
    except ClientError as error:
        if error.response["Error"]["Code"] == "ParameterNotFound":
            return False
        raise
    return bool(reached != request.old_resource_properties.declared)


def _refusal(serving: Iterable[AliasRecord]) -> str:
    """Return the refusal, the way out first: CloudFormation cuts what is long."""
    return (
        "the settings no longer declare capacity that still serves; it would go on serving and "
        'costing. Declare it again and deploy at once; to remove it, set "on_removal": "remove" '
        f"for it, deploy, and then take it out. {'; '.join(map(_named, serving))}"
    )


def _named(record: AliasRecord) -> str:
    paid = "by the hour" if record.kind is Kind.PROVISIONED else "by the token"
    return f"Alias {record.team}/{record.alias} serves from {record.arn}, paid {paid}"

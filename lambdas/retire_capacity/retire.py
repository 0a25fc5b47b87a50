"""Ends one thing, if it may still go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from lambdas.common import capacity, capacity_changes, custom_models
from lambdas.common.capacity import NOT_FOUND
from lambdas.common.capacity_changes import Removal
from lambdas.contract.errors import StillStoppingError
from lambdas.contract.serving import Kind
from lambdas.retire_capacity import answers
from lambdas.retire_capacity.judge_again import capacity_may_go, model_may_go

if TYPE_CHECKING:
    from mypy_boto3_bedrock import BedrockClient

    from lambdas.contract.retirement import Finding, Retired
    from lambdas.retire_capacity.owners import Owners


def retire(bedrock: BedrockClient, finding: Finding, owners: Owners) -> Retired:
    """Return what became of it.

    Raises:
        StillStoppingError: it has been told to go, or can't be told yet.
    """
    if not finding.remove:
        return answers.told(finding)
    kind = finding.thing.kind
    if kind is None:
        return _retire_model(bedrock, finding, owners)
    return _retire_capacity(bedrock, kind, finding, owners)


def _retire_capacity(
    bedrock: BedrockClient, kind: Kind, finding: Finding, owners: Owners
) -> Retired:
    current = capacity.find(bedrock, kind, finding.name)
    if current is None:
        return answers.gone(finding)
    tags = _tags_of(bedrock, current.name, current.arn)
    if not capacity_may_go(finding.reason, current, tags, owners):
        return answers.left_alone(finding)
    removal = capacity_changes.remove(bedrock, current, owners.now)
    if removal is Removal.COMMITTED and current.committed_until:
        return answers.committed(finding, current.committed_until)
    if removal is Removal.PENDING:
        raise StillStoppingError(f"{current.name} is {current.status} and not gone yet")
    return answers.gone(finding)


def _retire_model(bedrock: BedrockClient, finding: Finding, owners: Owners) -> Retired:
    model = custom_models.find(bedrock, finding.name)
    if model is None:
        return answers.gone(finding)
    tags = _tags_of(bedrock, model.name, model.arn)
    may_go = model_may_go(finding.reason, model, tags, owners)
    if not may_go or model.arn in _models_in_use(bedrock, owners):
        return answers.left_alone(finding)
    if not custom_models.delete(bedrock, model):
        return answers.left_alone(finding)
    if custom_models.find(bedrock, model.arn) is not None:
        raise StillStoppingError(f"{model.name} is not gone yet")
    return answers.gone(finding)


def _tags_of(bedrock: BedrockClient, name: str, arn: str) -> dict[str, str]:
    try:
        return capacity.tags_of(bedrock, arn)
    except ClientError as error:
        if error.response["Error"]["Code"] == NOT_FOUND:
            raise StillStoppingError(f"{name} is going: its tags are gone") from error
        raise


def _models_in_use(bedrock: BedrockClient, owners: Owners) -> set[str]:
    """Return the models that an alias names or anything in the account serves."""
    used = owners.models_named()
    for kind in Kind:
        used |= custom_models.behind(capacity.list_all(bedrock, kind))
    return used

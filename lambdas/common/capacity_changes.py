"""Capacity made, given another model, removed; each call can be repeated without harm."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from lambdas.common import capacity
from lambdas.common.capacity import NOT_FOUND, Capacity
from lambdas.contract import names
from lambdas.contract.errors import (
    DeploymentQuotaExceededError,
    DeploymentRefusedError,
    ModelUnitsExceededError,
)
from lambdas.contract.serving import Commitment, Kind

if TYPE_CHECKING:
    from mypy_boto3_bedrock import BedrockClient
    from mypy_boto3_bedrock.type_defs import TagTypeDef

QUOTA = "ServiceQuotaExceededException"
REFUSALS = {"ValidationException", NOT_FOUND, "TooManyTagsException"}
NOT_NOW = {"ConflictException", "ValidationException"}
"""How Bedrock says that something is in use, on its way or under a term."""


@dataclass(frozen=True, kw_only=True)
class NewCapacity:
    """Capacity to be made."""

    kind: Kind
    name: str
    model_arn: str
    tags: Mapping[str, str]
    token: str
    """The idempotency token. Bedrock ignores a repeated one in silence, and nobody knows for how
    long: who makes something of the same name anew needs another."""
    units: int = 0
    commitment: Commitment = Commitment.NONE


class Removal(Enum):
    """How far a removal is."""

    GONE = "gone"
    PENDING = "pending"
    """Told to go, or not to be told yet: look again."""
    COMMITTED = "committed"
    """A term forbids it."""


def ensure(bedrock: BedrockClient, new: NewCapacity) -> Capacity:
    """Return the capacity of this name: adopted if it exists, else made.

    Raises:
        DeploymentRefusedError: Bedrock will not make it.
        DeploymentQuotaExceededError: there are as many deployments as there may be.
        ModelUnitsExceededError: the account has no model units left.
    """
    found = capacity.find(bedrock, new.kind, new.name)
    if found is not None:
        return found
    try:
        _create(bedrock, new)
    except ClientError as error:
        _raise_unless_made(bedrock, error, new)
    # Never trust the answer: a repeated token is ignored in silence.
    found = capacity.find(bedrock, new.kind, new.name)
    if found is None:
        raise RuntimeError(f"{new.name} was created but can't be seen yet, or somebody deleted it")
    return found


def swap(bedrock: BedrockClient, current: Capacity, model_arn: str) -> None:
    """Put another model of the same base behind capacity, which answers all the while.

    https://docs.aws.amazon.com/bedrock/latest/userguide/prov-thru-edit.html
    https://docs.aws.amazon.com/bedrock/latest/APIReference/API_UpdateCustomModelDeployment.html
    """
    if current.kind is Kind.ON_DEMAND:
        bedrock.update_custom_model_deployment(
            customModelDeploymentIdentifier=current.arn, modelArn=model_arn
        )
    else:
        bedrock.update_provisioned_model_throughput(
            provisionedModelId=current.arn, desiredModelId=model_arn
        )


def remove(bedrock: BedrockClient, current: Capacity, now: dt.datetime) -> Removal:
    """Tell Bedrock to delete capacity; return how far that is."""
    if current.is_committed(now):
        return Removal.COMMITTED
    try:
        _delete(bedrock, current)
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code == NOT_FOUND:
            return Removal.GONE
        if code in NOT_NOW:
            return Removal.PENDING
        raise
    gone = capacity.find(bedrock, current.kind, current.arn) is None
    return Removal.GONE if gone else Removal.PENDING


def tag_list(tags: Mapping[str, str]) -> list[TagTypeDef]:
    """Return tags as Bedrock takes them."""
    return [{"key": key, "value": value} for key, value in tags.items()]


def _create(bedrock: BedrockClient, new: NewCapacity) -> None:
    token, tags = names.client_request_token(new.token), tag_list(new.tags)
    if new.kind is Kind.ON_DEMAND:
        bedrock.create_custom_model_deployment(
            modelDeploymentName=new.name,
            modelArn=new.model_arn,
            tags=tags,
            clientRequestToken=token,
        )
        return
    term = new.commitment.in_bedrock
    bedrock.create_provisioned_model_throughput(
        provisionedModelName=new.name,
        modelId=new.model_arn,
        modelUnits=new.units,
        tags=tags,
        clientRequestToken=token,
        **({"commitmentDuration": term} if term else {}),  # type: ignore[arg-type]
    )


def _delete(bedrock: BedrockClient, current: Capacity) -> None:
    if current.kind is Kind.ON_DEMAND:
        bedrock.delete_custom_model_deployment(customModelDeploymentIdentifier=current.arn)
    else:
        bedrock.delete_provisioned_model_throughput(provisionedModelId=current.arn)


def _raise_unless_made(bedrock: BedrockClient, error: ClientError, new: NewCapacity) -> None:
    """Raise the error under the name that Step Functions knows, unless the name is there by now.

    No conflict is declared for a name in use: Bedrock words it as a refusal.
    """
    code, message = error.response["Error"]["Code"], error.response["Error"]["Message"]
    if code == "ConflictException":
        return
    if code not in {QUOTA, *REFUSALS}:
        raise error
    # Also a quota: the first of two calls may have used it up, and its answer was lost.
    if capacity.find(bedrock, new.kind, new.name) is not None:
        return
    if code in REFUSALS:
        raise DeploymentRefusedError(f"Bedrock refused {new.name}: {message}") from error
    if new.kind is Kind.ON_DEMAND:
        raise DeploymentQuotaExceededError(message) from error
    raise ModelUnitsExceededError(f"{message} (quotas L-BE77399C and the model's own)") from error

"""Custom models: what their storage costs ends only when they are deleted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from lambdas.common.capacity import NOT_FOUND
from lambdas.common.capacity_changes import tag_list

if TYPE_CHECKING:
    from mypy_boto3_bedrock import BedrockClient

    from lambdas.common.capacity import Capacity

IN_USE = "ConflictException"


@dataclass(frozen=True, kw_only=True)
class CustomModel:
    """A model that a job made."""

    name: str
    arn: str
    created_at: dt.datetime


def list_all(bedrock: BedrockClient) -> Iterator[CustomModel]:
    """Yield the account's own custom models."""
    for page in bedrock.get_paginator("list_custom_models").paginate(isOwned=True):
        for found in page.get("modelSummaries", []):
            yield CustomModel(
                name=found["modelName"], arn=found["modelArn"], created_at=found["creationTime"]
            )


def find(bedrock: BedrockClient, identifier: str) -> CustomModel | None:
    """Return the model with a name or ARN, None when there is none."""
    try:
        found = bedrock.get_custom_model(modelIdentifier=identifier)
    except ClientError as error:
        if error.response["Error"]["Code"] == NOT_FOUND:
            return None
        raise
    return CustomModel(
        name=found["modelName"], arn=found["modelArn"], created_at=found["creationTime"]
    )


def delete(bedrock: BedrockClient, model: CustomModel) -> bool:
    """Delete a model, which nothing brings back; return False when something uses it.

    https://docs.aws.amazon.com/bedrock/latest/userguide/model-customization-delete.html
    """
    try:
        bedrock.delete_custom_model(modelIdentifier=model.arn)
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code == IN_USE:
            return False
        if code != NOT_FOUND:
            raise
    return True


def tag(bedrock: BedrockClient, model: CustomModel, tags: Mapping[str, str]) -> None:
    """Add tags to a model, or change them."""
    bedrock.tag_resource(resourceARN=model.arn, tags=tag_list(tags))


def untag(bedrock: BedrockClient, model: CustomModel, key: str) -> None:
    """Take a tag from a model."""
    bedrock.untag_resource(resourceARN=model.arn, tagKeys=[key])


def behind(capacities: Iterable[Capacity]) -> set[str]:
    """Return the models that capacity serves, or is about to."""
    found: set[str] = set()
    for one in capacities:
        found |= {one.model_arn, one.wanted_model_arn or one.model_arn}
    return found

"""What serves custom models: deployments and provisioned throughput, read alike.

Changing it is in `capacity_changes`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from lambdas.contract import status
from lambdas.contract.serving import Commitment, Kind
from lambdas.contract.status import Outcome

if TYPE_CHECKING:
    from mypy_boto3_bedrock import BedrockClient
    from mypy_boto3_bedrock.type_defs import (
        CustomModelDeploymentSummaryTypeDef,
        GetCustomModelDeploymentResponseTypeDef,
        GetProvisionedModelThroughputResponseTypeDef,
        ProvisionedModelSummaryTypeDef,
    )

NOT_FOUND = "ResourceNotFoundException"


@dataclass(frozen=True, kw_only=True)
class Capacity:
    """A deployment or a throughput as Bedrock reports it."""

    kind: Kind
    name: str
    arn: str
    status: str
    model_arn: str
    """The model that answers."""
    created_at: dt.datetime
    wanted_model_arn: str = ""
    """The model that an update is to put there; the same where there is none."""
    update_status: str = ""
    """Of a deployment's last update; listings don't tell it."""
    units: int = 0
    """Model units; 0 for deployments."""
    commitment: Commitment = Commitment.NONE
    committed_until: dt.datetime | None = None
    failure_message: str = ""
    changed_at: dt.datetime | None = None
    """When it last changed, as when it failed; None where Bedrock doesn't say."""

    @property
    def outcome(self) -> Outcome:
        """Whether it serves, gets there, or failed; while a model is swapped it gets there."""
        outcome = status.outcome_of(self.status, TABLES[self.kind])
        if outcome is Outcome.DONE and self.is_updating:
            return Outcome.RUNNING
        return outcome

    @property
    def is_live(self) -> bool:
        """Whether it may cost money: it serves, gets there, or nobody knows what its status is."""
        return self.outcome is not Outcome.FAILED or self.status not in TABLES[self.kind]

    @property
    def is_updating(self) -> bool:
        """Whether another model is on its way in."""
        return bool(self.update_status) and (
            status.outcome_of(self.update_status, status.DEPLOYMENT_UPDATE) is Outcome.RUNNING
        )

    @property
    def update_failed(self) -> bool:
        """Whether the last swap failed, so that the model before still answers."""
        return bool(self.update_status) and (
            status.outcome_of(self.update_status, status.DEPLOYMENT_UPDATE) is Outcome.FAILED
        )

    def serves(self, model_arn: str) -> bool:
        """Whether it answers with this model, and with no other on the way."""
        return self.outcome is Outcome.DONE and self.model_arn == model_arn

    def is_committed(self, now: dt.datetime) -> bool:
        """Whether a term forbids to delete it.

        https://docs.aws.amazon.com/bedrock/latest/userguide/prov-thru-delete.html
        """
        return self.committed_until is not None and now < self.committed_until


TABLES = {Kind.ON_DEMAND: status.DEPLOYMENT, Kind.PROVISIONED: status.THROUGHPUT}


def base_of(model_arn: str) -> str:
    """Return the id of the base that a custom model was made from; its ARN tells."""
    return model_arn.partition("custom-model/")[2].rpartition("/")[0]


def find(bedrock: BedrockClient, kind: Kind, identifier: str) -> Capacity | None:
    """Return the capacity with a name or ARN, None when there is none."""
    try:
        if kind is Kind.ON_DEMAND:
            return _deployment(
                bedrock.get_custom_model_deployment(customModelDeploymentIdentifier=identifier)
            )
        return _throughput(bedrock.get_provisioned_model_throughput(provisionedModelId=identifier))
    except ClientError as error:
        if error.response["Error"]["Code"] == NOT_FOUND:
            return None
        raise


def list_all(bedrock: BedrockClient, kind: Kind, name_contains: str = "") -> Iterator[Capacity]:
    """Yield the account's capacity of a kind. Listings are later than the truth and say less."""
    asked = {"nameContains": name_contains} if name_contains else {}
    if kind is Kind.ON_DEMAND:
        for page in bedrock.get_paginator("list_custom_model_deployments").paginate(**asked):  # type: ignore[arg-type]
            yield from map(_listed_deployment, page["modelDeploymentSummaries"])
    else:
        for pt in bedrock.get_paginator("list_provisioned_model_throughputs").paginate(**asked):  # type: ignore[arg-type]
            yield from map(_listed_throughput, pt["provisionedModelSummaries"])


def tags_of(bedrock: BedrockClient, arn: str) -> dict[str, str]:
    """Return the tags of a job, a model or capacity."""
    found = bedrock.list_tags_for_resource(resourceARN=arn)["tags"]
    return {tag["key"]: tag["value"] for tag in found}


def _deployment(found: GetCustomModelDeploymentResponseTypeDef) -> Capacity:
    update = found.get("updateDetails")
    return Capacity(
        kind=Kind.ON_DEMAND,
        name=found["modelDeploymentName"],
        arn=found["customModelDeploymentArn"],
        status=found["status"],
        model_arn=found["modelArn"],
        wanted_model_arn=update["modelArn"] if update else found["modelArn"],
        update_status=update["updateStatus"] if update else "",
        created_at=found["createdAt"],
        changed_at=found.get("lastUpdatedAt"),
        failure_message=found.get("failureMessage", ""),
    )


def _throughput(found: GetProvisionedModelThroughputResponseTypeDef) -> Capacity:
    return Capacity(
        kind=Kind.PROVISIONED,
        name=found["provisionedModelName"],
        arn=found["provisionedModelArn"],
        status=found["status"],
        model_arn=found["modelArn"],
        wanted_model_arn=found["desiredModelArn"],
        units=found["modelUnits"],
        commitment=Commitment.of(found.get("commitmentDuration")),
        committed_until=found.get("commitmentExpirationTime"),
        created_at=found["creationTime"],
        changed_at=found.get("lastModifiedTime"),
        failure_message=found.get("failureMessage", ""),
    )


def _listed_deployment(found: CustomModelDeploymentSummaryTypeDef) -> Capacity:
    return Capacity(
        kind=Kind.ON_DEMAND,
        name=found["customModelDeploymentName"],
        arn=found["customModelDeploymentArn"],
        status=found["status"],
        model_arn=found["modelArn"],
        wanted_model_arn=found["modelArn"],
        created_at=found["createdAt"],
        failure_message=found.get("failureMessage", ""),
    )


def _listed_throughput(found: ProvisionedModelSummaryTypeDef) -> Capacity:
    return Capacity(
        kind=Kind.PROVISIONED,
        name=found["provisionedModelName"],
        arn=found["provisionedModelArn"],
        status=found["status"],
        model_arn=found["modelArn"],
        wanted_model_arn=found["desiredModelArn"],
        units=found["modelUnits"],
        commitment=Commitment.of(found.get("commitmentDuration")),
        committed_until=found.get("commitmentExpirationTime"),
        created_at=found["creationTime"],
    )

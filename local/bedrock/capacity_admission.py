"""What the service checks before it makes, changes or deletes what serves a model.

https://docs.aws.amazon.com/bedrock/latest/APIReference/API_CreateCustomModelDeployment.html
https://docs.aws.amazon.com/bedrock/latest/APIReference/API_CreateProvisionedModelThroughput.html
"""

from collections.abc import Iterable
from datetime import UTC, datetime

from local.bedrock.capacity import Capacity, Stage, Throughput
from local.bedrock.errors import (
    ConflictException,
    ServiceQuotaExceededException,
    ValidationException,
)
from local.bedrock.models import BaseModel
from local.bedrock.options import Options
from local.bedrock.state import Store
from local.bedrock.things import CustomModel, Scope

FIRST_ON_DEMAND = datetime(2025, 7, 16, tzinfo=UTC)
"""https://docs.aws.amazon.com/bedrock/latest/userguide/deploy-custom-model-on-demand.html"""


def model(identifier: str, member: str, scope: Scope, store: Store) -> CustomModel:
    """Return the custom model that a request wants to be served.

    Raises:
        ResourceNotFoundException: There is none, or none any more.
        ValidationException: It is another account's or Region's, or a base model.
    """
    given = f"Value '{identifier}' at '{member}'"
    if ":custom-model/" in identifier:
        if not identifier.startswith(scope.plain_arn("custom-model", "")):
            raise ValidationException(f"{given}: it isn't of this account and Region")
    elif "." in identifier:
        raise ValidationException(f"{given}: this stand-in serves custom models only")
    return store.model(scope, identifier)


def check_on_demand(wanted: CustomModel, base: BaseModel) -> None:
    """Refuse to deploy what has to be provisioned.

    Raises:
        ValidationException: The base isn't offered on demand here, or the model is too old.
    """
    if not base.on_demand:
        raise ValidationException(
            f"Value '{wanted.arn}' at 'modelArn': custom models of {base.model_id} "
            f"can't be deployed on demand in {base.region}"
        )
    if wanted.created < FIRST_ON_DEMAND:
        raise ValidationException(
            f"Value '{wanted.arn}' at 'modelArn': the model was customized "
            f"before {FIRST_ON_DEMAND:%Y-%m-%d}"
        )


def check_provisioned(wanted: CustomModel, base: BaseModel) -> None:
    """Refuse new throughput for a model whose base is on its way out.

    https://docs.aws.amazon.com/bedrock/latest/userguide/model-lifecycle-legacy.html

    Raises:
        ValidationException: The base is Legacy.
    """
    if base.lifecycle == "LEGACY":
        raise ValidationException(
            f"Value '{wanted.arn}' at 'modelId': a Legacy model takes no new Provisioned Throughput"
        )


def check_name(name: str, member: str, others: Iterable[Capacity]) -> None:
    """Refuse a name in use.

    Raises:
        ValidationException: Creating declares no ConflictException.
    """
    for other in others:
        if other.name == name:
            raise ValidationException(f"Value '{name}' at '{member}' is in use by {other.arn}")


def check_deployments(others: Iterable[Capacity], options: Options, now: datetime) -> None:
    """Refuse a deployment above a quota.

    https://docs.aws.amazon.com/general/latest/gr/bedrock.html

    Raises:
        ServiceQuotaExceededException: Too many exist, or are being made.
    """
    stages = [other.stage(now) for other in others]
    if len(stages) >= options.deployment_quota:
        raise ServiceQuotaExceededException(
            "Total custom model deployments: the account has reached its quota "
            f"of {options.deployment_quota}"
        )
    if stages.count(Stage.CREATING) >= options.deployments_in_progress_quota:
        raise ServiceQuotaExceededException(
            "In-progress custom model deployments: the account has reached its quota "
            f"of {options.deployments_in_progress_quota}"
        )


def check_units(
    units: int, commitment: str | None, base: BaseModel, others: Iterable[Throughput], opts: Options
) -> None:
    """Refuse model units above a quota: one throughput's, and all together without commitment.

    Raises:
        ServiceQuotaExceededException: The units aren't there.
    """
    term = "" if commitment else "no commitment "
    if min(opts.model_units_quota, 1 if commitment else opts.custom_model_units_quota) <= 0:
        raise ServiceQuotaExceededException(
            f"Your account does not currently have any {term}model units reserved "
            f"for {base.model_id}."
        )
    if units > opts.model_units_quota:
        raise ServiceQuotaExceededException(
            f"Model units per provisioned model for {base.model_id}: "
            f"the quota is {opts.model_units_quota}, {units} were asked for"
        )
    used = sum(other.units for other in others if not other.commitment)
    if not commitment and used + units > opts.custom_model_units_quota:
        raise ServiceQuotaExceededException(
            "No commitment model units for Provisioned Throughput across custom models: "
            f"the quota is {opts.custom_model_units_quota}, {used} are in use"
        )


def check_change(one: Capacity, wanted: CustomModel, member: str, now: datetime) -> None:
    """Refuse to put a model behind something that isn't ready for it.

    https://docs.aws.amazon.com/bedrock/latest/userguide/prov-thru-edit.html

    Raises:
        ValidationException: It doesn't serve, or the model is of another base.
    """
    stage = one.stage(now)
    if stage is not Stage.SERVING:
        raise ValidationException(f"{one.arn} is {stage.name.title()} and can't be updated")
    if wanted.job.base.model_id != one.model.job.base.model_id:
        raise ValidationException(
            f"Value '{wanted.arn}' at '{member}': it isn't of the same base model "
            f"as {one.model_at(now).arn}"
        )


def check_idle(one: Capacity, now: datetime) -> None:
    """Refuse to delete what is in the middle of something.

    Raises:
        ConflictException: It is being made or updated.
    """
    stage = one.stage(now)
    if stage in {Stage.CREATING, Stage.UPDATING}:
        raise ConflictException(f"{one.arn} is {stage.name.title()} and can't be deleted")

"""What the service checks before it answers a request for a job.

https://docs.aws.amazon.com/bedrock/latest/APIReference/API_CreateModelCustomizationJob.html
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from local.bedrock.errors import (
    AccessDeniedException,
    ConflictException,
    ServiceQuotaExceededException,
    TooManyTagsException,
    ValidationException,
)
from local.bedrock.models import BaseModel, Catalogue
from local.bedrock.state import Store
from local.bedrock.things import Scope
from local.bedrock.world import Caller, CannotAssumeError, Need, RefusedError, World

MAX_TAGS = 50


def check_kind(request: Mapping[str, Any]) -> None:
    """Refuse what the stand-in doesn't train.

    Raises:
        ValidationException: Another customization type or source of data.
    """
    kind = request.get("customizationType", "FINE_TUNING")
    if kind != "FINE_TUNING" or "customizationConfig" in request:
        raise ValidationException(
            f"Value '{kind}' at 'customizationType': this stand-in trains FINE_TUNING jobs only"
        )
    if "invocationLogsConfig" in request["trainingDataConfig"]:
        raise ValidationException(
            "Value at 'trainingDataConfig.invocationLogsConfig': this stand-in trains on files only"
        )
    if "s3Uri" not in request["trainingDataConfig"]:
        raise ValidationException(
            "Value null at 'trainingDataConfig.s3Uri' failed to satisfy constraint: "
            "Member must not be null"
        )


def check_tags(tags: Sequence[Mapping[str, str]], member: str, arn: str) -> dict[str, str]:
    """Return tags as a mapping.

    Raises:
        TooManyTagsException: More than 50.
        ValidationException: A key twice, or one that is AWS's own.
    """
    if len(tags) > MAX_TAGS:
        raise TooManyTagsException(
            f"Value at '{member}': a resource has at most {MAX_TAGS} tags", resourceName=arn
        )
    keys = [tag["key"] for tag in tags]
    for key in keys:
        if keys.count(key) > 1:
            raise ValidationException(f"Value '{key}' at '{member}' is a duplicate tag key")
        if key.lower().startswith("aws:"):
            raise ValidationException(f"Value '{key}' at '{member}' uses the reserved prefix aws:")
    return {tag["key"]: tag["value"] for tag in tags}


def base_model(identifier: str, region: str, now: datetime, catalogue: Catalogue) -> BaseModel:
    """Return the model that a new job may start from.

    https://docs.aws.amazon.com/bedrock/latest/userguide/model-lifecycle-legacy.html

    Raises:
        ResourceNotFoundException: The model has reached the end of its life.
        ValidationException: It can't be customized: here, by this id, or at its age.
    """
    given = f"Value '{identifier}' at 'baseModelIdentifier'"
    if ":custom-model/" in identifier or "." not in identifier:
        raise ValidationException(f"{given}: this stand-in doesn't train custom models further")
    found = catalogue.find(identifier, region, now)
    if found is None:
        raise ValidationException(f"{given}: no such model can be customized in {region}")
    if found.model_id != found.model.model_id:
        wanted = found.model.model_id
        raise ValidationException(f"{given}: it is for inference; customization needs {wanted}")
    if found.model.lifecycle == "LEGACY":
        raise ValidationException(f"{given}: a Legacy model takes no new fine-tuning jobs")
    return found.model


def check_names(request: Mapping[str, Any], scope: Scope, store: Store) -> None:
    """Refuse names in use; a job's name stays in use for ever, for jobs can't be deleted.

    Raises:
        ConflictException: Another job has, or will leave a model with, this name.
    """
    job_name, model_name = request["jobName"], request["customModelName"]
    taken = {model.name for model in store.models_in(scope)}
    for job in store.jobs_in(scope):
        if job.name == job_name:
            raise ConflictException(f"Value '{job_name}' at 'jobName' is in use by {job.arn}")
        if job.running:
            taken.add(job.request["customModelName"])
    if model_name in taken:
        raise ConflictException(f"Value '{model_name}' at 'customModelName' is in use")


def check_quotas(scope: Scope, store: Store, job_quota: int, model_quota: int) -> None:
    """Refuse a job above a quota.

    https://docs.aws.amazon.com/general/latest/gr/bedrock.html

    Raises:
        ServiceQuotaExceededException: Too many jobs run, or too many models exist.
    """
    if sum(job.running for job in store.jobs_in(scope)) >= job_quota:
        raise ServiceQuotaExceededException(
            f"Scheduled customization jobs: the account has reached its quota of {job_quota}"
        )
    if sum(1 for _ in store.models_in(scope)) >= model_quota:
        raise ServiceQuotaExceededException(
            f"Custom models per account: the account has reached its quota of {model_quota}"
        )


def key_arn(key_id: str | None, scope: Scope, world: World) -> str | None:
    """Return the ARN of the key for the model, if the request names one.

    Raises:
        ValidationException: The key can't be used.
    """
    if key_id is None:
        return None
    if found := world.key_arn(key_id, scope):
        return found
    raise ValidationException(
        f"Value '{key_id}' at 'customModelKmsKeyId': no enabled key in {scope.region}"
    )


def check_permissions(caller: Caller, needs: Sequence[Need]) -> None:
    """Refuse a caller without a permission.

    Raises:
        AccessDeniedException: Naming the first that is missing.
    """
    try:
        for need in needs:
            caller.require(need)
    except RefusedError as error:
        raise AccessDeniedException(str(error)) from error


def check_role(role_arn: str, job_arn: str, scope: Scope, world: World) -> None:
    """Refuse a role that Bedrock can't assume for this job.

    Raises:
        ValidationException: With the service's own text, and the reason.
    """
    try:
        world.trusts(role_arn, job_arn, scope)
    except CannotAssumeError as error:
        raise ValidationException(
            f"Could not assume provided IAM role. Value '{role_arn}' at 'roleArn': {error}"
        ) from error

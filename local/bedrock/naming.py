"""What a request is about: for faults by name, and for IAM by ARN."""

from collections.abc import Mapping
from typing import Any

from local.bedrock.capacity import Deployment, Throughput
from local.bedrock.state import Store
from local.bedrock.things import Scope
from local.bedrock.wire import Call

_FOUNDATION = "foundation-model"
_KINDS = {
    "jobIdentifier": "model-customization-job",
    "modelIdentifier": "custom-model",
    "customModelDeploymentIdentifier": Deployment.kind,
    "provisionedModelId": Throughput.kind,
}
"""The kind of thing that a member identifies, by name or ARN."""

_NAMING = (
    "jobName",
    "customModelName",
    "modelDeploymentName",
    "provisionedModelName",
    "resourceARN",
    *_KINDS,
)

_OF_ANOTHER_THING = {
    "CreateModelCustomizationJob": ("baseModelIdentifier", _FOUNDATION),
    "CreateCustomModelDeployment": ("modelArn", "custom-model"),
    "CreateProvisionedModelThroughput": ("modelId", "custom-model"),
    "GetFoundationModel": ("modelIdentifier", _FOUNDATION),
}
"""What creating something works on: what it is made from."""


def names(params: Mapping[str, Any], scope: Scope, store: Store) -> list[str]:
    """Return what a request names, an ARN as the name of its thing too."""
    given = [str(params[name]) for name in _NAMING if name in params]
    return [*given, *(thing.name for thing in store.things_in(scope) if thing.arn in given)]


def resource_arn(call: Call, scope: Scope, store: Store) -> str | None:
    """Return the ARN of what a request works on, be the request good or bad.

    IAM judges before the service looks: what doesn't exist has an ARN too, so that whoever
    may read every job learns that this one isn't there.
    https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonbedrock.html
    """
    member, kind = _OF_ANOTHER_THING.get(call.operation) or _identified(call.params)
    if member not in call.params:
        return None
    identifier = str(call.params[member])
    if identifier.startswith("arn:") or not kind:
        return identifier
    if kind == "custom-model" and "." in identifier:
        kind = _FOUNDATION
    if kind == _FOUNDATION:
        return f"arn:aws:bedrock:{scope.region}::{kind}/{identifier}"
    return _named(identifier, kind, scope, store) or scope.plain_arn(kind, identifier)


def _identified(params: Mapping[str, Any]) -> tuple[str, str]:
    found = ((member, kind) for member, kind in _KINDS.items() if member in params)
    return next(found, ("resourceARN", ""))


def _named(name: str, kind: str, scope: Scope, store: Store) -> str | None:
    """Return the ARN of the thing with a name; a job and its model may share one."""
    prefix = scope.plain_arn(kind, "")
    for thing in store.things_in(scope):
        if thing.name == name and thing.arn.startswith(prefix):
            return thing.arn
    return None

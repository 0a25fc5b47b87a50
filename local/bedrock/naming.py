"""What a request is about: for faults by name, and for IAM by ARN."""

from collections.abc import Mapping
from typing import Any

from local.bedrock.state import Scope, Store
from local.bedrock.wire import Call

_NAMING = ("jobName", "customModelName", "jobIdentifier", "modelIdentifier", "resourceARN")


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
    params = {name: str(value) for name, value in call.params.items()}
    own = f"arn:aws:bedrock:{scope.region}:{scope.account}"
    if call.operation == "CreateModelCustomizationJob":
        return _arn(params.get("baseModelIdentifier"), _foundation(scope))
    if call.operation == "GetFoundationModel":
        return _arn(params["modelIdentifier"], _foundation(scope))
    for thing in store.things_in(scope):
        if thing.name in {params.get("jobIdentifier"), params.get("modelIdentifier")}:
            return thing.arn
    if "jobIdentifier" in params:
        return _arn(params["jobIdentifier"], f"{own}:model-customization-job")
    if "modelIdentifier" in params:
        return _arn(params["modelIdentifier"], f"{own}:custom-model")
    return params.get("resourceARN")


def _foundation(scope: Scope) -> str:
    return f"arn:aws:bedrock:{scope.region}::foundation-model"


def _arn(identifier: str | None, kind: str) -> str | None:
    if identifier is None or identifier.startswith("arn:"):
        return identifier
    return f"{kind}/{identifier}"

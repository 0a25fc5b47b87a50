"""Bedrock's REST-JSON protocol, driven by botocore's service model.

https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html
"""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, NamedTuple

from botocore.loaders import Loader
from botocore.model import ListShape, MapShape, OperationModel, ServiceModel, Shape, StructureShape

from local.bedrock.errors import ServiceError, UnknownOperationException, ValidationException
from local.bedrock.shapes import problems

CONTROL_PLANE = "bedrock"
RUNTIME = "bedrock-runtime"

JSON = "application/json"

Response = tuple[int, dict[str, str], bytes]
"""Status, headers and body, as MiniStack passes them on."""


class Call(NamedTuple):
    """One checked request."""

    operation: str
    params: dict[str, Any]


class _Route(NamedTuple):
    method: str
    pattern: re.Pattern[str]
    literals: int
    operation: str


@cache
def service_model(service: str = CONTROL_PLANE) -> ServiceModel:
    """Return botocore's model of Bedrock's control plane or runtime."""
    return ServiceModel(Loader().load_service_model(service, "service-2"), service)


def parse(
    method: str,
    path: str,
    query: Mapping[str, Sequence[str]],
    body: bytes,
    service: str = CONTROL_PLANE,
) -> Call:
    """Return the operation a request asks for and its parameters, checked whole.

    Args:
        method: The HTTP method.
        path: The decoded path; an ARN in it keeps its slashes.
        query: The values of every query parameter.
        body: The JSON body, or nothing.
        service: botocore's name of the service.

    Raises:
        UnknownOperationException: No operation of Bedrock has this method and path.
        ValidationException: The request breaks a rule of its shape; all are named.
    """
    call = unchecked(method, path, query, body, service)
    shape = service_model(service).operation_model(call.operation).input_shape
    if shape and (found := list(problems(shape, call.params, ""))):
        count = f"{len(found)} validation error{'s' if len(found) > 1 else ''} detected"
        raise ValidationException(f"{count}: {'; '.join(found)}")
    return call


def unchecked(
    method: str,
    path: str,
    query: Mapping[str, Sequence[str]],
    body: bytes,
    service: str = CONTROL_PLANE,
) -> Call:
    """Return what a request asks for, whatever its parameters are like.

    Raises:
        UnknownOperationException: No operation of Bedrock has this method and path.
        ValidationException: The body isn't a JSON object.
    """
    operation, labels = _route(method, path, service)
    shape = operation.input_shape
    if shape is None:
        return Call(operation.name, {})
    return Call(operation.name, {**_body(body), **_query(shape, query), **labels})


def render(operation: str, result: Mapping[str, Any], service: str = CONTROL_PLANE) -> Response:
    """Return an operation's result as the service would send it.

    Raises:
        KeyError: The result has a member that the service's output doesn't have.
    """
    model = service_model(service).operation_model(operation)
    payload = _rendered(model.output_shape, result) if model.output_shape else {}
    status = int(model.http.get("responseCode", 200))
    return status, {"Content-Type": "application/json"}, json.dumps(payload).encode()


def require_json(headers: Mapping[str, str]) -> None:
    """Hold a request with a body of its own to saying that it is JSON, and that it takes JSON.

    Raises:
        ValidationException: It says something else.
    """
    told = {name.lower(): value for name, value in headers.items()}
    for name in ("content-type", "accept"):
        if told.get(name, JSON) not in {JSON, "*/*"}:
            raise ValidationException(f"The value of {name} must be {JSON}")


def raw(payload: Mapping[str, Any]) -> Response:
    """Return an answer that is a model's own and no shape of the service."""
    return 200, {"Content-Type": JSON}, json.dumps(payload).encode()


def render_error(error: ServiceError) -> Response:
    """Return an error in the form from which an SDK makes the right exception."""
    body = {"message": error.message, "__type": error.code, **error.members}
    headers = {"Content-Type": "application/json", "x-amzn-errortype": error.code}
    return error.status, headers, json.dumps(body).encode()


def timestamp(moment: datetime) -> str:
    """Return a moment as Bedrock writes it: ISO 8601, UTC, milliseconds."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@cache
def _routes(service: str) -> Sequence[_Route]:
    model = service_model(service)
    operations = (model.operation_model(name) for name in model.operation_names)
    routes = [_compiled(operation) for operation in operations]
    # The path with more fixed segments wins: `/x/{id}/stop` before `/x/{id}`.
    return sorted(routes, key=lambda route: -route.literals)


def _compiled(operation: OperationModel) -> _Route:
    segments = str(operation.http["requestUri"]).partition("?")[0].strip("/").split("/")
    # A label matches slashes too: the path comes decoded, and ARNs contain them.
    parts = [re.sub(r"^{(\w+)\+?}$", r"(?P<\1>.+)", segment) for segment in segments]
    literals = sum(not segment.startswith("{") for segment in segments)
    pattern = re.compile("/" + "/".join(parts) + "/?")
    return _Route(str(operation.http["method"]), pattern, literals, operation.name)


def _route(method: str, path: str, service: str) -> tuple[OperationModel, dict[str, str]]:
    for route in _routes(service):
        if route.method == method and (match := route.pattern.fullmatch(path)):
            return service_model(service).operation_model(route.operation), match.groupdict()
    raise UnknownOperationException(f"Bedrock has no operation for {method} {path}")


def _body(body: bytes) -> dict[str, Any]:
    try:
        payload = json.loads(body or b"{}")
    except ValueError as error:
        raise ValidationException("The request body is not valid JSON") from error
    if not isinstance(payload, dict):
        raise ValidationException("The request body is not a JSON object")
    return payload


def _query(shape: StructureShape, query: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    asked = {
        str(member.serialization.get("name", name)): (name, member)
        for name, member in shape.members.items()
        if member.serialization.get("location") == "querystring"
    }
    params: dict[str, Any] = {}
    for key, values in query.items():
        # A parameter nobody asked for stays, marked, to be refused as unknown.
        name, member = asked.get(key, (f"?{key}", None))
        params[name] = _converted(member, values[-1]) if member else values[-1]
    return params


def _converted(shape: Shape, text: str) -> Any:
    """Return a query value in its member's type, or as it is when it doesn't convert."""
    try:
        if shape.type_name == "timestamp":
            moment = datetime.fromisoformat(text)
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        if shape.type_name == "integer":
            return int(text)
    except ValueError:
        return text
    return {"true": True, "false": False}.get(text, text) if shape.type_name == "boolean" else text


def _rendered(shape: Shape, value: Any) -> Any:
    if isinstance(shape, StructureShape):
        return {
            name: _rendered(shape.members[name], item)
            for name, item in value.items()
            if item is not None
        }
    if isinstance(shape, ListShape):
        return [_rendered(shape.member, item) for item in value]
    if isinstance(shape, MapShape):
        return {key: _rendered(shape.value, item) for key, item in value.items()}
    return timestamp(value) if shape.type_name == "timestamp" else value

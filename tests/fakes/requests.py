"""Requests held against the service models that boto3 carries, and the errors of services."""

from functools import cache
from typing import Any

from botocore.exceptions import ClientError, ParamValidationError
from botocore.model import ServiceModel, Shape, StructureShape
from botocore.session import get_session
from botocore.validate import ParamValidator

from local.bedrock import shapes


def check_members(service: str, operation: str, asked: dict[str, Any]) -> None:
    """Refuse a member that is misspelt, missing or of the wrong type, as boto3 does."""
    report = ParamValidator().validate(asked, _input(service, operation))
    if report.has_errors():
        raise ParamValidationError(report=report.generate_report())


def check_request(service: str, operation: str, asked: dict[str, Any]) -> None:
    """Refuse what boto3 would refuse, and then what the service would.

    Raises:
        ParamValidationError: a member is misspelt, missing or of the wrong type.
        ClientError: a value breaks a pattern, an enumeration or a length.
    """
    check_members(service, operation, asked)
    broken = "; ".join(shapes.problems(_input(service, operation), asked, ""))
    if broken:
        raise service_error("ValidationException", broken)


def broken_rules(service: str, operation: str, member: str, value: object) -> list[str]:
    """Return what a service would say against one member of a request."""
    shape = _input(service, operation)
    assert isinstance(shape, StructureShape)
    return list(shapes.problems(shape.members[member], value, member))


def service_error(code: str, message: str = "") -> ClientError:
    """Return an error as boto3 raises it."""
    return ClientError({"Error": {"Code": code, "Message": message or code}}, "Operation")


def _input(service: str, operation: str) -> Shape:
    shape = _model(service).operation_model(operation).input_shape
    assert shape
    return shape


@cache
def _model(service: str) -> ServiceModel:
    return get_session().get_service_model(service)

"""Requests held against the service models that boto3 carries, and the errors of services."""

from functools import cache
from typing import Any

from botocore.exceptions import ClientError, ParamValidationError
from botocore.model import ServiceModel
from botocore.session import get_session
from botocore.validate import ParamValidator

from local.bedrock import shapes


def check_request(service: str, operation: str, asked: dict[str, Any]) -> None:
    """Refuse what boto3 would refuse, and then what the service would.

    Raises:
        ParamValidationError: a member is misspelt, missing or of the wrong type.
        ClientError: a value breaks a pattern, an enumeration or a length.
    """
    shape = _model(service).operation_model(operation).input_shape
    report = ParamValidator().validate(asked, shape)
    if report.has_errors():
        raise ParamValidationError(report=report.generate_report())
    broken = "; ".join(shapes.problems(shape, asked, ""))
    if broken:
        raise service_error("ValidationException", broken)


def service_error(code: str, message: str = "") -> ClientError:
    """Return an error as boto3 raises it."""
    return ClientError({"Error": {"Code": code, "Message": message or code}}, "Operation")


@cache
def _model(service: str) -> ServiceModel:
    return get_session().get_service_model(service)

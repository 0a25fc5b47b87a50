"""Where each fault can happen, and how a service words it."""

from __future__ import annotations

import json

from tests.faults.effects import Effect
from tests.faults.fault import Fault
from tests.faults.services import Response

MACHINE_STEPS = ("sns", "states")
"""Services that machines call themselves, without a function."""
QUOTAS = {
    "CreateModelCustomizationJob": "ServiceQuotaExceededException",
    "CreateCustomModelDeployment": "ServiceQuotaExceededException",
    "CreateProvisionedModelThroughput": "ServiceQuotaExceededException",
    "CreateSchedule": "ServiceQuotaExceededException",
    "PutParameter": "ParameterLimitExceeded",
    "StartExecution": "ExecutionLimitExceeded",
}
"""Operations that run into quotas, and how they say so."""
CONFLICTS = {
    "CreateModelCustomizationJob": "ConflictException",
    "StopModelCustomizationJob": "ConflictException",
    "UpdateCustomModelDeployment": "ConflictException",
    "UpdateProvisionedModelThroughput": "ConflictException",
    "DeleteCustomModelDeployment": "ConflictException",
    "DeleteProvisionedModelThroughput": "ConflictException",
    "DeleteCustomModel": "ConflictException",
    "CreateSchedule": "ConflictException",
    "StartExecution": "ExecutionAlreadyExists",
    "SendTaskSuccess": "TaskTimedOut",
    "SendTaskFailure": "TaskTimedOut",
}
DONE_BY_ANOTHER = {"CreateSchedule", "StartExecution"}
"""Operations whose conflict means that the very same thing is there."""
WITH_STATUS = (
    "CreateModelCustomizationJob",
    "StopModelCustomizationJob",
    "CreateCustomModelDeployment",
    "UpdateCustomModelDeployment",
    "DeleteCustomModelDeployment",
    "CreateProvisionedModelThroughput",
    "UpdateProvisionedModelThroughput",
    "DeleteProvisionedModelThroughput",
)
ON_CONDITION = {
    f"s3 PutObject {what}" for what in ("alias of record", "answer", "uses of a test set")
}
"""The objects that are written on a condition."""


def possible(effect: Effect, fault: Fault) -> bool:
    """Whether a fault can happen at a side effect at all."""
    if effect.service == "events":
        return fault is Fault.LOST
    return {
        Fault.CRASH: effect.service not in MACHINE_STEPS,
        Fault.QUOTA: effect.operation in QUOTAS,
        Fault.CONFLICT: effect.operation in CONFLICTS or effect.action in ON_CONDITION,
        Fault.UNKNOWN: effect.operation in WITH_STATUS,
        Fault.ABORT: "/" in effect.origin,
    }.get(fault, True)


def error(effect: Effect, fault: Fault) -> tuple[int, str]:
    """Return the status and the code with which a service answers."""
    in_s3 = effect.service == "s3"
    match fault:
        case Fault.THROTTLE:
            return (503, "SlowDown") if in_s3 else (429, "ThrottlingException")
        case Fault.DENIED:
            return 403, "AccessDenied" if in_s3 else "AccessDeniedException"
        case Fault.QUOTA:
            return 400, QUOTAS[effect.operation]
        case Fault.CONFLICT:
            return (412, "PreconditionFailed") if in_s3 else (400, CONFLICTS[effect.operation])
    return 500, "InternalError" if in_s3 else "InternalServerException"


def response(effect: Effect, fault: Fault) -> Response:
    """Return what goes over the wire."""
    status, code = error(effect, fault)
    message = f"{fault} of {effect.action}, by order"
    if effect.service == "s3":
        body = f"<Error><Code>{code}</Code><Message>{message}</Message></Error>"
        return Response(status, {"Content-Type": "application/xml"}, body.encode())
    headers = {"Content-Type": "application/json", "x-amzn-errortype": code}
    return Response(status, headers, json.dumps({"__type": code, "message": message}).encode())

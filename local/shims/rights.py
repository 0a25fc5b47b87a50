"""What state machines may do: what their roles allow."""

from contextvars import ContextVar
from typing import Any

from ministack.core import iam_evaluator
from ministack.services import stepfunctions

from local.shims.bodies import Json

_machine: ContextVar[str] = ContextVar("machine")


def act_for(execution: Json) -> None:
    """Let what this thread does from now on be judged by the rights of an execution's machine."""
    # The children of a distributed map have the machine's ARN and a label.
    _machine.set(execution["stateMachineArn"].partition("/")[0])


def machine() -> str:
    """Return the ARN of the machine that acts in this thread."""
    return _machine.get()


def role() -> str:
    """Return the ARN of that machine's role."""
    return str(stepfunctions._state_machines[machine()]["roleArn"])


def act_with_the_machines_rights() -> None:
    """The emulator's state machines may do everything; AWS's what their role allows.

    Judged: calling functions, publishing and starting executions, which is all that ours do.
    """
    call, publish, start = (
        stepfunctions._call_lambda,
        stepfunctions._invoke_sns_publish,
        stepfunctions._invoke_nested_start_execution,
    )

    def call_if_allowed(function: str, event: Any) -> Any:
        require("lambda:InvokeFunction", function)
        return call(function, event)

    def publish_if_allowed(resource: str, data: Json) -> Any:
        require("sns:Publish", data["TopicArn"])
        return publish(resource, data)

    def start_if_allowed(resource: str, data: Json) -> Any:
        require("states:StartExecution", data["StateMachineArn"])
        return start(resource, data)

    stepfunctions._call_lambda = call_if_allowed
    replaced = {publish: publish_if_allowed, start: start_if_allowed}
    stepfunctions._invoke_nested_start_execution = start_if_allowed
    for prefix, handler in list(stepfunctions._SERVICE_DISPATCH.items()):
        stepfunctions._SERVICE_DISPATCH[prefix] = replaced.get(handler, handler)


def require(action: str, resource: str) -> None:
    """Raise the error of a task whose machine's role doesn't allow an action."""
    acting = role()
    account = acting.split(":")[4]
    context = iam_evaluator.EvalContext(
        principal_arn=acting,
        principal_type="AssumedRole",
        principal_account=account,
        action=action,
        resource_arn=resource,
        region=machine().split(":")[3],
    )
    policies = iam_evaluator._gather_role_policies(acting.rpartition("/")[2], account)
    if iam_evaluator.evaluate(context, policies).decision != "Allow":
        cause = f"{acting} is not authorized to perform: {action} on resource: {resource}"
        raise stepfunctions._ExecutionError("AccessDeniedException", cause)

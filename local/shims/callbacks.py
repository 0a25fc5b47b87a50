"""Tasks that wait for a token, and the functions that are to give it."""

from contextvars import ContextVar
from typing import Any

from ministack.core import iam_evaluator
from ministack.services import stepfunctions

from local.shims import rights
from local.shims.bodies import Json

machine_of_token: dict[str, str] = {}

_token: ContextVar[str | None] = ContextVar("token", default=None)


def fail_callbacks_whose_function_failed() -> None:
    """The emulator waits for the token although the function failed; AWS fails the task at once.

    Also remembers which machine a token belongs to, for `name_task_machines`.
    """
    execute_task, invoke, call = (
        stepfunctions._execute_task,
        stepfunctions._invoke_with_callback,
        stepfunctions._call_lambda,
    )

    def remember_execution(state: Json, raw: Any, execution: Json, context: Json) -> Any:
        rights.act_for(execution)
        # What Step Functions calls, it calls by TLS; an execution that an event began looks as if
        # it didn't, and a topic that takes nothing else would refuse it.
        iam_evaluator.pin_request_origin("127.0.0.1", True)
        return execute_task(state, raw, execution, context)

    def invoke_and_judge(resource: str, data: Any, token: str, state: Json) -> Any:
        machine_of_token[token] = rights.machine()
        waiting = _token.set(token)
        try:
            return invoke(resource, data, token, state)
        finally:
            _token.reset(waiting)

    def call_and_tell(function: str, event: Any) -> Any:
        try:
            return call(function, event)
        except stepfunctions._ExecutionError as error:
            waiting = stepfunctions._task_tokens.get(_token.get())
            if waiting:
                waiting["error"] = {"Error": error.error, "Cause": error.cause}
                waiting["event"].set()
            raise

    stepfunctions._execute_task = remember_execution
    stepfunctions._invoke_with_callback = invoke_and_judge
    stepfunctions._call_lambda = call_and_tell

"""How Lambda functions run."""

from typing import Any

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

from local import toolchain
from local.shims.bodies import Json

_ERROR_MARK = "__function_error__"


_ANSWER = '_real_stdout.write(json.dumps({"status": "error", "error": str(e), "trace":'


_MARKED = (
    '_real_stdout.write(json.dumps({"status": "ok", "result": {"__function_error__": '
    '{"errorMessage": str(e), "errorType": type(e).__name__}}, "trace":'
)


def name_function_errors() -> None:
    """The emulator forgets an error's class and ends the function's process; AWS does neither.

    Step Functions matches errors by class name, so the process hands the name over as an answer,
    which also keeps it warm, and the answer becomes the error again here.
    """
    if _ANSWER not in lambda_runtime._PYTHON_WORKER_SCRIPT:
        raise RuntimeError("MiniStack's worker changed: name_function_errors no longer fits")
    script = lambda_runtime._PYTHON_WORKER_SCRIPT.replace(_ANSWER, _MARKED)
    lambda_runtime._PYTHON_WORKER_SCRIPT = script
    execute = lambda_svc._execute_function_warm

    def execute_and_name(*args: Any, **kwargs: Any) -> Json:
        answer: Json = execute(*args, **kwargs)
        body = answer.get("body")
        if isinstance(body, dict) and _ERROR_MARK in body:
            return {**answer, "body": body[_ERROR_MARK], "error": True}
        return answer

    lambda_svc._execute_function_warm = execute_and_name


def run_node_functions_on_our_node() -> None:
    """The emulator runs Node's functions on whatever `node` it finds; AWS on the one they name.

    The CDK's provider is such functions, and a machine may have no Node but the wheel's.
    """
    detect = lambda_runtime._detect_runtime_binary

    def detect_ours(runtime: str) -> tuple[str, str]:
        binary, script = detect(runtime)
        return (toolchain.node() if runtime.startswith("nodejs") else binary), script

    lambda_runtime._detect_runtime_binary = detect_ours

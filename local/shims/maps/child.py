"""A child of a distributed map: an execution of its own, which knows nothing of its parent's.

https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html
"""

import json
from typing import Any

from ministack.services import stepfunctions

from local.shims.bodies import Json
from local.shims.maps.fields import LARGEST_PAYLOAD, failure, size_of


class ChildEndedError(BaseException):
    """A child was ended by order; what it was doing goes no further. No state may catch it."""


def begun(map_run: Json, given: Any) -> Json:
    """Return a new child of a map run, which runs."""
    machine, name = map_run["_stateMachineArn"], stepfunctions.new_uuid()
    execution: Json = {
        "executionArn": f"{machine.replace(':stateMachine:', ':execution:')}:{name}",
        "stateMachineArn": machine,
        "name": name,
        "status": "RUNNING",
        "startDate": stepfunctions.now_iso(),
        "stopDate": None,
        "input": json.dumps(given),
        "inputDetails": {"included": True},
        "output": None,
        "outputDetails": {"included": True},
        "mapRunArn": map_run["mapRunArn"],
        "events": [],
    }
    stepfunctions._executions[execution["executionArn"]] = execution
    return execution


def run(execution: Json, processor: Json, language: str) -> Any:
    """Run a child; return what stands in the map's results for it, and leave it ended."""
    try:
        result = _interpreted(execution, processor, language)
        if execution["status"] == "RUNNING":
            execution |= {"status": "SUCCEEDED", "output": json.dumps(result)}
    except ChildEndedError:
        result = None
    except stepfunctions._ExecutionError as error:
        execution |= {"status": "FAILED", "error": error.error, "cause": error.cause}
        result = _failed(execution)
    finally:
        if execution["status"] == "RUNNING":
            execution["status"] = "ABORTED"
        execution["stopDate"] = stepfunctions.now_iso()
    return result


def machine_of(execution: Json) -> str:
    """Return the ARN of the machine that an execution, or the parent of a child, is of."""
    return str(execution["stateMachineArn"].partition("#")[0].partition("/")[0])


def parent_of(execution: Json) -> str:
    """Return the ARN of the execution that a child is of; of others their own."""
    map_run = stepfunctions._map_runs.get(execution.get("mapRunArn"))
    return str((map_run or execution)["executionArn"])


def end_children(execution_arn: str) -> None:
    """End the children of an execution that still run."""
    for child in list(stepfunctions._executions.values()):
        running = child.get("mapRunArn") and child["status"] == "RUNNING"
        if running and parent_of(child) == execution_arn:
            child["status"] = "ABORTED"


def _interpreted(execution: Json, processor: Json, language: str) -> Any:
    given = json.loads(execution["input"])
    if size_of(given) > LARGEST_PAYLOAD:
        raise failure("States.DataLimitExceeded", "The input of a child is too large")
    context = {
        "QueryLanguage": language,
        "Execution": {
            "Id": execution["executionArn"],
            "Input": given,
            "Name": execution["name"],
            "StartTime": execution["startDate"],
        },
        "StateMachine": {
            "Id": execution["stateMachineArn"],
            "Name": execution["stateMachineArn"].rpartition(":")[2],
        },
        "variables": {},
    }
    states, start = processor["States"], processor["StartAt"]
    try:
        return stepfunctions._run_sub_machine(states, start, given, execution, context)
    except stepfunctions._ExecutionError:
        raise
    except Exception as error:
        raise failure("States.Runtime", str(error)) from error


def _failed(execution: Json) -> Json:
    """Return a failed child as results tell of it.

    https://docs.aws.amazon.com/step-functions/latest/dg/input-output-resultwriter.html
    """
    return {
        "ExecutionArn": execution["executionArn"],
        "Input": execution["input"],
        "InputDetails": {"Included": True},
        "Name": execution["name"],
        "StartDate": execution["startDate"],
        "StateMachineArn": execution["stateMachineArn"],
        "Status": execution["status"],
        "Error": execution["error"],
        "Cause": execution["cause"],
    }

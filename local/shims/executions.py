"""How executions end, and what is told of it."""

import json
from typing import Any

from ministack.services import eventbridge, stepfunctions

from local.shims.bodies import Json
from local.shims.maps.child import end_children


def keep_aborted_runs_aborted() -> None:
    """The emulator lets a task that was in flight turn an aborted execution into a failed one."""
    fail = stepfunctions._fail_execution

    def fail_if_running(execution: Json, error: str, cause: str) -> None:
        if execution["status"] == "RUNNING":
            fail(execution, error, cause)

    stepfunctions._fail_execution = fail_if_running


def keep_payloads_out_of_events() -> None:
    """Events of machines with a customer's key carry no input, output or cause on AWS."""
    put_events = eventbridge._put_events

    def put(data: Json, allow_aws_source: bool = False) -> Any:
        entries = [_without_payload(entry) for entry in data.get("Entries", [])]
        return put_events({**data, "Entries": entries}, allow_aws_source=allow_aws_source)

    eventbridge._put_events = put


def _without_payload(entry: Json) -> Json:
    if entry.get("Source") != "aws.states":
        return entry
    detail = json.loads(entry["Detail"])
    for name in ("input", "output", "error", "cause", "inputDetails", "outputDetails"):
        detail[name] = None
    return {**entry, "Detail": json.dumps(detail)}


def time_out_when_told() -> None:
    """The emulator never times an execution out: the event that says so, sent by a test, does."""
    put_events = eventbridge._put_events

    def put(data: Json, allow_aws_source: bool = False) -> Any:
        for entry in data.get("Entries", []):
            if allow_aws_source and entry.get("Source") == "aws.states":
                _time_out(json.loads(entry["Detail"]))
        return put_events(data, allow_aws_source=allow_aws_source)

    eventbridge._put_events = put


def _time_out(detail: Json) -> None:
    execution = stepfunctions._executions.get(detail["executionArn"])
    if detail["status"] == "TIMED_OUT" and execution and execution["status"] == "RUNNING":
        execution["status"] = "TIMED_OUT"
        execution["stopDate"] = stepfunctions.now_iso()
        end_children(detail["executionArn"])
        stepfunctions._add_event(execution, "ExecutionTimedOut", {})

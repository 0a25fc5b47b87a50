"""What task states do in MiniStack's interpreter, with Step Functions' own rules.

Two gaps of MiniStack's are closed: an abort reaches a state that retries, and a retry waits as long
as it says.
"""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, Any

from ministack.services import stepfunctions

from local.shims.maps import DistributedMaps
from local.shims.maps.child import machine_of, parent_of
from tests.faults.effects import Doing
from tests.faults.executions import AbortedError
from tests.faults.functions import FunctionError

if TYPE_CHECKING:
    from tests.faults.blueprint import Blueprint
    from tests.faults.functions import Functions
    from tests.faults.timeline import Timeline

Json = dict[str, Any]


class Tasks:
    """Runs task states."""

    def __init__(
        self, blueprint: Blueprint, timeline: Timeline, functions: Functions, seed: int
    ) -> None:
        self._timeline = timeline
        self._functions = functions
        self._dice = random.Random(seed)  # noqa: S311 - jitter, not secrets
        self._machines = {machine.arn: name for name, machine in blueprint.machines.items()}
        self.contexts: dict[str, tuple[str, Json, Any]] = {}
        """Of each execution the last state, its context object and its input."""
        self._maps = DistributedMaps(stepfunctions._s3_object_text, require=lambda *_: None)
        self._find_retrier = stepfunctions._find_matching_retrier
        self._execute_task = stepfunctions._execute_task
        self._invoke_with_callback = stepfunctions._invoke_with_callback

    def execute_task(self, state: Json, given: Any, execution: Json, context: Json) -> Any:
        """Run a task, remembering whose it is."""
        name = context["State"]["Name"]
        machine = self._machines[machine_of(execution)]
        if "mapRunArn" not in execution:
            self.contexts[execution["executionArn"]] = (name, context, given)
        if "redriveCount" in execution:
            context["Execution"]["RedriveCount"] = execution["redriveCount"]
            context["Execution"]["RedriveTime"] = execution["redriveDate"]
        self._timeline.current.context = Doing(
            origin=f"{machine}/{name}",
            execution_arn=parent_of(execution),
            timeout_seconds=state.get("TimeoutSeconds", 0),
            redrives=execution.get("redriveCount", 0),
        )
        return self._execute_task(state, given, execution, context)

    def run_map(
        self, state: Json, given: Any, _: Any, processor: Json, execution: Json, context: Json
    ) -> Any:
        """Run a distributed map, whose children are strands; a redrive runs all of them again."""
        self.contexts[execution["executionArn"]] = (context["State"]["Name"], context, given)
        redrives = execution.get("redriveCount", 0)
        try:
            return self._maps.run(state, given, given, processor, execution, context)
        finally:
            if execution["status"] != "RUNNING" or execution.get("redriveCount", 0) != redrives:
                raise AbortedError

    def add_event(self, execution: Json, kind: str, details: Json | None = None) -> Json:
        """Keep no history, but end an execution that was ended by order before it does more."""
        if kind in {"TaskScheduled", "TaskSucceeded"}:
            begun_anew = execution.get("redriveCount", 0) != self._timeline.context.redrives
            if execution["status"] != "RUNNING" or begun_anew:
                raise AbortedError
        return details or {}

    def find_retrier(self, retriers: list[Json], error: str, counts: dict[int, int]) -> Any:
        """Choose a retry, and remember how long Step Functions waits for it."""
        retrier, index = self._find_retrier(retriers, error, counts)
        if retrier is not None:
            seconds = retrier.get("IntervalSeconds", 1) * (
                retrier.get("BackoffRate", 2.0) ** counts.get(index, 0)
            )
            seconds = min(seconds, retrier.get("MaxDelaySeconds", seconds))
            if retrier.get("JitterStrategy") == "FULL":
                seconds = self._dice.uniform(0, seconds)
            self._timeline.context.retry_seconds = seconds
        return retrier, index

    def sleep(self, seconds: float) -> None:
        """Wait as a retry or a Wait state says."""
        doing = self._timeline.context
        if doing is not None and doing.retry_seconds is not None:
            seconds, doing.retry_seconds = doing.retry_seconds, None
        self._timeline.sleep(seconds)

    def invoke_in_time(self, resource: str, data: Any, timeout: float) -> Any:
        """Call what a task calls. Functions end before their states do; a test holds the two."""
        began = self._timeline.now()
        answer = stepfunctions._invoke_resource(resource, data)
        if (self._timeline.now() - began).total_seconds() > timeout:
            raise stepfunctions._ExecutionError("States.Timeout", f"longer than {timeout} seconds")
        return answer

    def invoke_with_callback(self, resource: str, data: Any, token: str, state: Json) -> Any:
        """Call a function and wait for the token; a function that fails fails the task."""
        self._timeline.context.token = token
        return self._invoke_with_callback(resource, data, token, state)

    def call_function(self, arn: str, event: Any) -> Any:
        """Call a function and tell its error as Step Functions does."""
        try:
            return self._functions.call(arn, event)
        except FunctionError as failed:
            cause = json.dumps({"errorType": failed.error, "errorMessage": failed.message})
            token = self._timeline.context.token
            waiting = stepfunctions._task_tokens.get(token) if token else None
            if waiting:
                waiting["error"] = {"Error": failed.error, "Cause": cause}
                waiting["event"].set()
            raise stepfunctions._ExecutionError(failed.error, cause) from failed

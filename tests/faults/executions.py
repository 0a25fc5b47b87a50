"""Executions of MiniStack's state machines, in virtual time: begun, told of, ended.

What is put in the place of MiniStack's parts: its clock and threads, its identifiers and events,
and two gaps that `local/shims` and `docs/not-proven-locally.md` tell of: an aborted execution
stays aborted, and executions run out of time.
"""

from __future__ import annotations

import datetime as dt
import json
import random
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from uuid import UUID

from ministack.services import stepfunctions

from local.shims.maps.child import end_children

if TYPE_CHECKING:
    from tests.faults.blueprint import Blueprint
    from tests.faults.bus import Bus
    from tests.faults.timeline import Timeline

Json = dict[str, Any]

EVENT_TYPE = "Step Functions Execution Status Change"


class AbortedError(BaseException):
    """The execution has ended by order; what it was doing goes no further."""


class Executions:
    """The lives of executions."""

    def __init__(self, blueprint: Blueprint, timeline: Timeline, bus: Bus, seed: int) -> None:
        self._blueprint = blueprint
        self._timeline = timeline
        self._bus = bus
        self._dice = random.Random(seed)  # noqa: S311 - identifiers of a play, not secrets
        self.history: dict[str, list[tuple[dt.datetime, str]]] = {}
        """When each execution took on which status."""
        self.changes = 0
        """How often any did."""
        self._start_execution = stepfunctions._start_execution
        self._describe_execution = stepfunctions._describe_execution

    def create_machines(self) -> None:
        """Make every machine of the blueprint."""
        for machine in self._blueprint.machines.values():
            stepfunctions._state_machines[machine.arn] = {
                "stateMachineArn": machine.arn,
                "name": machine.name,
                "definition": json.dumps(machine.definition),
                "roleArn": "arn:aws:iam::000000000000:role/machine",
                "type": "STANDARD",
            }

    def now_iso(self) -> str:
        """Return the virtual time as MiniStack writes it."""
        return self._timeline.now().isoformat().replace("+00:00", "Z")

    def new_uuid(self) -> str:
        """Return an identifier that follows from the seed."""
        return str(UUID(int=self._dice.getrandbits(128)))

    def start_execution(self, data: Json) -> Any:
        """Start an execution, which runs out of time when its machine says so."""
        response = self._start_execution(data)
        if response[0] == 200:
            arn = json.loads(response[2])["executionArn"]
            self.limit_time(arn, 0)
        return response

    def describe_execution(self, data: Json) -> Any:
        """Tell how an execution stands, redrives included."""
        status, headers, body = self._describe_execution(data)
        execution = stepfunctions._executions.get(data.get("executionArn"))
        if execution is None:
            return status, headers, body
        told = {**json.loads(body), "redriveCount": execution.get("redriveCount", 0)}
        told["stateMachineArn"] = told["stateMachineArn"].partition("#")[0]
        return status, headers, json.dumps(told).encode()

    def fail_execution(self, execution: Json, error: str, cause: str) -> None:
        """End an execution badly, unless it has ended before."""
        self.end(execution, "FAILED", error, cause)

    def end(self, execution: Json, status: str, error: str = "", cause: str = "") -> None:
        """End an execution, if it still runs, and tell of it."""
        if execution["status"] == "RUNNING":
            execution |= {"status": status, "error": error, "cause": cause}
            execution["stopDate"] = self.now_iso()
            end_children(execution["executionArn"])
            self.tell(execution)

    def tell(self, execution: Json) -> None:
        """Publish the status; with a customer's key the event carries nothing else of the run."""
        detail = {
            "executionArn": execution["executionArn"],
            "stateMachineArn": execution["stateMachineArn"].partition("#")[0],
            "name": execution["name"],
            "status": execution["status"],
        }
        told = self.history.setdefault(execution["executionArn"], [])
        told.append((self._timeline.now(), execution["status"]))
        self.changes += 1
        self._bus.publish("aws.states", EVENT_TYPE, detail)

    def begin(self, target: Callable[..., object], *arguments: object) -> None:
        """Run what MiniStack runs an execution with, until it ends or is ended."""

        def run() -> None:
            with suppress(AbortedError):
                target(*arguments)

        self._timeline.begin(run)

    def limit_time(self, arn: str, redrives: int) -> None:
        """Let an execution run out of time when its machine says so, unless redriven before."""
        seconds = self._blueprint.machine_of(arn).definition.get("TimeoutSeconds")
        if seconds is not None:
            end = self._timeline.now() + dt.timedelta(seconds=seconds)
            self._timeline.begin_at(end, self._time_out, arn, redrives)

    def _time_out(self, arn: str, redrives: int) -> None:
        execution = stepfunctions._executions.get(arn)
        if execution and execution.get("redriveCount", 0) == redrives:
            self.end(execution, "TIMED_OUT")

"""One AWS for one play: what is deployed, the services behind it, and its virtual time."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from ministack.services import cloudwatch, stepfunctions

from local.bedrock import Bedrock, Options
from tests.faults.blueprint import Blueprint
from tests.faults.bus import Bus
from tests.faults.clients import Clients
from tests.faults.clock import TimelineClock
from tests.faults.event_strands import events_in_strands
from tests.faults.executions import Executions
from tests.faults.functions import Functions
from tests.faults.injection import Injection
from tests.faults.schedules import Schedules
from tests.faults.services import Request, Response, Services
from tests.faults.stand_in import StandIn
from tests.faults.steps import Steps
from tests.faults.tasks import Tasks
from tests.faults.timeline import Timeline
from tests.faults.world import World

START = dt.datetime(2026, 12, 1, 6, tzinfo=dt.UTC)
Json = dict[str, Any]


class Cloud:
    """Everything that a play touches."""

    def __init__(self, blueprint: Blueprint, seed: int, options: Options) -> None:
        self.blueprint = blueprint
        self.timeline = Timeline(START)
        self.functions = Functions(blueprint.functions, self.timeline)
        self.bus = Bus(blueprint.rules, self.timeline, self.functions)
        self.machines = Executions(blueprint, self.timeline, self.bus, seed)
        self.tasks = Tasks(blueprint, self.timeline, self.functions, seed)
        self.injection = Injection(
            timeline=self.timeline,
            abort=self.abort,
            wait=self.functions.wait,
        )
        self.steps = Steps(self.injection)
        self.schedules = Schedules(self.timeline)
        self.clients = Clients(self._send, self.injection.begin_call)
        world = World(publish_event=self.bus.publish, count_invocation=self.count_invocation)
        with events_in_strands(self.timeline):
            bedrock = Bedrock(options, world, TimelineClock(self.timeline))
        self.services = Services(
            bedrock, list(blueprint.buckets.values()), blueprint.schedule_groups
        )
        world.ask = self.services.answer
        self.stand_in = StandIn(self.services)
        self.injection.forget_status = self.stand_in.forget_status
        self.machines.create_machines()
        self.bus.start = self.schedules.start = self.start
        self.bus.guard = self.schedules.guard = self.injection.deliver

    @property
    def now(self) -> dt.datetime:
        """The virtual time."""
        return self.timeline.now()

    def start(self, machine_arn: str, given: str, name: str | None = None) -> str:
        """Start an execution and return its ARN."""
        asked = {"stateMachineArn": machine_arn, "input": given}
        status, _, body = stepfunctions._start_execution(asked | ({"name": name} if name else {}))
        found = json.loads(body)
        if status != 200:
            raise RuntimeError(f"{machine_arn}: {found}")
        return str(found["executionArn"])

    def execution(self, arn: str) -> Json:
        """Return an execution as the interpreter keeps it."""
        found: Json = stepfunctions._executions[arn]
        return found

    def find_execution(self, arn: str) -> Json | None:
        """Return an execution, None when it never began."""
        found: Json | None = stepfunctions._executions.get(arn)
        return found

    def executions(self) -> list[Json]:
        """Return every execution, the oldest first."""
        return list(stepfunctions._executions.values())

    def running(self) -> bool:
        """Whether any execution runs."""
        return any(one["status"] == "RUNNING" for one in stepfunctions._executions.values())

    def pass_time(self, time: dt.timedelta) -> None:
        """Let everything happen that happens in a time."""
        self.timeline.run_until(self.now + time)

    def call(self, function: str, event: Json) -> None:
        """Call a function as a rule does, and let what it begins happen."""
        self.timeline.begin(self.bus.call_async, function, event)
        self.pass_time(dt.timedelta(minutes=5))

    def abort(self, execution_arn: str) -> None:
        """Stop an execution, as a person does."""
        self.machines.end(self.execution(execution_arn), "ABORTED")

    def _send(self, service: str, operation: str, request: Request) -> Response:
        response = self.injection.call(
            service, operation, request, lambda: self.services.answer(service, request)
        )
        if service == "scheduler":
            self.schedules.notice()
        return response

    def count_invocation(self, model_id: str, moment: dt.datetime) -> None:
        """Count an invocation as Bedrock does."""
        cloudwatch._put_metric_data(
            {},
            {
                "Namespace": "AWS/Bedrock",
                "MetricData": [
                    {
                        "MetricName": "Invocations",
                        "Dimensions": [{"Name": "ModelId", "Value": model_id}],
                        "Timestamp": moment.timestamp(),
                        "Value": 1,
                    }
                ],
            },
            False,
            True,
        )

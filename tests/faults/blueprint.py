"""What is deployed, read from the synthesized templates: functions, machines, rules, topics."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.faults.physical import Physical
from tests.synth.assembly import Assembly, Resource

OURS = "lambdas."
"""How the handlers of this project's functions begin; the CDK's own functions stay out."""


@dataclass(frozen=True)
class Function:
    """A Lambda function."""

    name: str
    arn: str
    module: str
    timeout_seconds: int
    variables: Mapping[str, str]
    has_dead_letters: bool = False
    """Whether an event that it failed on is kept, which raises an alarm."""


@dataclass(frozen=True)
class Machine:
    """A state machine."""

    name: str
    arn: str
    definition: Mapping[str, Any]

    @property
    def execution_prefix(self) -> str:
        """How the ARNs of its executions begin."""
        return self.arn.replace(":stateMachine:", ":execution:") + ":"


@dataclass(frozen=True)
class Rule:
    """A rule of EventBridge that waits for events."""

    name: str
    pattern: Mapping[str, Any]
    targets: list[Mapping[str, Any]]


@dataclass(frozen=True)
class Blueprint:
    """Everything that a deployment makes and this harness needs."""

    functions: Mapping[str, Function]
    """By name: that of the state, `TrainModel`; of what each team has, with the construct it is in,
    `DemoApproverAnswerApproval`."""
    machines: Mapping[str, Machine]
    """By construct: `RunMachine`."""
    rules: list[Rule]
    topics: Mapping[str, str]
    """ARNs by construct: `Topics/Alarms`."""
    buckets: Mapping[str, str]
    """Names by construct: `DataBucket`."""
    schedule_groups: list[str]
    watched: frozenset[str]
    """The machines, by ARN, and functions, by name, whose failures raise an alarm."""

    def machine_of(self, execution_arn: str) -> Machine:
        """Return the machine of an execution."""
        machines = self.machines.values()
        return next(one for one in machines if execution_arn.startswith(one.execution_prefix))

    def machine_named(self, name: str) -> Machine:
        """Return the machine with a physical name."""
        return next(machine for machine in self.machines.values() if machine.name == name)


def read(assembly: Assembly) -> Blueprint:
    """Return what an assembly deploys."""
    physical = Physical(assembly)
    return Blueprint(
        functions={f.name: f for f in _functions(physical)},
        machines={r.name: _machine(physical, s, r) for s, r in _all(physical, _MACHINE)},
        rules=list(_rules(physical)),
        topics={r.name: physical.arn(r) for _, r in _all(physical, "AWS::SNS::Topic")},
        buckets={r.name: physical.name(r) for _, r in _all(physical, "AWS::S3::Bucket")},
        schedule_groups=[
            physical.name(r) for _, r in _all(physical, "AWS::Scheduler::ScheduleGroup")
        ],
        watched=frozenset(_watched(physical)),
    )


_MACHINE = "AWS::StepFunctions::StateMachine"


def _all(physical: Physical, kind: str) -> Iterator[tuple[str, Resource]]:
    for (stack, _), resource in physical.resources.items():
        if resource.kind == kind:
            yield stack, resource


def _functions(physical: Physical) -> Iterator[Function]:
    for stack, resource in _all(physical, "AWS::Lambda::Function"):
        properties = resource.raw["Properties"]
        handler = str(properties.get("Handler", ""))
        if handler.startswith(OURS):
            variables = properties.get("Environment", {}).get("Variables", {})
            yield Function(
                name=resource.name.replace("/", ""),
                arn=physical.arn(resource),
                module=handler.rpartition(".")[0],
                timeout_seconds=int(properties["Timeout"]),
                variables=physical.value(stack, variables),
                has_dead_letters="DeadLetterConfig" in properties,
            )


def _machine(physical: Physical, stack: str, resource: Resource) -> Machine:
    written = physical.value(stack, resource.raw["Properties"]["DefinitionString"])
    return Machine(physical.name(resource), physical.arn(resource), json.loads(written))


def _rules(physical: Physical) -> Iterator[Rule]:
    for stack, resource in _all(physical, "AWS::Events::Rule"):
        properties = physical.value(stack, resource.raw["Properties"])
        if "EventPattern" in properties:
            yield Rule(resource.name, properties["EventPattern"], properties["Targets"])


def _watched(physical: Physical) -> Iterator[str]:
    functions = {physical.name(r): r for _, r in _all(physical, "AWS::Lambda::Function")}
    for stack, resource in _all(physical, "AWS::CloudWatch::Alarm"):
        for dimension in physical.value(stack, resource.raw["Properties"].get("Dimensions", [])):
            if dimension["Name"] == "StateMachineArn":
                yield dimension["Value"]
            elif dimension["Name"] == "FunctionName":
                yield functions[dimension["Value"]].name.rpartition("/")[2]

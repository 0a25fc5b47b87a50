"""What people do in a play: start runs, wait, go back, stop, look; and what the harness knows."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import msgspec

from lambdas.contract import names, places
from lambdas.contract.aliases import AliasRecord
from lambdas.contract.serving import DeclaredCapacity
from tests.faults import objects
from tests.faults.cloud import Cloud
from tests.faults.dataset import held_out, jsonl

TEAM = "demo"
ENVIRONMENT = "embedded"
DATASET = "datasets/train.jsonl"
TEST_SET = "datasets/test.jsonl"
PATIENCE = dt.timedelta(days=4)
"""Longer than anything here goes on by itself."""
Json = dict[str, Any]


@dataclass
class Stage:
    """One play's people."""

    cloud: Cloud
    runs: dict[str, Json] = field(default_factory=dict)
    """What each run asked for, by execution ARN."""

    owners: dict[str, str] = field(default_factory=dict)
    """The run's execution, by what the names of all it makes have in common."""
    mended: bool = False
    """Whether an operator had to give back a right."""
    aborted: set[str] = field(default_factory=set)
    """Executions that people of the play stopped."""

    def prepare(self, *teams: str) -> None:
        """Put the dataset where each team keeps its own."""
        self.cloud.functions.configure("TEAM_BUDGETS_USD", "{}")
        for team in teams or (TEAM,):
            objects.put(self.cloud, "DataBucket", f"teams/{team}/{DATASET}", jsonl())
            objects.put(self.cloud, "DataBucket", f"teams/{team}/{TEST_SET}", held_out())

    def run(
        self,
        name: str,
        deployment: Json | None = None,
        team: str = TEAM,
        *,
        asks: bool = False,
        evaluates: bool = False,
    ) -> str:
        """Start a run through the front door; return its execution's ARN."""
        request: Json = {"training": DATASET, "hyperparameters": {"epochs": 1}}
        if asks:
            request["ask_approval"] = True
        if evaluates:
            request["evaluation"] = {"test": TEST_SET, "max_answer_tokens": 20}
        if deployment is not None:
            request["deployment"] = deployment
        door = self.cloud.blueprint.machine_named(names.front_door_name(ENVIRONMENT, team))
        self.cloud.start(door.arn, json.dumps(request), name)
        machine = self.cloud.blueprint.machine_named(names.run_machine_name(ENVIRONMENT))
        arn = f"{machine.execution_prefix}{names.run_id(team, name)}"
        self.runs[arn] = deployment or {}
        self.owners[names.stem(names.run_id(team, name))] = arn
        return arn

    def rollback(self, alias: str, team: str = TEAM) -> str:
        """Take an alias back; return the execution's ARN."""
        name = names.rollback_machine_name(ENVIRONMENT, team)
        machine = self.cloud.blueprint.machine_named(name)
        return self.cloud.start(machine.arn, json.dumps({"alias": alias}))

    def abort(self, arn: str) -> None:
        """Stop an execution, if it began and still runs."""
        execution = self.cloud.find_execution(arn)
        if execution is not None and execution["status"] == "RUNNING":
            self.aborted.add(arn)
            self.cloud.abort(arn)

    def until(self, condition: Callable[[], bool], patience: dt.timedelta = PATIENCE) -> bool:
        """Let things happen until something holds; return whether it came to that."""
        self.cloud.timeline.run(condition, self.cloud.now + patience)
        return condition()

    def ended(self, arn: str) -> bool:
        """Whether an execution has ended; one that never began never will."""
        execution = self.cloud.find_execution(arn)
        return execution is not None and execution["status"] != "RUNNING"

    def status(self, arn: str) -> str:
        """Return how an execution stands, or stood when Step Functions forgot it."""
        told = self.cloud.machines.history.get(arn)
        return told[-1][1] if told else "NOT STARTED"

    def quiet(self) -> None:
        """Wait until no execution runs."""
        self.cloud.pass_time(dt.timedelta(minutes=1))
        running = self.cloud.running
        self.until(lambda: not running(), PATIENCE)
        self.cloud.pass_time(dt.timedelta(minutes=5))
        self.until(lambda: not running(), PATIENCE)

    def record(self, alias: str, team: str = TEAM) -> AliasRecord | None:
        """Return the alias of record."""
        body = objects.get(self.cloud, "ArtifactsBucket", places.alias_key(team, alias))
        return msgspec.json.decode(body, type=AliasRecord) if body is not None else None

    def projected(self, alias: str, team: str = TEAM) -> str | None:
        """Return what an alias's parameter says."""
        return objects.parameter(self.cloud, names.alias_parameter(ENVIRONMENT, team, alias))

    def declared(self) -> list[DeclaredCapacity]:
        """Return what the settings declare now."""
        function = self.cloud.functions.named("PromoteModel")
        text = function.variables["DECLARED_CAPACITY"]
        return msgspec.json.decode(text, type=list[DeclaredCapacity])

    def declare(self, declared: list[DeclaredCapacity]) -> None:
        """Deploy other settings, as far as functions learn them."""
        text = msgspec.json.encode(declared).decode()
        self.cloud.functions.configure("DECLARED_CAPACITY", text)

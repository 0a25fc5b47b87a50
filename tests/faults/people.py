"""What people do to a living environment, with and without the pipeline."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec
from botocore.exceptions import ClientError

from lambdas.contract import names
from lambdas.contract.serving import DeclaredCapacity, Kind
from local.bedrock.faults import FailDeployment, FailJob, FailUpdate
from local.bedrock.ledger import CapacityEntry
from tests.faults import judge
from tests.faults.alerts import ENDED_BADLY
from tests.faults.provider import Resource, properties
from tests.faults.redrive import redrive
from tests.faults.stage import ENVIRONMENT, TEAM, Stage

MOST_KEPT = 4
"""Deployments without an end that people let stand."""
FAILURES = 0.07
REDRIVEN = 0.35
LONGEST_THOUGHT = dt.timedelta(hours=7)
"""Until a failed run is taken up again."""
HELD = dt.timedelta(minutes=40)


@dataclass
class People:
    """Two teams, and those who run the environment."""

    stage: Stage
    dice: random.Random
    resources: dict[str, Resource] = field(default_factory=dict)
    """The declared capacity, as CloudFormation keeps it."""
    holds: list[tuple[dt.datetime, dt.datetime]] = field(default_factory=list)
    redrives: int = 0

    def run(self, name: str, team: str, deployment: dict[str, object] | None) -> None:
        """Start a run, which may fail in Bedrock, and may be redriven then."""
        stem = names.stem(names.run_id(team, name))
        for fault in (FailJob, FailDeployment, FailUpdate):
            if self.dice.random() < FAILURES:
                self.stage.cloud.stand_in.order(fault(name=stem))
        arn = self.stage.run(name, deployment, team)
        if self.dice.random() < REDRIVEN:
            later = dt.timedelta(minutes=20) + LONGEST_THOUGHT * self.dice.random()
            self.stage.cloud.timeline.begin_at(self.stage.cloud.now + later, self._redrive, arn)

    def abort(self, name: str, team: str) -> None:
        """Stop a run."""
        machine = self.stage.cloud.blueprint.machine_named(names.run_machine_name(ENVIRONMENT))
        self.stage.abort(f"{machine.execution_prefix}{names.run_id(team, name)}")

    def tidy_up(self) -> None:
        """Delete deployments that were kept."""
        kept = [
            one
            for one in judge.live_capacity(self.stage.cloud.stand_in.ledger())
            if names.TAG_SETTLED in one.tags and names.TAG_EXPIRES not in one.tags
        ]
        for one in kept[:-MOST_KEPT]:
            self._delete(one)

    def delete_capacity(self) -> None:
        """Delete anything that serves, without asking anybody."""
        live = judge.live_capacity(self.stage.cloud.stand_in.ledger())
        if live:
            self._delete(self.dice.choice(live))

    def delete_model(self) -> None:
        """Delete a custom model, if Bedrock lets one."""
        models = [one for one in self.stage.cloud.stand_in.ledger().models if one.deleted is None]
        if models:
            bedrock = self.stage.cloud.clients.client("bedrock")
            _try(bedrock.delete_custom_model, modelIdentifier=self.dice.choice(models).arn)

    def roll_back(self) -> None:
        """Take an alias back."""
        self.stage.rollback(self.dice.choice(("faq", "support")))

    def change_units(self) -> None:
        """Deploy with one unit more or less."""
        self._change("support", self.dice.choice((1, 2)))

    def withdraw_and_declare(self) -> None:
        """Take an alias out of the settings, deploy, and put it back."""
        alias = self.dice.choice(("faq", "support"))
        declared = self.stage.declared()
        self.stage.declare([one for one in declared if one.alias != alias])
        self.resources[alias].delete()
        self.stage.cloud.pass_time(dt.timedelta(hours=5))
        self.stage.declare(declared)
        self.resources[alias].create()

    def hold_up_bedrock(self) -> None:
        """Let Bedrock finish nothing that it makes for a while."""
        now = self.stage.cloud.now
        self.holds.append((now, now + HELD))
        self.stage.cloud.stand_in.hold_capacity()
        self.stage.cloud.timeline.begin_at(now + HELD, self.stage.cloud.stand_in.release)

    def ask_aliases(self) -> None:
        """Use what aliases lead to."""
        for alias in ("faq", "support"):
            record = self.stage.record(alias)
            if record is not None and record.arn:
                self.stage.cloud.count_invocation(record.arn, self.stage.cloud.now)

    def declare_all(self) -> None:
        """Deploy the Serving stack for the first time."""
        for one in self.stage.declared():
            given = _properties(one)
            self.resources[one.alias] = Resource(self.stage, given)
            self.resources[one.alias].create()

    def _change(self, alias: str, units: int) -> None:
        before = self.stage.declared()
        changed = [
            msgspec.structs.replace(one, units=units) if one.alias == alias else one
            for one in before
        ]
        self.stage.declare(changed)
        wanted = next(one for one in changed if one.alias == alias)
        if not self.resources[alias].update(_properties(wanted)):
            self.stage.declare(before)

    def _redrive(self, arn: str) -> None:
        execution = self.stage.cloud.find_execution(arn)
        if execution is not None and execution["status"] in ENDED_BADLY:
            self.redrives += 1
            redrive(self.stage.cloud, arn)

    def _delete(self, one: CapacityEntry) -> None:
        bedrock = self.stage.cloud.clients.client("bedrock")
        if one.units:
            _try(bedrock.delete_provisioned_model_throughput, provisionedModelId=one.arn)
        else:
            _try(bedrock.delete_custom_model_deployment, customModelDeploymentIdentifier=one.arn)


def _properties(one: DeclaredCapacity) -> dict[str, str]:
    kind = "provisioned" if one.kind is Kind.PROVISIONED else "on_demand"
    return properties(one.team or TEAM, one.alias, kind, one.units, "remove")


def _try(call: Callable[..., object], **asked: str) -> None:
    try:
        call(**asked)
    except ClientError:
        # Bedrock forbids what is in use.
        return

"""An account that is audited, at a moment that doesn't pass."""

from __future__ import annotations

import datetime as dt
import json

import msgspec
import pytest

from lambdas.audit_serving.audit import Audited
from lambdas.audit_serving.failures import AuditIncompleteError
from lambdas.audit_serving.handler import Environment, audit
from lambdas.common import environment
from lambdas.contract import names, places
from lambdas.contract.aliases import AliasRecord, AliasTarget, Claim
from lambdas.contract.retirement import METRIC_MODEL_UNIT_HOURS, Finding
from lambdas.contract.serving import Kind
from tests.fakes.bedrock import FakeBedrock
from tests.fakes.cloud import (
    ARTIFACTS,
    ENVIRONMENT,
    RETIRE_MACHINE_ARN,
    RUN_MACHINE_ARN,
    STATES,
    Cloud,
    execution_arn,
)
from tests.fakes.cloudwatch import FakeCloudWatch
from tests.fakes.custom_models import NOVA_MICRO
from tests.fakes.requests import service_error
from tests.fakes.s3 import OWNER
from tests.fakes.ssm import FakeSsm
from tests.fakes.stepfunctions import FakeStepFunctions, Json
from tests.unit.audit_serving.samples import DAY, NOW, TEAM

ALIAS_MACHINE_ARN = f"{STATES}:stateMachine:{names.alias_machine_name(ENVIRONMENT)}"
VARIABLES = {
    "ACCOUNT_ID": OWNER,
    "ARTIFACTS_BUCKET_NAME": ARTIFACTS,
    "ENVIRONMENT_NAME": ENVIRONMENT,
    "DECLARED_CAPACITY": json.dumps([{"team": TEAM, "alias": "faq", "kind": "provisioned"}]),
    "RUN_MACHINE_ARN": RUN_MACHINE_ARN,
    "RETIRE_MACHINE_ARN": RETIRE_MACHINE_ARN,
    "ALIAS_MACHINE_ARN": ALIAS_MACHINE_ARN,
    "GRACE_SECONDS": "7200",
    "ORPHAN_POLICY": "remove",
    "IDLE_POLICY": "tell",
    "IDLE_HOURS": "24",
    "KEEP_MODELS": "2",
    "UNIT_HOUR_PRICES": json.dumps({NOVA_MICRO: {"none": 60.5}}),
}


class Machines(FakeStepFunctions):
    """Step Functions that keeps the names of executions."""

    def start_execution(self, **asked: object) -> Json:
        """Start an execution, once under a name."""
        key = asked["stateMachineArn"], asked["name"]
        if key in {(one["stateMachineArn"], one["name"]) for one in self.started}:
            raise service_error("ExecutionAlreadyExists")
        return super().start_execution(**asked)


class Account:
    """Runs, aliases, models and what serves them."""

    def __init__(self) -> None:
        self.bedrock = FakeBedrock()
        self.bedrock.deployments_quota = self.bedrock.units_quota = 100
        self.machines = Machines()
        self.cloudwatch = FakeCloudWatch()
        self.cloud = Cloud(
            bedrock=self.bedrock,
            stepfunctions=self.machines,
            cloudwatch=self.cloudwatch,
            ssm=FakeSsm(),
        )

    @property
    def ssm(self) -> FakeSsm:
        """Return the parameters."""
        assert isinstance(self.cloud.ssm, FakeSsm)
        return self.cloud.ssm

    def install(self, monkeypatch: pytest.MonkeyPatch, **variables: str) -> None:
        """Become what the handlers reach."""
        self.cloud.install(monkeypatch, VARIABLES | variables)

    def serve(
        self,
        name: str,
        tags: dict[str, str],
        *,
        kind: Kind = Kind.PROVISIONED,
        age: dt.timedelta = DAY / 2,
        model: str = "",
        commitment: str = "",
    ) -> str:
        """Have capacity that serves since then, and return its ARN."""
        arn = model or self.bedrock.add_model(f"model-of-{name}", created=NOW - 90 * DAY)
        listed = [{"key": key, "value": value} for key, value in tags.items()]
        self.bedrock.now = lambda: NOW - age
        self.bedrock.auto_ready = True
        if kind is Kind.ON_DEMAND:
            return str(
                self.bedrock.create_custom_model_deployment(
                    modelDeploymentName=name, modelArn=arn, tags=listed
                )["customModelDeploymentArn"]
            )
        term = {"commitmentDuration": commitment} if commitment else {}
        made = self.bedrock.create_provisioned_model_throughput(
            provisionedModelName=name, modelId=arn, modelUnits=2, tags=listed, **term
        )
        return str(made["provisionedModelArn"])

    def run(self, run_id: str, status: str, ended: dt.timedelta = 30 * DAY) -> str:
        """Say how a run stands, and since when."""
        arn = execution_arn(run_id)
        since = {} if status == "RUNNING" else {"stopDate": NOW - ended}
        self.machines.run(arn, status, **since)
        return arn

    def point(
        self,
        alias: str,
        arn: str,
        *,
        team: str = TEAM,
        model: str = "",
        previous: tuple[str, ...] = (),
        claim: str = "",
        claimed: str = "",
    ) -> AliasRecord:
        """Write the alias of record."""

        def target(model_arn: str) -> AliasTarget:
            return AliasTarget(model_arn=model_arn, run_id="", promoted_at="")

        record = AliasRecord(
            team=team,
            alias=alias,
            kind=Kind.PROVISIONED,
            arn=arn,
            current=target(model) if model else None,
            previous=[target(one) for one in previous],
            claim=Claim(execution_arn=claim, model_arn=claimed, claimed_at="") if claim else None,
        )
        self.cloud.s3.put(ARTIFACTS, places.alias_key(team, alias), msgspec.json.encode(record))
        return record

    def project(self, alias: str, value: str, team: str = TEAM) -> None:
        """Write the parameter of an alias."""
        self.ssm.parameters[names.alias_parameter(ENVIRONMENT, team, alias)] = value

    def audited(self, now: dt.datetime = NOW, *, dry_run: bool = False) -> Audited:
        """Audit as it is configured."""
        self.bedrock.now = lambda: now
        return audit(environment.read(Environment), now, dry_run=dry_run)

    def incomplete(self) -> str:
        """Audit, expect that a part can't be done, and return what that was."""
        with pytest.raises(AuditIncompleteError) as raised:
            self.audited()
        return str(raised.value)

    def retirements(self) -> list[Finding]:
        """Return what the retire machine was started with."""
        return [
            msgspec.json.decode(one["input"], type=Finding)
            for one in self.machines.started
            if one["stateMachineArn"] == RETIRE_MACHINE_ARN
        ]

    def outcomes(self) -> list[tuple[str, str, bool]]:
        """Return the same as names, reasons, and whether it is to be removed."""
        return [(one.name, one.reason.value, one.remove) for one in self.retirements()]

    def projections(self) -> list[Json]:
        """Return what the alias machine was started with."""
        started = self.machines.started
        return [
            json.loads(one["input"])
            for one in started
            if one["stateMachineArn"] == ALIAS_MACHINE_ARN
        ]

    def unit_hours(self) -> list[float]:
        """Return the model units that were counted."""
        return self.cloudwatch.values(METRIC_MODEL_UNIT_HOURS)

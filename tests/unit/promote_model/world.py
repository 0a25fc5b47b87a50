"""An account with two declared aliases, a clock, and the executions that move them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest

from lambdas.common import aliases
from lambdas.contract import names
from lambdas.contract.aliases import AliasAction, AliasOrder, AliasRecord, Promotion
from lambdas.contract.errors import (
    AliasBusyError,
    DeploymentQuotaExceededError,
    StillDeployingError,
    StillStoppingError,
)
from lambdas.contract.serving import DeclaredCapacity, Kind
from lambdas.promote_model.handler import carry_out
from lambdas.promote_model.work import Quotas, Work
from tests.fakes.bedrock import FakeBedrock
from tests.fakes.cloud import ARTIFACTS, ENVIRONMENT, STATES, execution_arn
from tests.fakes.custom_models import NOVA_MICRO
from tests.fakes.s3 import FakeS3
from tests.fakes.ssm import FakeSsm
from tests.fakes.stepfunctions import FakeStepFunctions

TEAM = "demo"
FAQ, BULK = "faq", "bulk"
ON_DEMAND = DeclaredCapacity(team=TEAM, alias=FAQ, kind=Kind.ON_DEMAND)
PROVISIONED = DeclaredCapacity(team=TEAM, alias=BULK, kind=Kind.PROVISIONED, units=1)
NOVA_LITE = "amazon.nova-lite-v1:0:300k"
LONGEST = dt.timedelta(hours=2)
LOOK = dt.timedelta(minutes=1)
NOT_YET = (
    StillDeployingError,
    StillStoppingError,
    AliasBusyError,
    DeploymentQuotaExceededError,
)
MOST_LOOKS = 30


class World:
    """One account and its clock. Time passes, and Bedrock gets on, only when a test says so."""

    def __init__(self, *capacity: DeclaredCapacity) -> None:
        self.now = dt.datetime(2026, 8, 21, 12, tzinfo=dt.UTC)
        self.bedrock = FakeBedrock()
        self.bedrock.now = lambda: self.now
        self.s3 = FakeS3()
        self.ssm = FakeSsm()
        self.stepfunctions = FakeStepFunctions()
        self.capacity: Sequence[DeclaredCapacity] = capacity or (ON_DEMAND, PROVISIONED)
        self.quotas = Quotas(
            deployments=10, custom_model_units=4, model_units={NOVA_MICRO: 4, NOVA_LITE: 4}
        )
        self.models = {
            name: self.bedrock.add_model(f"bc-dev-{name}", base=base)
            for name, base in [("a", NOVA_MICRO), ("b", NOVA_MICRO), ("c", NOVA_LITE)]
        }

    # Orders

    def promote(
        self, model: str, alias: str = FAQ, execution: str = "", *, may_commit: bool = False
    ) -> AliasOrder:
        """Order what a run orders; the run is named after its model."""
        run_id = execution or f"{TEAM}_run-{model}"
        arn = self.execution(execution_arn(run_id))
        return AliasOrder(
            action=AliasAction.PROMOTE,
            team=TEAM,
            alias=alias,
            execution_arn=arn,
            model_arn=self.models.get(model, model),
            run_id=run_id,
            may_commit=may_commit,
        )

    def order(
        self, action: AliasAction, alias: str = FAQ, execution: str = "", **members: Any
    ) -> AliasOrder:
        """Order what the machines for aliases order."""
        name = execution or f"{action}-{len(self.stepfunctions.executions)}"
        arn = self.execution(f"{STATES}:execution:{names.alias_machine_name(ENVIRONMENT)}:{name}")
        return AliasOrder(action=action, team=TEAM, alias=alias, execution_arn=arn, **members)

    def execution(self, arn: str) -> str:
        """Have an execution that runs."""
        self.stepfunctions.run(arn)
        return arn

    def end(self, order: AliasOrder, status: str = "SUCCEEDED") -> None:
        """End the execution of an order."""
        self.stepfunctions.run(order.execution_arn, status, stopDate=self.now)

    # Calls

    def work(self, order: AliasOrder, wrap: Any = lambda client: client) -> Work:
        """Return one call; a test may come between it and its services."""
        return Work(
            order=order,
            bedrock=wrap(self.bedrock),
            ssm=wrap(self.ssm),
            stepfunctions=wrap(self.stepfunctions),
            bucket=aliases_bucket(wrap(self.s3)),
            environment=ENVIRONMENT,
            capacity=self.capacity,
            quotas=self.quotas,
            longest=LONGEST,
            now=self.now,
        )

    def look(self, order: AliasOrder) -> Promotion:
        """Call the function once."""
        return carry_out(self.work(order))

    def done(self, order: AliasOrder, *, looks: int = MOST_LOOKS) -> Promotion:
        """Call the function until it answers, as its state does, while Bedrock gets on."""
        for _ in range(looks):
            try:
                return self.look(order)
            except NOT_YET:
                self.get_on()
        raise AssertionError(f"{order.action} is not done after {looks} looks")

    def performed(self, order: AliasOrder) -> Promotion:
        """Have an execution from its order to its end."""
        answer = self.done(order)
        self.end(order)
        return answer

    def get_on(self, time: dt.timedelta = LOOK) -> None:
        """Let time pass, and Bedrock finish what it began."""
        self.now += time
        for name, one in list(self.bedrock.deployments.items()):
            if one["status"] == "Creating":
                self.bedrock.change(name, "Active")
            elif one.get("updateDetails", {}).get("updateStatus") == "Updating":
                self.bedrock.change(name, "UpdateCompleted")
        for name, one in list(self.bedrock.throughputs.items()):
            if one["status"] in ("Creating", "Updating"):
                self.bedrock.change(name, "InService")

    # What is there

    def record(self, alias: str = FAQ) -> AliasRecord:
        """Return the alias of record."""
        found = aliases.read(self.s3.bucket(ARTIFACTS), TEAM, alias).record
        assert found is not None
        return found

    def parameter(self, alias: str = FAQ) -> str:
        """Return what consumers find; empty when there is nothing."""
        return self.ssm.parameters.get(names.alias_parameter(ENVIRONMENT, TEAM, alias), "")

    def all_capacity(self) -> dict[str, str]:
        """Return every ARN that exists and the model that answers there."""
        deployments = self.bedrock.deployments.values()
        throughputs = self.bedrock.throughputs.values()
        return {one["customModelDeploymentArn"]: one["modelArn"] for one in deployments} | {
            one["provisionedModelArn"]: one["modelArn"] for one in throughputs
        }

    def check_agreement(self, model: str, alias: str = FAQ, *, others: int = 0) -> None:
        """Assert that record, capacity and parameter say the same, and that nothing else is."""
        record = self.record(alias)
        assert record.claim is None
        assert record.current is not None
        assert record.current.model_arn == self.models[model]
        assert self.parameter(alias) == record.arn
        assert self.all_capacity().get(record.arn) == self.models[model]
        assert len(self.all_capacity()) == 1 + others


def aliases_bucket(client: Any) -> Any:
    """Return the bucket of the aliases, seen with any client."""
    return type(FakeS3().bucket(ARTIFACTS))(client, ARTIFACTS, "111122223333")


def begun(world: World, order: AliasOrder) -> AliasOrder:
    """Have an order that waits for Bedrock."""
    with pytest.raises(StillDeployingError):
        world.look(order)
    world.now += LOOK
    return order

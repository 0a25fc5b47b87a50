"""Finds out who owns capacity, and whether anybody asks it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from functools import partial
from typing import TYPE_CHECKING

from lambdas.audit_serving import judge_capacity, usage
from lambdas.audit_serving.sight import Sight
from lambdas.common import executions, ownership
from lambdas.contract import names

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_stepfunctions import SFNClient

    from lambdas.audit_serving.failures import Failures
    from lambdas.audit_serving.policy import Policy
    from lambdas.audit_serving.world import Owned, World
    from lambdas.common.executions import Execution


class Look:
    """Asks about each run once, however much it owns."""

    def __init__(
        self,
        *,
        stepfunctions: SFNClient,
        cloudwatch: CloudWatchClient,
        run_machine_arn: str,
        policy: Policy,
        now: dt.datetime,
        failures: Failures,
    ) -> None:
        self._stepfunctions = stepfunctions
        self._cloudwatch = cloudwatch
        self._run_machine_arn = run_machine_arn
        self._policy = policy
        self._now = now
        self._failures = failures
        self._executions: dict[str, Execution] = {}

    def at(self, owned: Owned, world: World, declared: Collection[tuple[str, str]]) -> Sight:
        """Return capacity with its owner."""
        alias = ownership.alias_of(owned.tags)
        record = world.records.get(alias) if alias else None
        claim = record.claim if record else None
        run_id = owned.tags.get(names.TAG_RUN)
        return Sight(
            capacity=owned.capacity,
            tags=owned.tags,
            run=self.run(run_id) if run_id else None,
            record=record,
            claimant=self._execution(claim.execution_arn) if claim else None,
            declared=alias in declared,
            unused=self._is_unused(owned),
        )

    def run(self, run_id: str) -> Execution:
        """Return how a run stands."""
        return self._execution(executions.arn_of(self._run_machine_arn, run_id))

    def _execution(self, arn: str) -> Execution:
        if arn not in self._executions:
            self._executions[arn] = executions.describe(self._stepfunctions, arn)
        return self._executions[arn]

    def _is_unused(self, owned: Owned) -> bool:
        """Whether nobody asks it; where that can't be read, it counts as asked."""
        one, policy = owned.capacity, self._policy
        if not judge_capacity.may_be_idle(one, policy, self._now):
            return False
        ask = partial(usage.is_unused, self._cloudwatch, one.arn, policy.idle_for, self._now)
        return self._failures.attempt(f"count what {one.name} was asked", ask) or False

"""Has ended, told and mended what was found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from lambdas.audit_serving import retention, start, unit_hours
from lambdas.contract.aliases import AliasAction, AliasRecord

if TYPE_CHECKING:
    from mypy_boto3_bedrock import BedrockClient
    from mypy_boto3_cloudwatch import CloudWatchClient
    from mypy_boto3_stepfunctions import SFNClient

    from lambdas.audit_serving.failures import Failures
    from lambdas.audit_serving.retention import Due
    from lambdas.contract.retirement import Finding


@dataclass(frozen=True, kw_only=True)
class Found:
    """All that is to be done."""

    findings: Sequence[Finding]
    """About capacity."""
    models: Sequence[Due]
    astray: Sequence[AliasRecord]
    """The aliases whose parameter says something else than their record."""
    model_units: int | None


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Starts machines, marks models and counts; each by itself."""

    bedrock: BedrockClient
    stepfunctions: SFNClient
    cloudwatch: CloudWatchClient
    environment: str
    retire_machine_arn: str
    alias_machine_arn: str
    failures: Failures
    now: dt.datetime

    def act(self, found: Found) -> None:
        """Do all of it, what costs most first."""
        for finding in found.findings:
            self._do(f"retire {finding.name}", partial(self._retire, finding))
        for record in found.astray:
            self._do(f"project {record.team}/{record.alias}", partial(self._project, record))
        for one in found.models:
            self._do(f"retire {one.seen.model.name}", partial(self._retire_model, one))
        if found.model_units is not None:
            self._do("count model units", partial(self._count, found.model_units))

    def _do(self, what: str, work: Callable[[], object]) -> None:
        self.failures.attempt(what, work)

    def _retire(self, finding: Finding) -> None:
        name = start.retirement_name(finding, self.now)
        start.start(self.stepfunctions, self.retire_machine_arn, name, finding)

    def _retire_model(self, one: Due) -> None:
        if one.finding:
            self._retire(one.finding)
        retention.mark(self.bedrock, one, self.now)

    def _project(self, record: AliasRecord) -> None:
        name = start.projection_name(record.team, record.alias, self.now)
        asked = {"action": AliasAction.PROJECT, "team": record.team, "alias": record.alias}
        start.start(self.stepfunctions, self.alias_machine_arn, name, asked)

    def _count(self, units: int) -> None:
        unit_hours.count(self.cloudwatch, self.environment, units, self.now)

"""One audit's judgement. No part that can't be read keeps another from being judged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from lambdas.audit_serving import bases, projections, retention
from lambdas.audit_serving.act import Found
from lambdas.audit_serving.judge_capacity import judge
from lambdas.contract.aliases import AliasRecord
from lambdas.contract.retirement import Finding

if TYPE_CHECKING:
    from mypy_boto3_bedrock import BedrockClient
    from mypy_boto3_ssm import SSMClient

    from lambdas.audit_serving.failures import Failures
    from lambdas.audit_serving.look import Look
    from lambdas.audit_serving.policy import Policy
    from lambdas.audit_serving.world import Owned, World


class Audited(msgspec.Struct, frozen=True, kw_only=True):
    """AuditServing's answer."""

    dry_run: bool
    findings: list[Finding]
    astray: list[str]
    """The aliases whose parameter says something else than their record."""
    model_units: int | None
    """None where they couldn't be counted."""
    not_done: list[str]

    @classmethod
    def of(cls, found: Found, not_done: list[str], *, dry_run: bool) -> Audited:
        """Return what was found, for whoever asked."""
        of_models = [one.finding for one in found.models if one.finding]
        return cls(
            dry_run=dry_run,
            findings=[*found.findings, *of_models],
            astray=[f"{one.team}/{one.alias}" for one in found.astray],
            model_units=found.model_units,
            not_done=not_done,
        )


@dataclass(frozen=True, kw_only=True)
class Audit:
    """Judges an environment at a moment."""

    bedrock: BedrockClient
    ssm: SSMClient
    look: Look
    environment: str
    declared: Collection[tuple[str, str]]
    """Team and alias of the capacity that settings declare."""
    policy: Policy
    failures: Failures
    now: dt.datetime

    def judge(self, world: World) -> Found:
        """Return all that is to be done."""
        of_bases = bases.ending(self.bedrock, world.owned, self.policy, self.now, self.failures)
        of_models = retention.due(world, self.look, self.policy, self.now, self.failures)
        return Found(
            findings=[*self._of_capacity(world), *of_bases],
            models=list(of_models),
            astray=[one for one in world.records.values() if self._is_astray(one)],
            model_units=world.live_units(),
        )

    def _of_capacity(self, world: World) -> Iterator[Finding]:
        for owned in filter(world.can_judge, world.owned):
            judging = partial(self._judge, owned, world)
            if found := self.failures.attempt(f"judge {owned.capacity.name}", judging):
                yield found

    def _judge(self, owned: Owned, world: World) -> Finding | None:
        return judge(self.look.at(owned, world, self.declared), self.policy, self.now)

    def _is_astray(self, record: AliasRecord) -> bool:
        look = partial(projections.is_astray, self.ssm, self.environment, record)
        what = f"read the parameter of {record.team}/{record.alias}"
        return self.failures.attempt(what, look) or False

"""Whether a thing still has an owner, read anew."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lambdas.common import aliases, executions, ownership
from lambdas.contract import names
from lambdas.contract.retirement import is_past

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

    from lambdas.common.storage import Bucket

Tags = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Owners:
    """The runs and aliases of an environment, at a moment."""

    environment: str
    stepfunctions: SFNClient
    bucket: Bucket
    run_machine_arn: str
    now: dt.datetime

    def has(self, name: str, tags: Tags) -> bool:
        """Whether a thing is this environment's at all."""
        return ownership.is_ours(self.environment, name, tags)

    def is_past(self, tags: Tags, key: str) -> bool:
        """Whether the moment that a tag names has come."""
        return is_past(tags, key, self.now)

    def run_lives(self, tags: Tags) -> bool:
        """Whether the run that a thing names goes on; a thing without one has none."""
        if names.TAG_RUN not in tags:
            return False
        arn = executions.arn_of(self.run_machine_arn, tags[names.TAG_RUN])
        return ownership.lives(executions.describe(self.stepfunctions, arn))

    def alias_wants(self, arn: str, tags: Tags) -> bool:
        """Whether the alias of capacity serves from it, or is being moved."""
        alias = ownership.alias_of(tags)
        record = aliases.read(self.bucket, *alias).record if alias else None
        if record is None:
            return False
        if record.arn == arn:
            return True
        if record.claim is None:
            return False
        claimant = executions.describe(self.stepfunctions, record.claim.execution_arn)
        return ownership.is_moved(claimant, self.now)

    def models_named(self) -> set[str]:
        """Return the models that any alias names."""
        return ownership.models_of(aliases.of_all(self.bucket))

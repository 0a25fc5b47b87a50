"""One call of PromoteModel: what is ordered, with which rights and under which settings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lambdas.contract.aliases import AliasAction
from lambdas.contract.errors import PromotionRefusedError

if TYPE_CHECKING:
    from mypy_boto3_bedrock import BedrockClient
    from mypy_boto3_ssm import SSMClient
    from mypy_boto3_stepfunctions import SFNClient

    from lambdas.common.storage import Bucket
    from lambdas.contract.aliases import AliasOrder
    from lambdas.contract.serving import DeclaredCapacity


@dataclass(frozen=True, kw_only=True)
class Quotas:
    """What the account may have, as settings say; Bedrock has the last word."""

    deployments: int
    custom_model_units: int
    """Units without a commitment, across all custom models."""
    model_units: Mapping[str, int]
    """Units of one model, by its customization id."""


@dataclass(frozen=True, kw_only=True)
class Work:
    """An order and all that is needed to carry it out."""

    order: AliasOrder
    bedrock: BedrockClient
    ssm: SSMClient
    stepfunctions: SFNClient
    bucket: Bucket
    environment: str
    capacity: Sequence[DeclaredCapacity]
    """What settings declare."""
    quotas: Quotas
    longest: dt.timedelta
    """How long capacity may take until it serves."""
    now: dt.datetime

    @property
    def name(self) -> str:
        """The alias, for people."""
        return f"{self.order.team}/{self.order.alias}"

    @property
    def may_commit(self) -> bool:
        """Whether somebody agreed to the term of capacity that this order makes."""
        return self.order.may_commit or self.order.action is AliasAction.CONFORM

    def declared(self) -> DeclaredCapacity:
        """Return the capacity that the alias is to have.

        Raises:
            PromotionRefusedError: settings know no such alias.
        """
        if self.order.declared is not None:
            return self.order.declared
        of_team = {one.alias: one for one in self.capacity if one.team == self.order.team}
        if self.order.alias not in of_team:
            known = ", ".join(sorted(of_team)) or "none"
            raise PromotionRefusedError(
                f"the settings of {self.environment} declare no alias {self.order.alias!r} for "
                f"team {self.order.team}; its aliases: {known}"
            )
        return of_team[self.order.alias]

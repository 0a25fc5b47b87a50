"""What the audit goes by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from lambdas.common import capacity
from lambdas.common.capacity import Capacity
from lambdas.contract.serving import Kind

SLACK_FOR_DEPLOYMENTS = dt.timedelta(hours=1)
"""How long CleanUp may take after the grace time before the audit comes in."""
SLACK_FOR_THROUGHPUT = dt.timedelta(minutes=15)
"""Throughput has no grace time: CleanUp removes it at once."""
BASE_WARNING = dt.timedelta(days=90)
"""How long before the base of what serves ends people are told."""
MODEL_WARNING = dt.timedelta(days=7)
"""How long before it is removed people are told of a surplus model."""

Prices = Mapping[str, Mapping[str, float]]
"""US dollars of a model unit an hour, by base and commitment; what is unknown is absent."""


@dataclass(frozen=True, kw_only=True)
class Policy:
    """What settings say."""

    removes: bool
    """Orphans, expired and surplus things; else people are told of them."""
    removes_idle: bool
    """Never what settings declare."""
    idle_for: dt.timedelta
    grace: dt.timedelta
    """How long an ended run's deployment may wait for a redrive."""
    keep_models: int = 0
    """The newest of each team; 0 keeps all."""
    prices: Prices = field(default_factory=dict)

    def patience(self, kind: Kind) -> dt.timedelta:
        """Return how long after its run's end capacity is left to CleanUp."""
        if kind is Kind.PROVISIONED:
            return SLACK_FOR_THROUGHPUT
        return self.grace + SLACK_FOR_DEPLOYMENTS

    def usd_per_hour(self, one: Capacity) -> float | None:
        """Return what capacity costs an hour; None is unknown, or a deployment's nothing."""
        price = self.prices.get(capacity.base_of(one.model_arn), {}).get(one.commitment)
        return None if price is None or one.kind is Kind.ON_DEMAND else price * one.units

"""Capacity, and everything that was read about whom it belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lambdas.common import ownership
from lambdas.common.capacity import Capacity
from lambdas.common.executions import Execution
from lambdas.contract import names
from lambdas.contract.aliases import AliasRecord


@dataclass(frozen=True, kw_only=True)
class Sight:
    """Capacity of this environment, and everything that was read about its owner."""

    capacity: Capacity
    tags: Mapping[str, str]
    run: Execution | None = None
    """Of the run that it says it belongs to."""
    record: AliasRecord | None = None
    """Of the alias that it says it belongs to."""
    claimant: Execution | None = None
    """Who moves that alias now."""
    declared: bool = False
    """Whether settings declare that alias."""
    unused: bool = False
    """Whether nobody asked it for the idle time."""

    @property
    def alias(self) -> tuple[str, str] | None:
        """Team and alias; None of a run's own capacity."""
        return ownership.alias_of(self.tags)

    @property
    def is_settled(self) -> bool:
        """Whether its run did all it wanted with it, so that it no longer depends on the run."""
        return names.TAG_SETTLED in self.tags

    @property
    def serves(self) -> bool:
        """Whether the alias of record points to it."""
        return self.record is not None and self.record.arn == self.capacity.arn

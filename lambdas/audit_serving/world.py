"""Everything that exists, as far as it could be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lambdas.audit_serving.judge_models import SeenModel
from lambdas.common import custom_models, ownership
from lambdas.common.capacity import Capacity
from lambdas.contract.aliases import AliasRecord
from lambdas.contract.serving import Kind

FAILED = "Failed"
"""The one status that costs nothing; a word that nobody knows is counted."""


@dataclass(frozen=True, kw_only=True)
class Owned:
    """Capacity of this environment with its tags."""

    capacity: Capacity
    tags: Mapping[str, str]


@dataclass(kw_only=True)
class World:
    """What exists, and what couldn't be read of it.

    Nothing is concluded from a thing's absence where not everything was read.
    """

    everything: list[Capacity] = field(default_factory=list)
    """The account's capacity, whosever: what it serves is in use."""
    owned: list[Owned] = field(default_factory=list)
    models: list[SeenModel] = field(default_factory=list)
    """Of this environment."""
    records: dict[tuple[str, str], AliasRecord] = field(default_factory=dict)
    """By team and alias."""
    unread_kinds: set[Kind] = field(default_factory=set)
    """Of which something couldn't be listed, or its tags not be read."""
    records_are_whole: bool = True

    @property
    def knows_what_is_used(self) -> bool:
        """Whether a model that nothing names here is really used by nothing."""
        return self.records_are_whole and not self.unread_kinds

    @property
    def used_models(self) -> set[str]:
        """The models that an alias names or something serves."""
        return ownership.models_of(self.records.values()) | custom_models.behind(self.everything)

    def can_judge(self, owned: Owned) -> bool:
        """Whether enough was read to say whose capacity is."""
        alias = ownership.alias_of(owned.tags)
        return alias is None or alias in self.records or self.records_are_whole

    def live_units(self) -> int | None:
        """Return the model units that are paid for; None where not all could be seen."""
        if Kind.PROVISIONED in self.unread_kinds:
            return None
        paid = [one.capacity for one in self.owned if one.capacity.status != FAILED]
        return sum(one.units for one in paid)

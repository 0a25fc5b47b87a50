"""The guard of declared capacity: what CloudFormation tells it, and what it answers."""

from typing import Any

import msgspec

RESOURCE_TYPE = "Custom::CapacityGuard"
REFUSE = "refuse"
"""What `on_removal` says of capacity that nobody may take away while it serves."""


class GuardedAlias(msgspec.Struct, frozen=True, kw_only=True):
    """A declared capacity, as far as the guard has to know."""

    team: str
    alias: str
    on_removal: str


class GuardProperties(msgspec.Struct, frozen=True, kw_only=True, rename="pascal"):
    """The properties of the guard."""

    declared: Any = None
    """The declared capacity, see `encoded`. Another version may have had another form."""

    @property
    def aliases(self) -> list[GuardedAlias] | None:
        """What is declared; None when they are properties of another form."""
        if not isinstance(self.declared, str):
            return None
        try:
            return msgspec.json.decode(self.declared, type=list[GuardedAlias])
        except msgspec.MsgspecError:
            return None


class GuardEvent(msgspec.Struct, frozen=True, kw_only=True, rename="pascal"):
    """What the CDK's provider calls ProvideCapacity with for the guard, as far as it is read.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requests.html
    """

    resource_properties: GuardProperties
    old_resource_properties: GuardProperties = GuardProperties()
    """Of an update; nothing else has them."""
    physical_resource_id: str = ""


class Guarded(msgspec.Struct, frozen=True, kw_only=True, rename="pascal"):
    """The guard's answer when it agrees."""

    physical_resource_id: str


def encoded(aliases: list[GuardedAlias]) -> str:
    """Return the property that lists declared capacity: the same list is the same text."""
    ordered = sorted(aliases, key=lambda one: (one.team, one.alias))
    return msgspec.json.encode(ordered).decode()

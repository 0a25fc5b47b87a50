"""The capacity behind an alias, as far as a run has to know before it makes a model for it."""

from collections.abc import Iterable

from lambdas.common.capacity import Capacity
from lambdas.contract import names
from lambdas.contract.serving import DeclaredCapacity
from lambdas.contract.status import Outcome


def stands(
    alias: DeclaredCapacity, environment: str, base: str, existing: Iterable[Capacity]
) -> bool:
    """Whether there is capacity already that a model of this base can be put behind.

    What failed isn't: a promotion makes it anew.
    """
    name = names.alias_capacity_name(environment, alias.team, alias.alias, alias.fixed(base))
    return any(one.name == name and one.outcome is not Outcome.FAILED for one in existing)


def beside(
    alias: DeclaredCapacity, environment: str, existing: Iterable[Capacity]
) -> list[Capacity]:
    """Return what still exists when new capacity of the alias is made.

    That is everything, unless settings want the old to go first.
    """
    if not alias.old_first:
        return list(existing)
    prefix = names.alias_capacity_prefix(environment, alias.team, alias.alias)
    length = len(prefix) + names.ALIAS_HASH_LENGTH
    return [
        one for one in existing if not (one.name.startswith(prefix) and len(one.name) == length)
    ]

"""A value with where it comes from and when that was read; null is unknown, never zero."""

from typing import Annotated, Generic, TypeVar

import msgspec

T = TypeVar("T")

AsOf = Annotated[str, msgspec.Meta(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")]
"""A date (ISO 8601), as exact as the source allows: a year, a month or a day."""

Source = Annotated[str, msgspec.Meta(min_length=1)]
"""The address of the page that states a value, or who states it where there is no page."""


class Fact(msgspec.Struct, Generic[T], frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One value with a source of its own."""

    value: T | None
    """Null where the source does not say: unknown."""
    source: Source
    as_of: AsOf
    note: str | None = None


class Sourced(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Values that share their sources; each kind of group adds its own fields."""

    sources: Annotated[tuple[Source, ...], msgspec.Meta(min_length=1)]
    as_of: AsOf
    note: str | None = None
    """What the fields can't say: conflicts between sources, and what was looked for in vain."""

"""What the check of one record says, whatever the record's format."""

from collections.abc import Callable, Sequence
from typing import NamedTuple


class Flaw(NamedTuple):
    """One reason for which a record can't be trained on. Never holds the record's text."""

    given: str
    allowed: str


class Verdict(NamedTuple):
    """The judgement on one record."""

    characters: int
    """Unicode characters of its trained text."""
    flaws: Sequence[Flaw] = ()


RecordCheck = Callable[[bytes], Verdict]
"""Judges one line of a dataset."""

"""What the check of one record says, whatever the record's format."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from lambdas.datasets.rules import Rule


class Flaw(NamedTuple):
    """One reason for which a record can't be trained on. Never holds the record's text."""

    rule: Rule
    given: str
    allowed: str


class Medium(NamedTuple):
    """An object in S3 that a record refers to."""

    kind: str
    """image, video or document."""
    uri: str
    where: str
    """The place in the record."""

    @property
    def bucket(self) -> str:
        """The bucket of the address."""
        return self.uri.removeprefix("s3://").partition("/")[0]


class Verdict(NamedTuple):
    """The judgement on one record."""

    characters: int
    """Unicode characters of its trained text."""
    flaws: Sequence[Flaw] = ()
    answer_characters: int = 0
    """Of these, the characters of what the model learns to answer."""
    media: Sequence[Medium] = ()
    size_bytes: int = 0
    """Of the record: no text in it has more characters, written as JSON or not."""


RecordCheck = Callable[[bytes], Verdict]
"""Judges one line of a dataset."""


class Accepted(NamedTuple):
    """Many records that were found to have no flaw at one go."""

    characters: int
    answer_characters: int
    largest_bytes: int
    """Of the longest line."""


BulkCheck = Callable[[Sequence[bytes]], Accepted | None]
"""Judges many lines at one go; None where they have to be judged one by one."""

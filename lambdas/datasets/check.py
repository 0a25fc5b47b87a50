"""A dataset read once: every record judged, counted and measured."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CheckedDataset:
    """What was read."""

    records: int
    size_bytes: int
    characters: int
    """Unicode characters of all trained text."""
    longest_record: int
    """A bound: no record has more characters."""
    sha256: str
    answer_characters: int = 0
    """Of these, the characters of what the model learns to answer."""

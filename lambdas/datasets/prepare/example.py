"""A record without its source's shape: who said what."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from lambdas.catalogue.dataset import Format

USER: Literal["user"] = "user"
ASSISTANT: Literal["assistant"] = "assistant"


@dataclass(frozen=True, slots=True)
class Turn:
    """What one side said."""

    role: str
    text: str


@dataclass(frozen=True, slots=True)
class Native:
    """A record that is in a model's format already; it is kept as it is if that is wanted."""

    format: Format
    record: Mapping[str, Any]
    convertible: bool = True
    """Whether the example says all that the record holds: media and tools it does not."""


@dataclass(frozen=True, slots=True)
class Example:
    """One record, whatever its source looked like."""

    prompt: tuple[Turn, ...]
    """Everything before the answer. Plain text is one turn of the user, with no answer."""
    answer: str | None = None
    """None: the record has none."""
    system: str | None = None
    native: Native | None = None

    @property
    def asked(self) -> str:
        """The prompt as one text, by which records are compared."""
        return "\n".join(turn.text for turn in self.prompt)

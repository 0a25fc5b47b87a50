"""A held-out record: what is asked, and the answer that is hoped for.

A line is a Converse record of text, as for training, and may carry an `id` beside `messages`.
"""

import json
from typing import Annotated, Literal, NamedTuple, NoReturn
from unicodedata import category

import msgspec

from lambdas.datasets.verdict import RecordCheck

LONGEST_ID = 100
UNWRITTEN = ("Cc", "Cs")
"""Characters that no id has: control characters, and halves of a character.
https://www.unicode.org/reports/tr44/#General_Category_Values"""


class Defect(NamedTuple):
    """One reason for which a record can't be asked. Never holds the record's text."""

    given: str
    allowed: str


ONLY_TEXT = Defect("content that is no text", "text blocks; only text is evaluated")
NO_RECORD = Defect("no JSON object", 'a record, {"messages": [...]}')


class Text(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A block of text."""

    text: str


class Turn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One turn."""

    role: Literal["user", "assistant"]
    content: list[Text]

    @property
    def text(self) -> str:
        """All of its text."""
        return text_of(self.content)


class _Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    messages: Annotated[list[Turn], msgspec.Meta(min_length=2)]
    id: str | None = None
    system: list[Text] = []
    schema_version: str | None = None


class HeldOut(msgspec.Struct, frozen=True, kw_only=True):
    """One record of a test or regression set."""

    id: str
    """The record's own, or `line-<number>`: arms are joined by it."""
    line: int
    """From 1."""
    system: list[Text]
    turns: list[Turn]
    """All but the last one, ready for Converse."""
    reference: str
    """The text of the last turn."""

    @property
    def prompt(self) -> str:
        """The text of what is asked, without the system prompt, which is the same for many."""
        return "\n".join(turn.text for turn in self.turns)


def text_of(content: list[Text]) -> str:
    """Return the text of an answer or a turn, a line a block, as the preparation reads it."""
    return "\n".join(block.text for block in content)


def read_held_out(line: bytes, number: int, check: RecordCheck) -> HeldOut | list[Defect]:
    """Return the record on a line, or everything that is wrong with it.

    `check` holds the rest of the line against the rules of the model's training data.
    """
    try:
        members = json.loads(line.decode(), object_pairs_hook=_members, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return _defects(line, check) or [NO_RECORD]
    if not isinstance(members, dict):
        return _defects(line, check) or [NO_RECORD]
    bare = {key: value for key, value in members.items() if key != "id"}
    if defects := _defects(line if bare == members else json.dumps(bare).encode(), check):
        return defects
    if members.get("id") is not None and (defect := _id_defect(members["id"])):
        return [defect]
    try:
        return _held_out(msgspec.convert(members, _Line), number)
    except msgspec.ValidationError:
        return [ONLY_TEXT]


def _defects(line: bytes, check: RecordCheck) -> list[Defect]:
    return [Defect(flaw.given, flaw.allowed) for flaw in check(line).flaws]


def _held_out(line: _Line, number: int) -> HeldOut | list[Defect]:
    *turns, last = line.messages
    if last.role != "assistant":
        return [Defect("user as the last turn", "the hoped-for answer as the last turn")]
    if not last.text.strip():
        return [Defect("an empty reference", "the hoped-for answer as the last turn")]
    return HeldOut(
        id=line.id or f"line-{number}",
        line=number,
        system=line.system,
        turns=turns,
        reference=last.text,
    )


def _id_defect(own: object) -> Defect | None:
    if isinstance(own, str) and 0 < len(own) <= LONGEST_ID and _is_plain(own):
        return None
    allowed = f"text of 1 to {LONGEST_ID} characters that print, no spaces at its ends"
    return Defect("an id of another kind", allowed)


def _is_plain(own: str) -> bool:
    """Tell whether an id can be written down as it is, and be told from another."""
    return own == own.strip() and not any(category(one) in UNWRITTEN for one in own)


def _members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("a key twice")
    return members


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")

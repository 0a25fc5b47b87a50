"""Converse records of nothing but text, many at one go: what most datasets are made of.

Only what has no flaw at all is accepted here, and it is counted as the full check counts it; all
else is left to the full check, which tells why. That saves most of a check's time.
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple

import msgspec
from msgspec import UNSET, UnsetType

from lambdas.datasets.limits import Limits
from lambdas.datasets.turns import ASSISTANT
from lambdas.datasets.verdict import Accepted


class Text(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """A block of text."""

    text: str


class Message(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """One turn."""

    role: Literal["user", "assistant"]
    content: list[Text]


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="camel", gc=False):
    """One line of a dataset."""

    messages: list[Message]
    system: list[Text] | UnsetType = UNSET
    schema_version: str | UnsetType = UNSET


class _Counted(NamedTuple):
    """What records hold whose turns are in order."""

    texts: list[str]
    answer_characters: int
    strings: int
    """Strings, keys included, that the records take if no key stands twice."""


_decode = msgspec.json.Decoder(Record).decode


class PlainConverse:
    """Accepts lines by the rules of one model and method."""

    def __init__(self, limits: Limits, *, wants_answer: bool = True) -> None:
        self._reserved = limits.reserved
        self._wants_answer = wants_answer
        self._surely_fits = limits.surely_fits

    def __call__(self, lines: Sequence[bytes]) -> Accepted | None:
        """Return the figures of lines that all are records without a flaw, None for any others."""
        largest = max(map(len, lines))
        if largest > self._surely_fits:
            return None
        try:
            records = list(map(_decode, lines))
        except (msgspec.MsgspecError, UnicodeDecodeError):
            return None
        counted = _count(records, wants_answer=self._wants_answer)
        if counted is None or not _quotes_fit(lines, counted):
            return None
        texts = counted.texts
        if not all(texts) or any(map(str.isspace, texts)) or self._reserved.stand_in(texts):
            return None
        return Accepted(sum(map(len, texts)), counted.answer_characters, largest)


def _count(records: Sequence[Record], *, wants_answer: bool) -> _Counted | None:
    """Return what records hold, None if the turns of any are out of order.

    One plain loop: this is where most of the time of a check goes.
    """
    texts: list[str] = []
    add = texts.append
    answers = strings = 0
    for record in records:
        if record.system is not UNSET:
            strings += 1
            for block in record.system:
                add(block.text)
        if record.schema_version is not UNSET:
            strings += 2
        strings += 1 + 3 * len(record.messages)
        is_answer = False
        for message in record.messages:
            if (message.role == ASSISTANT) is not is_answer or not message.content:
                return None
            for block in message.content:
                add(block.text)
                if is_answer:
                    answers += len(block.text)
            is_answer = not is_answer
        if not record.messages or (is_answer and wants_answer):
            return None
    return _Counted(texts, answers, strings + 2 * len(texts))


def _quotes_fit(lines: Sequence[bytes], counted: _Counted) -> bool:
    r"""Tell whether there are as many quotes as the records take, so that no key stands twice.

    The decoder takes the last of several equal keys in silence; it can't tell, this can. A quote
    inside a text is written as `\"` or, which is rare and not counted, as `\u0022`.
    """
    written = sum([line.count(b'"') for line in lines])
    taken = 2 * counted.strings
    if written == taken:
        return True
    if any(rb"\u0022" in line for line in lines):
        return False
    return written == taken + sum([text.count('"') for text in counted.texts])

"""Records of text in the Converse format: what each must hold to be trained on.

https://docs.aws.amazon.com/nova/latest/userguide/fine-tune-prepare-data-understanding.html
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import msgspec

from lambdas.catalogue.dataset import Dataset
from lambdas.datasets.converse_shape import DOUBLED_KEY, shape_flaws
from lambdas.datasets.tokens import characters_for, estimate_tokens
from lambdas.datasets.verdict import Flaw, Verdict

ROLES = ("user", "assistant")


class Text(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """A block of text."""

    text: str


class Message(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One turn."""

    role: Literal["user", "assistant"]
    content: list[Text]


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """One line of a dataset."""

    messages: list[Message]
    system: list[Text] | msgspec.UnsetType = msgspec.UNSET
    schema_version: str | msgspec.UnsetType = msgspec.UNSET


_DECODER = msgspec.json.Decoder(Record)


@dataclass(frozen=True)
class ConverseCheck:
    """Judges lines by the rules of one model."""

    rules: Dataset

    def __call__(self, line: bytes) -> Verdict:
        """Return the judgement on one line.

        A line of the right shape is decoded once, by type; only for any other one the slow way
        is gone that finds out where it differs.
        """
        try:
            record = _DECODER.decode(line)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            return Verdict(0, shape_flaws(line))
        if _strings_written(line) != _strings_expected(record):
            return Verdict(0, [DOUBLED_KEY])
        texts = [block.text for block in _blocks(record)]
        characters = sum(map(len, texts))
        flaws = [
            *_turn_flaws(record.messages),
            *_empty_flaws(record, texts),
            *self._reserved_flaws(texts),
            *self._length_flaws(characters),
        ]
        return Verdict(characters, flaws)

    def _reserved_flaws(self, texts: list[str]) -> Iterator[Flaw]:
        joined = "\n".join(texts)
        found = [word for word in self.rules.reserved_strings if word in joined]
        if found:
            yield Flaw(f"the reserved text {', '.join(found)}", "text without it")

    def _length_flaws(self, characters: int) -> Iterator[Flaw]:
        most = self.rules.max_tokens_per_record
        if most is not None and characters > characters_for(most):
            tokens = estimate_tokens(characters)
            yield Flaw(f"about {tokens} tokens", f"at most {most} a record")


def _blocks(record: Record) -> list[Text]:
    blocks = list(record.system) if record.system else []
    for message in record.messages:
        blocks += message.content
    return blocks


def _turn_flaws(messages: list[Message]) -> Iterator[Flaw]:
    if not messages:
        yield Flaw("no messages", "at least a question and its answer")
        return
    for index, message in enumerate(messages):
        if message.role != ROLES[index % 2]:
            yield Flaw(
                f"{message.role} at messages[{index}]",
                "user first, then assistant and user in turn",
            )
            return
    if messages[-1].role != "assistant":
        yield Flaw("user as the last turn", "assistant as the last turn, which is learned")


def _empty_flaws(record: Record, texts: list[str]) -> Iterator[Flaw]:
    for index, message in enumerate(record.messages):
        if not message.content:
            yield Flaw(f"no content at messages[{index}]", "at least one text block")
    empty = sum(1 for text in texts if not text or text.isspace())
    if empty:
        yield Flaw(f"{empty} empty text block{'' if empty == 1 else 's'}", "blocks with text")


def _strings_written(line: bytes) -> int:
    """Count the strings of a line of valid JSON, keys included: two bare quotes each."""
    if rb"\\" in line:
        line = line.replace(rb"\\", b"")
    return (line.count(b'"') - line.count(b'\\"')) // 2


def _strings_expected(record: Record) -> int:
    """Count the strings that a record needs when no key stands twice.

    The decoder takes the last of several equal keys in silence; it can't tell, this can.
    """
    system = 0 if record.system is msgspec.UNSET else 1 + 2 * len(record.system)
    version = 0 if record.schema_version is msgspec.UNSET else 2
    turns = sum(3 + 2 * len(message.content) for message in record.messages)
    return 1 + system + version + turns

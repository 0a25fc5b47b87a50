"""One record of a dataset as a conversation, without its last turn. Knows no AWS."""

from __future__ import annotations

from typing import Literal, Protocol

import msgspec

CHUNK_BYTES = 64 * 1024
LONGEST_LINE_BYTES = 4 * 1024 * 1024
"""PlanRun lets no longer record through."""


class Readable(Protocol):
    """What S3 answers with."""

    def read(self, amt: int, /) -> bytes:
        """Return up to `amt` bytes, none at the end."""
        ...


class Text(msgspec.Struct, frozen=True):
    """A block of text."""

    text: str


class Message(msgspec.Struct, frozen=True):
    """One turn."""

    role: Literal["user", "assistant"]
    content: list[Text]

    @property
    def text(self) -> str:
        """Everything that was said in this turn."""
        return joined(self.content)


class Conversation(msgspec.Struct, frozen=True):
    """A record in Bedrock's Converse format.

    https://docs.aws.amazon.com/nova/latest/userguide/fine-tune-prepare-data-understanding.html
    """

    messages: list[Message]
    system: list[Text] = []

    @property
    def asked(self) -> list[Message]:
        """What comes before the answer that is learned."""
        return self.messages[:-1]

    @property
    def prompt(self) -> str:
        """Everything that comes before the answer, for people to read."""
        said = [joined(self.system), *(message.text for message in self.asked)]
        return "\n\n".join(text for text in said if text)

    @property
    def reference(self) -> str:
        """The answer that is learned."""
        return self.messages[-1].text


def first_line(body: Readable) -> bytes:
    """Return the first line of an object, of which no more is read than it takes."""
    kept = b""
    while b"\n" not in kept and len(kept) <= LONGEST_LINE_BYTES:
        chunk = body.read(CHUNK_BYTES)
        if not chunk:
            break
        kept += chunk
    return kept.partition(b"\n")[0]


def joined(blocks: list[Text]) -> str:
    """Return the text of blocks."""
    return "".join(block.text for block in blocks)

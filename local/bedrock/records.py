"""Reads training data as strictly as the service does; the messages are the service's own.

https://docs.aws.amazon.com/nova/latest/userguide/fine-tune-prepare-data-understanding.html
https://docs.aws.amazon.com/bedrock/latest/userguide/fine-tuning-troubleshooting.html
"""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

CHARACTERS_PER_TOKEN = 6
"""AWS's rule of thumb. https://docs.aws.amazon.com/bedrock/latest/userguide/model-customization-prepare.html"""

_RESERVED = ("User:", "Bot:", "Assistant:", "System:", "<image>", "<video>", "[EOS]")
_MEDIA = ("image", "video", "document")


class Record(NamedTuple):
    """One conversation, in the parts that training uses."""

    prompt: str
    """System text and every turn but the last."""
    answer: str
    """The last turn, the assistant's."""

    @property
    def characters(self) -> int:
        """All text of the record."""
        return len(self.prompt) + len(self.answer)


class BadDataError(Exception):
    """The data can't be trained on; the message goes into the job's `failureMessage`."""


def parse(body: bytes, uri: str, max_tokens: int) -> list[Record]:
    """Return the records of a Converse JSONL file.

    Args:
        body: The file.
        uri: Where it came from, for messages.
        max_tokens: What one record may hold, at 6 characters a token.

    Raises:
        BadDataError: A line breaks a rule; the first one is named, never quoted.
    """
    try:
        lines = body.decode().removesuffix("\n").split("\n")
    except UnicodeDecodeError as error:
        raise BadDataError(_unparsable(uri, "it is not UTF-8")) from error
    return [_record(line, number, uri, max_tokens) for number, line in enumerate(lines, 1)]


def _record(line: str, number: int, uri: str, max_tokens: int) -> Record:
    try:
        payload = json.loads(line)
    except ValueError as error:
        reason = f"line {number} is {'not JSON' if line.strip() else 'empty'}"
        raise BadDataError(_unparsable(uri, reason)) from error
    for problem in _problems(payload):
        raise BadDataError(f"Invalid record in file {uri}, line {number}: {problem}")
    *earlier, last = [_text(turn["content"]) for turn in payload["messages"]]
    record = Record("\n".join([_text(payload.get("system") or []), *earlier]).strip(), last)
    if record.characters > max_tokens * CHARACTERS_PER_TOKEN:
        raise BadDataError(
            f"Input size exceeded in file {uri} for record starting with line {number}: "
            f"at most {max_tokens} tokens of {CHARACTERS_PER_TOKEN} characters"
        )
    return record


def _unparsable(uri: str, reason: str) -> str:
    return (
        f"Unable to parse Amazon S3 file: {uri}. Data files must conform to JSONL format. "
        f"({reason})"
    )


def _problems(record: Any) -> Iterator[str]:
    if not isinstance(record, dict):
        yield "must be a JSON object"
        return
    if not isinstance(record.get("schemaVersion", ""), str):
        yield "schemaVersion must be a string"
    if "system" in record:
        yield from _content_problems(record["system"], "system")
    messages = record.get("messages")
    if not isinstance(messages, list) or not messages:
        yield "messages must be a list of turns"
        return
    for index, turn in enumerate(messages):
        yield from _turn_problems(turn, index)
    if len(messages) % 2:
        yield "the last turn must be the assistant's"


def _turn_problems(turn: Any, index: int) -> Iterator[str]:
    where = f"messages[{index}]"
    expected = "assistant" if index % 2 else "user"
    if not isinstance(turn, dict):
        yield f"{where} must be a JSON object"
    elif turn.get("role") != expected:
        yield f"{where}.role must be {expected}: turns alternate, the user's first"
    else:
        yield from _content_problems(turn.get("content"), f"{where}.content")


def _content_problems(blocks: Any, where: str) -> Iterator[str]:
    if not isinstance(blocks, list) or not blocks:
        yield f"{where} must be a list of blocks"
        return
    for block in blocks:
        if not isinstance(block, dict) or len(block) != 1:
            yield f"{where} must hold blocks of one member each"
        elif next(iter(block)) in _MEDIA:
            yield f"{where}: this stand-in trains on text alone"
        else:
            yield from _text_problems(block.get("text"), where)


def _text_problems(text: Any, where: str) -> Iterator[str]:
    if not isinstance(text, str) or not text.strip():
        yield f"{where} must hold text that is not empty"
        return
    for word in _RESERVED:
        if word in text:
            yield f"{where} contains the reserved text {word}"


def _text(blocks: list[dict[str, str]]) -> str:
    return "\n".join(block["text"] for block in blocks)

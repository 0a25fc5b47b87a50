"""Reads training data as strictly as the service does; the messages are the service's own.

https://docs.aws.amazon.com/nova/latest/userguide/fine-tune-prepare-data-understanding.html
https://docs.aws.amazon.com/bedrock/latest/userguide/fine-tuning-troubleshooting.html
"""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from local.bedrock import blocks
from local.bedrock.models import BaseModel

CHARACTERS_PER_TOKEN = 6
"""AWS's rule of thumb. https://docs.aws.amazon.com/bedrock/latest/userguide/model-customization-prepare.html"""


class Record(NamedTuple):
    """One conversation, in the parts that training uses."""

    prompt: str
    """System text and every turn but the last."""
    answer: str
    """The last turn, the assistant's."""
    media: tuple[tuple[str, str], ...] = ()
    """The kind and address of everything that the record shows."""

    @property
    def characters(self) -> int:
        """All text of the record."""
        return len(self.prompt) + len(self.answer)


class BadDataError(Exception):
    """The data can't be trained on; the message goes into the job's `failureMessage`."""


def parse(body: bytes, uri: str, base: BaseModel) -> list[Record]:
    """Return the records of a JSONL file.

    Args:
        body: The file.
        uri: Where it came from, for messages.
        base: The model that learns from it, whose format and limits hold.

    Raises:
        BadDataError: A line breaks a rule; the first one is named, never quoted.
    """
    try:
        lines = body.decode().removesuffix("\n").split("\n")
    except UnicodeDecodeError as error:
        raise BadDataError(_unparsable(uri, "it is not UTF-8")) from error
    records = [_record(line, number, uri, base) for number, line in enumerate(lines, 1)]
    if len({kind for record in records for kind, _ in record.media}) > 1:
        raise BadDataError(f"Invalid dataset {uri}: it mixes images, videos or documents")
    return records


def _record(line: str, number: int, uri: str, base: BaseModel) -> Record:
    try:
        payload = json.loads(line)
    except ValueError as error:
        reason = f"line {number} is {'not JSON' if line.strip() else 'empty'}"
        raise BadDataError(_unparsable(uri, reason)) from error
    is_prompt = base.records == "prompt_completion"
    found = _prompt_problems(payload) if is_prompt else _problems(payload, base.blocks)
    for problem in found:
        raise BadDataError(f"Invalid record in file {uri}, line {number}: {problem}")
    record = Record(payload["prompt"], payload["completion"]) if is_prompt else _read(payload)
    if record.characters > base.max_record_tokens * CHARACTERS_PER_TOKEN:
        raise BadDataError(
            f"Input size exceeded in file {uri} for record starting with line {number}: "
            f"at most {base.max_record_tokens} tokens of {CHARACTERS_PER_TOKEN} characters"
        )
    return record


def _read(payload: dict[str, Any]) -> Record:
    *earlier, last = [blocks.text(turn["content"]) for turn in payload["messages"]]
    prompt = "\n".join([blocks.text(payload.get("system") or []), *earlier]).strip()
    found = blocks.addresses(payload["messages"])
    media = tuple((kind, uri) for kind, uris in found.items() for uri in uris)
    return Record(prompt, last, media)


def _unparsable(uri: str, reason: str) -> str:
    return (
        f"Unable to parse Amazon S3 file: {uri}. Data files must conform to JSONL format. "
        f"({reason})"
    )


def _prompt_problems(record: Any) -> Iterator[str]:
    if not isinstance(record, dict) or record.keys() != {"prompt", "completion"}:
        yield "must be a JSON object of prompt and completion"
        return
    for name, value in record.items():
        if not isinstance(value, str) or not value.strip():
            yield f"{name} must be text that is not empty"


def _problems(record: Any, allowed: frozenset[str]) -> Iterator[str]:
    if not isinstance(record, dict):
        yield "must be a JSON object"
        return
    if not isinstance(record.get("schemaVersion", ""), str):
        yield "schemaVersion must be a string"
    if record.get("system") != [] and "system" in record:
        yield from blocks.problems(record["system"], "assistant", "system", frozenset())
    if "toolConfig" in record and "toolUse" not in allowed:
        yield "this model does not learn from toolConfig"
    messages = record.get("messages")
    if not isinstance(messages, list) or not messages:
        yield "messages must be a list of turns"
        return
    for index, turn in enumerate(messages):
        yield from _turn_problems(turn, index, allowed)
    if len(messages) % 2:
        yield "the last turn must be the assistant's"
    yield from blocks.count_problems(blocks.addresses(messages))


def _turn_problems(turn: Any, index: int, allowed: frozenset[str]) -> Iterator[str]:
    where = f"messages[{index}]"
    expected = "assistant" if index % 2 else "user"
    if not isinstance(turn, dict):
        yield f"{where} must be a JSON object"
    elif turn.get("role") != expected:
        yield f"{where}.role must be {expected}: turns alternate, the user's first"
    else:
        yield from blocks.problems(turn.get("content"), expected, f"{where}.content", allowed)

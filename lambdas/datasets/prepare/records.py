"""Examples written as records of a model's format."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from lambdas.catalogue.dataset import Format
from lambdas.datasets.prepare.example import ASSISTANT, USER, Example, Turn
from lambdas.datasets.prepare.shapes import REFERENCE

Record = Mapping[str, Any]

SCHEMA_VERSION = "bedrock-conversation-2024"
"""https://docs.aws.amazon.com/bedrock/latest/userguide/model-customization-prepare.html"""
WITHOUT_SYSTEM = (Format.PROMPT_COMPLETION, Format.TEXT, Format.IMAGE_CAPTION)
"""Formats that have no place for a system prompt."""


def record_of(example: Example, wanted: Format, system_prompt: str | None) -> Record | None:
    """Return the example as a record of a format; None if the format can't carry it.

    Args:
        example: the example.
        wanted: the format.
        system_prompt: for an example that has none.
    """
    native = example.native
    if native is not None and native.format is wanted:
        return _with_system(native.record, example, wanted, system_prompt)
    if native is not None and not native.convertible:
        return None
    writer = _WRITERS.get(wanted)
    return writer(example, example.system or system_prompt) if writer else None


def _with_system(record: Record, example: Example, wanted: Format, system: str | None) -> Record:
    if example.system or not system:
        return record
    if wanted is Format.CONVERSE:
        return {**record, "system": [{"text": system}]}
    if wanted is Format.OPENAI_CHAT:
        return {**record, "messages": [_message("system", system), *record["messages"]]}
    return record


def _converse(example: Example, system: str | None) -> Record:
    turns = _turns(example)
    messages = [{"role": turn.role, "content": [{"text": turn.text}]} for turn in turns]
    head: dict[str, Any] = {"schemaVersion": SCHEMA_VERSION}
    if system:
        head["system"] = [{"text": system}]
    return {**head, "messages": messages}


def _anthropic(example: Example, system: str | None) -> Record:
    messages = [_message(turn.role, turn.text) for turn in _turns(example)]
    return {"system": system, "messages": messages} if system else {"messages": messages}


def _openai(example: Example, system: str | None) -> Record:
    head = [_message("system", system)] if system else []
    messages = [*head, *(_message(turn.role, turn.text) for turn in example.prompt)]
    if example.answer is None:
        return {"messages": messages}
    return {"messages": messages, REFERENCE: example.answer}


def _prompt_completion(example: Example, system: str | None) -> Record | None:
    if system or example.answer is None or [turn.role for turn in example.prompt] != [USER]:
        return None
    return {"prompt": example.asked, "completion": example.answer}


def _text(example: Example, system: str | None) -> Record | None:
    return None if system or example.answer is not None else {"input": example.asked}


def _turns(example: Example) -> Sequence[Turn]:
    answer = [] if example.answer is None else [Turn(ASSISTANT, example.answer)]
    return [*example.prompt, *answer]


def _message(role: str, text: str) -> dict[str, str]:
    return {"role": role, "content": text}


_WRITERS: dict[Format, Callable[[Example, str | None], Record | None]] = {
    Format.CONVERSE: _converse,
    Format.PROMPT_COMPLETION: _prompt_completion,
    Format.ANTHROPIC_MESSAGES: _anthropic,
    Format.OPENAI_CHAT: _openai,
    Format.TEXT: _text,
}

"""Records that are conversations: chats as OpenAI and Anthropic write them, and Converse."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from lambdas.catalogue.dataset import Format
from lambdas.contract.preparation import Reason
from lambdas.datasets.prepare.example import ASSISTANT, Example, Native, Turn
from lambdas.datasets.prepare.shapes import MESSAGES, REFERENCE, SYSTEM

CONVERSE_KEYS = ("schemaVersion", "system", "messages", "toolConfig")
"""What a Converse record may hold; other keys are the source's own and are left behind."""
SYSTEM_ROLES = ("system", "developer")
SPEAKERS = ("user", "assistant")


def read_chat(record: Mapping[str, Any]) -> Example | Reason:
    """Return what a chat says.

    A reference answer is the answer; without one the assistant's last turn is.
    """
    messages = _messages(record)
    if messages is None:
        return Reason.OTHER_SHAPE
    begin = next((i for i, one in enumerate(messages) if one["role"] not in SYSTEM_ROLES), 0)
    system = _joined([*_texts(messages[:begin]), _text_or_nothing(record.get(SYSTEM))])
    turns = [Turn(one["role"], _text_or_nothing(one["content"])) for one in messages[begin:]]
    plain = all(one["role"] in SPEAKERS for one in messages[begin:]) and all(
        _chat_text(one["content"]) is not None for one in messages
    )
    if REFERENCE not in record:
        native = None if plain else Native(Format.OPENAI_CHAT, record, convertible=False)
        return _answered(turns, system, native)
    reference = record[REFERENCE]
    native = Native(Format.OPENAI_CHAT, record, plain and isinstance(reference, str))
    return Example(tuple(turns), _as_text(reference), system, native)


def read_converse(record: Mapping[str, Any]) -> Example | Reason:
    """Return what a Converse record says; it is kept whole for a model that takes Converse."""
    messages = _messages(record)
    system = record.get(SYSTEM)
    if messages is None or not (system is None or isinstance(system, list)):
        return Reason.OTHER_SHAPE
    turns = [Turn(str(message["role"]), _blocks_text(message["content"])) for message in messages]
    blocks = [block for message in messages for block in _list(message["content"])]
    kept = {key: record[key] for key in CONVERSE_KEYS if key in record}
    native = Native(Format.CONVERSE, kept, all(map(_is_text, [*blocks, *_list(system)])))
    return _answered(turns, _blocks_text(system) or None, native)


def _messages(record: Mapping[str, Any]) -> Sequence[Mapping[str, Any]] | None:
    messages = record.get(MESSAGES)
    if not isinstance(messages, list) or not messages:
        return None
    whole = all(isinstance(one, dict) and isinstance(one.get("role"), str) for one in messages)
    return messages if whole and all("content" in one for one in messages) else None


def _answered(turns: Sequence[Turn], system: str | None, native: Native | None) -> Example:
    if turns and turns[-1].role == ASSISTANT:
        return Example(tuple(turns[:-1]), turns[-1].text, system, native)
    return Example(tuple(turns), None, system, native)


def _chat_text(content: object) -> str | None:
    """Return the text of a chat's message; None if it holds anything else."""
    if isinstance(content, str):
        return content.strip()
    texts = [
        block.get("text")
        for block in _list(content)
        if isinstance(block, dict) and block.get("type") == "text"
    ]
    whole = isinstance(content, list) and len(texts) == len(content)
    return "\n".join(map(str, texts)).strip() if whole else None


def _texts(messages: Sequence[Mapping[str, Any]]) -> list[str]:
    return [_text_or_nothing(one["content"]) for one in messages]


def _text_or_nothing(content: object) -> str:
    return _chat_text(content) or ""


def _blocks_text(blocks: object) -> str:
    """Return the text of Converse blocks; what is not text, as JSON, so that it counts too."""
    texts = (block["text"] if _is_text(block) else _as_text(block) for block in _list(blocks))
    return "\n".join(texts)


def _is_text(block: object) -> bool:
    return isinstance(block, dict) and block.keys() == {"text"} and isinstance(block["text"], str)


def _as_text(value: object) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _joined(texts: Iterable[str]) -> str | None:
    return "\n\n".join(text for text in texts if text) or None

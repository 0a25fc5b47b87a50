"""What a turn of a training record may hold, judged as the service does.

https://docs.aws.amazon.com/nova/latest/userguide/fine-tune-prepare-data-understanding.html
https://docs.aws.amazon.com/nova/latest/nova2-userguide/nova-data-prep-sft-2.html
"""

import json
from collections.abc import Iterator, Mapping, Set
from typing import Any

_RESERVED = ("User:", "Bot:", "Assistant:", "System:", "<image>", "<video>", "[EOS]")
_FORMATS = {
    "image": ("png", "jpeg", "gif", "webp"),
    "video": ("mov", "mkv", "mp4", "webm"),
    "document": ("pdf",),
}
MEDIA = tuple(_FORMATS)
_MOST = {"image": 10, "video": 1, "document": 1}
_OF_ROLE = {
    "user": {"text", "toolResult", *MEDIA},
    "assistant": {"text", "toolUse", "reasoningContent"},
}
_MEMBERS = {
    "toolUse": {"toolUseId", "name", "input"},
    "toolResult": {"toolUseId", "content"},
    "reasoningContent": {"reasoningText"},
}


def problems(blocks: Any, role: str, where: str, allowed: Set[str]) -> Iterator[str]:
    """Yield what is wrong with the content of a turn.

    Args:
        blocks: The content.
        role: Whose turn it is; a system prompt counts as an assistant's that only says text.
        where: Its place in the record.
        allowed: What the model learns from beside text.
    """
    if not isinstance(blocks, list) or not blocks:
        yield f"{where} must be a list of blocks"
        return
    for block in blocks:
        if not isinstance(block, dict) or len(block) != 1:
            yield f"{where} must hold blocks of one member each"
            continue
        ((kind, inner),) = block.items()
        if kind == "text":
            yield from _text_problems(inner, where)
        elif kind not in _OF_ROLE[role] or kind not in allowed:
            yield f"{where}: this model does not learn from {kind} here"
        elif kind in MEDIA:
            yield from _media_problems(kind, inner, where)
        elif not isinstance(inner, dict) or not _MEMBERS[kind] <= inner.keys():
            yield f"{where}: {kind} must have {', '.join(sorted(_MEMBERS[kind]))}"


def count_problems(addresses: Mapping[str, list[str]]) -> Iterator[str]:
    """Yield what is wrong with the number of media in one record."""
    if len([kind for kind, found in addresses.items() if found]) > 1:
        yield "different media modalities in one record"
    for kind, found in addresses.items():
        if len(found) > _MOST[kind]:
            yield f"at most {_MOST[kind]} {kind}s a record"


def addresses(messages: Any) -> dict[str, list[str]]:
    """Return where the media of good messages are, by kind."""
    found: dict[str, list[str]] = {kind: [] for kind in MEDIA}
    for turn in messages:
        for block in turn["content"]:
            for kind in MEDIA & block.keys():
                found[kind].append(block[kind]["source"]["s3Location"]["uri"])
    return found


def text(blocks: list[dict[str, Any]]) -> str:
    """Return what is trained on of good content; what is no text counts as JSON, media not."""
    return "\n".join(
        inner if kind == "text" else json.dumps(inner, ensure_ascii=False)
        for block in blocks
        for kind, inner in block.items()
        if kind not in MEDIA
    )


def _text_problems(value: Any, where: str) -> Iterator[str]:
    if not isinstance(value, str) or not value.strip():
        yield f"{where} must hold text that is not empty"
        return
    for word in _RESERVED:
        if word in value:
            yield f"{where} contains the reserved text {word}"


def _media_problems(kind: str, value: Any, where: str) -> Iterator[str]:
    try:
        written, uri = value["format"], value["source"]["s3Location"]["uri"]
    except (TypeError, KeyError):
        yield f"{where}: {kind} must have format and source.s3Location.uri"
        return
    if written not in _FORMATS[kind]:
        yield f"{where}: the format of a {kind} must be one of {', '.join(_FORMATS[kind])}"
    if not isinstance(uri, str) or not uri.startswith("s3://"):
        yield f"{where}: {kind} must be at an s3:// address"

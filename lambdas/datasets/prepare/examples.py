"""Records of every shape read as examples."""

from collections.abc import Mapping
from typing import Any

import msgspec

from lambdas.catalogue.dataset import Format
from lambdas.contract.preparation import Reason, Shape
from lambdas.datasets.prepare import chats
from lambdas.datasets.prepare.example import USER, Example, Native, Turn
from lambdas.datasets.prepare.shapes import CAPTION, IMAGE, Layout

PARAGRAPH = "\n\n"


def read_example(record: Mapping[str, Any], layout: Layout) -> Example | Reason:
    """Return what a record says, or why it is not of its source's shape."""
    match layout.shape:
        case Shape.CHAT:
            return chats.read_chat(record)
        case Shape.CONVERSE:
            return chats.read_converse(record)
        case Shape.CAPTION:
            return _read_caption(record)
    return _read_fields(record, layout)


def _read_fields(record: Mapping[str, Any], layout: Layout) -> Example | Reason:
    names = msgspec.structs.asdict(layout.fields)
    if any(name and name not in record for name in (names["prompt"], names["answer"])):
        return Reason.OTHER_SHAPE
    values = {part: record.get(name) for part, name in names.items() if name}
    if not all(value is None or isinstance(value, str) for value in values.values()):
        return Reason.OTHER_SHAPE
    texts = {part: (value or "").strip() for part, value in values.items()}
    asked = texts["text"] if layout.fields.text else texts["prompt"]
    if texts.get("context"):
        asked = f"{asked}{PARAGRAPH}{texts['context']}"
    answer = texts.get("answer")
    return Example((Turn(USER, asked),), answer=answer, system=texts.get("system") or None)


def _read_caption(record: Mapping[str, Any]) -> Example | Reason:
    image, caption = record.get(IMAGE), record.get(CAPTION)
    if not (isinstance(image, str) and isinstance(caption, str)):
        return Reason.OTHER_SHAPE
    kept = {IMAGE: image, CAPTION: caption}
    return Example((Turn(USER, image),), caption, native=Native(Format.IMAGE_CAPTION, kept, False))

"""Why a line is no Converse record of text: the slow way, for lines that the decoder refused.

https://docs.aws.amazon.com/bedrock/latest/userguide/model-customization-prepare.html
"""

import json
from collections.abc import Iterator
from typing import NoReturn

from lambdas.datasets.verdict import Flaw

DOUBLED_KEY = Flaw("a key twice in one object", "every key once")
OTHER_SHAPE = Flaw("JSON of another shape", 'system and messages as in {"messages": [...]}')

RECORD_KEYS = ("schemaVersion", "system", "messages")
MESSAGE_KEYS = ("role", "content")
NOT_BUILT = (
    "image",
    "video",
    "document",
    "toolUse",
    "toolResult",
    "toolConfig",
    "reasoningContent",
)
"""What Bedrock knows beside text. Other keys are not named: they might be anything."""


class _NotJsonError(ValueError):
    """The text is JSON for Python, not for others; holds the flaw."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw.given)
        self.flaw = flaw


def shape_flaws(line: bytes) -> list[Flaw]:
    """Return every difference between a line and the shape of a record."""
    try:
        value = json.loads(
            line.decode(), object_pairs_hook=_object, parse_constant=_refuse_constant
        )
    except UnicodeDecodeError as error:
        return [Flaw(f"bytes that are not UTF-8, from byte {error.start + 1}", "UTF-8")]
    except _NotJsonError as error:
        return [error.flaw]
    except json.JSONDecodeError as error:
        return [Flaw(f"no JSON: {error.msg} at character {error.pos + 1}", "a JSON object")]
    except (ValueError, RecursionError):
        return [Flaw("JSON with endless nesting or numbers", "a record of text")]
    return list(_record_flaws(value)) or [OTHER_SHAPE]


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise _NotJsonError(DOUBLED_KEY)
    return members


def _refuse_constant(name: str) -> NoReturn:
    raise _NotJsonError(Flaw(name, "JSON, which has no such value"))


def _record_flaws(value: object) -> Iterator[Flaw]:
    if not isinstance(value, dict):
        yield Flaw(_kind(value), "an object with messages")
        return
    yield from _unknown_keys(value, RECORD_KEYS, "the record")
    if not isinstance(value.get("schemaVersion", ""), str):
        yield Flaw(f"{_kind(value['schemaVersion'])} as schemaVersion", "text")
    yield from _blocks_flaws(value.get("system", []), "system")
    messages = value.get("messages")
    if not isinstance(messages, list):
        yield Flaw(f"{_kind(messages)} as messages", "a list of messages")
        return
    for index, message in enumerate(messages):
        yield from _message_flaws(message, f"messages[{index}]")


def _message_flaws(value: object, where: str) -> Iterator[Flaw]:
    if not isinstance(value, dict):
        yield Flaw(f"{_kind(value)} at {where}", "an object with role and content")
        return
    yield from _unknown_keys(value, MESSAGE_KEYS, where)
    if value.get("role") not in ("user", "assistant"):
        role = value.get("role")
        what = "another role" if isinstance(role, str) else f"{_kind(role)} as role"
        yield Flaw(f"{what} at {where}", "user or assistant")
    yield from _blocks_flaws(value.get("content"), f"{where}.content")


def _blocks_flaws(value: object, where: str) -> Iterator[Flaw]:
    if not isinstance(value, list):
        yield Flaw(f"{_kind(value)} at {where}", "a list of text blocks")
        return
    for index, block in enumerate(value):
        yield from _block_flaws(block, f"{where}[{index}]")


def _block_flaws(value: object, where: str) -> Iterator[Flaw]:
    if not isinstance(value, dict):
        yield Flaw(f"{_kind(value)} at {where}", 'a text block, {"text": ...}')
        return
    yield from _unknown_keys(value, ("text",), where)
    text = value.get("text")
    if isinstance(text, str):
        if not _is_unicode(text):
            yield Flaw(f"half a surrogate pair in the text at {where}", "Unicode text")
    elif value.keys() <= {"text"}:
        yield Flaw(f"{_kind(text)} as text at {where}", "text")


def _unknown_keys(value: dict[str, object], known: tuple[str, ...], where: str) -> Iterator[Flaw]:
    for key in value:
        if key in NOT_BUILT:
            yield Flaw(f"{key} at {where}", "text blocks; only text is built")
        elif key not in known:
            yield Flaw(f"an unknown key at {where}", f"only {', '.join(known)}")


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _kind(value: object) -> str:
    match value:
        case None:
            return "null or nothing"
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case str():
            return "text"
        case list():
            return "a list"
    return "an object"

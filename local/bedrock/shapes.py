"""Checks a request against its botocore shape: everything the service model says.

botocore's own `ParamValidator` leaves patterns, enums and maximums to the service.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Any

from botocore.model import ListShape, MapShape, Shape, StringShape, StructureShape

# Java's engine, which the service uses, survives what Python's backtracks on for hours:
# `a` and 30 hyphens and `_`. The class holds the hyphen, so the loop before it says nothing.
_EXPLOSIVE = {r"(-*[a-zA-Z0-9\+\-\.])*": r"[a-zA-Z0-9+.\-]*"}

_TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "long": int,
    "float": (int, float),
    "double": (int, float),
    "boolean": bool,
    "timestamp": datetime,
    "list": list,
    "map": dict,
    "structure": dict,
    # Base64 on the wire, anything of bytes in a caller's hands.
    "blob": (str, bytes, bytearray),
}


def problems(shape: Shape, value: Any, path: str) -> Iterator[str]:
    """Yield a sentence, as the service words it, for every rule that a value breaks.

    Args:
        shape: The botocore shape of the value.
        value: The value, of JSON types; a timestamp is a `datetime`.
        path: The member's path in the request, such as `jobTags.1.member.key`.
    """
    if getattr(shape, "is_document_type", False):
        return
    if not _is_a(shape.type_name, value):
        wanted = f"Member must be of type {shape.type_name}"
        yield f"Value at '{path}' failed to satisfy constraint: {wanted}"
        return
    yield from _bounds(shape, value, path)
    if isinstance(shape, StringShape):
        yield from _text(shape, value, path)
    elif isinstance(shape, StructureShape):
        yield from _structure(shape, value, path)
    elif isinstance(shape, ListShape):
        for number, item in enumerate(value, 1):
            yield from problems(shape.member, item, f"{path}.{number}.member")
    elif isinstance(shape, MapShape):
        for key, item in value.items():
            yield from problems(shape.key, key, f"{path}.{key}.key")
            yield from problems(shape.value, item, f"{path}.{key}.value")


def _is_a(type_name: str, value: Any) -> bool:
    expected = _TYPES[type_name]
    return isinstance(value, expected) and (type_name == "boolean" or not isinstance(value, bool))


def _bounds(shape: Shape, value: Any, path: str) -> Iterator[str]:
    number = shape.type_name in {"integer", "long", "float", "double"}
    size, word = (value, "value") if number else (_length(value), "length")
    minimum, maximum = shape.metadata.get("min"), shape.metadata.get("max")
    if minimum is not None and size < minimum:
        yield _failed(value, path, f"Member must have {word} greater than or equal to {minimum}")
    if maximum is not None and size > maximum:
        yield _failed(value, path, f"Member must have {word} less than or equal to {maximum}")


def _length(value: Any) -> int:
    return len(value) if isinstance(value, str | bytes | bytearray | list | dict) else 0


def _text(shape: StringShape, value: str, path: str) -> Iterator[str]:
    if shape.enum and value not in shape.enum:
        allowed = ", ".join(shape.enum)
        yield _failed(value, path, f"Member must satisfy enum value set: [{allowed}]")
    pattern = shape.metadata.get("pattern")
    # A longer text than allowed is refused by its length; no pattern needs to see it.
    too_long = len(value) > shape.metadata.get("max", len(value))
    if pattern and not too_long and not compiled(pattern).fullmatch(value):
        yield _failed(value, path, f"Member must satisfy regular expression pattern: {pattern}")


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Return a pattern of the service model in a form that takes linear time."""
    for explosive, linear in _EXPLOSIVE.items():
        pattern = pattern.replace(explosive, linear)
    return re.compile(pattern)


def _structure(shape: StructureShape, value: dict[str, Any], path: str) -> Iterator[str]:
    prefix = f"{path}." if path else ""
    for name in shape.required_members:
        if value.get(name) is None:
            yield (
                f"Value null at '{prefix}{name}' failed to satisfy constraint: "
                "Member must not be null"
            )
    present = {name: item for name, item in value.items() if item is not None}
    if shape.is_tagged_union and len(present) != 1:
        yield f"Value at '{path}' failed to satisfy constraint: exactly one member must be set"
    for name, item in present.items():
        if name in shape.members:
            yield from problems(shape.members[name], item, f"{prefix}{name}")
        else:
            yield f"Value at '{prefix}{name}' failed to satisfy constraint: Unknown member"


def _failed(value: Any, path: str, constraint: str) -> str:
    return f"Value '{value}' at '{path}' failed to satisfy constraint: {constraint}"

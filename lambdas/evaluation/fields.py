"""Answers in JSON: whether they are, and how many of the reference's fields they have."""

import unicodedata
from collections.abc import Iterator

import msgspec

Path = tuple[object, ...]
"""Keys and positions."""
Leaf = str | float | bool | None | tuple[str, ...]
NOT_JSON = object()


def json_validity(_reference: str, answer: str) -> float:
    """Return 1 for an answer that is JSON as it stands: a code fence around it makes it none."""
    return float(_parsed(answer) is not NOT_JSON)


def field_accuracy(reference: str, answer: str) -> float:
    """Return the share of the reference's leaves that stand in the answer, same path and value.

    Numbers are equal by value, texts after NFC and without spaces at their ends.
    """
    expected, given = dict(_leaves(_parsed(reference))), dict(_leaves(_parsed(answer)))
    same = sum(path in given and _same(leaf, given[path]) for path, leaf in expected.items())
    return same / len(expected) if expected else 0.0


def any_reference(_reference: str) -> str | None:
    """Tell that validity asks nothing of a reference."""
    return None


def fields_flaw(reference: str) -> str | None:
    """Tell whether a reference is no JSON object or list with anything in it."""
    value = _parsed(reference)
    return None if isinstance(value, dict | list) and value else "a reference without JSON fields"


def _parsed(text: str) -> object:
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeEncodeError):
        return NOT_JSON


def _leaves(value: object) -> Iterator[tuple[Path, Leaf]]:
    """Yield everything that is no object or list, and those that are empty, with its path."""
    waiting: list[tuple[Path, object]] = [((), value)]
    while waiting:
        path, value = waiting.pop()
        match value:
            case {**members} if members:
                waiting += [((*path, key), member) for key, member in members.items()]
            case [*items] if items:
                waiting += [((*path, index), item) for index, item in enumerate(items)]
            case dict() | list():
                yield path, ("empty", type(value).__name__)
            case str():
                yield path, unicodedata.normalize("NFC", value).strip()
            case None | bool() | int() | float():
                yield path, value


def _same(one: Leaf, other: Leaf) -> bool:
    """Tell whether two leaves are equal; true is no 1 in JSON."""
    return one == other and isinstance(one, bool) == isinstance(other, bool)

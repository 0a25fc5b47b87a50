"""A line of a source, and its bytes as text."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from lambdas.contract.preparation import Reason

TOO_LONG = "\ud800"
"""Stands for a line that is not held; no bytes are decoded to it."""
ESCAPED = re.compile("[\udc80-\udcff]").search
"""What bytes are decoded to that are not UTF-8."""

Row = Mapping[str, Any]


class Line(NamedTuple):
    """One line of a source."""

    number: int
    """From 1; of a row of a table, its last line."""
    content: Row | Reason


def text_of(line: bytes | None) -> str:
    """Return a line as text; bytes that are none stay recognizable, for the row they are in."""
    return TOO_LONG if line is None else line.decode(errors="surrogateescape").rstrip("\r")


def is_utf8(text: str) -> bool:
    """Tell whether `text_of` met no other bytes."""
    return text.isascii() or not ESCAPED(text)

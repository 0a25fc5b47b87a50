"""One problem of a request or a dataset, in a form that a person can act on."""

import json
from collections.abc import Sequence

import msgspec

SHOWN = 100
"""More problems than this are counted, not shown: an error must stay readable."""

LONGEST_GIVEN = 80
LONGEST_WRITTEN_NUMBER = 2**63
"""Python refuses to write very long integers; these are only sized."""


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """Where something is wrong, what was given and what is allowed instead."""

    path: str
    """A JSON path into the request, or `<dataset>:<line>`."""
    given: str
    """What stood there; of a dataset never the text itself."""
    allowed: str


def describe(problems: Sequence[Problem], further: int = 0) -> str:
    """Return all problems as text, one a line, the first `SHOWN` of them.

    `further` problems were counted but not kept.
    """
    count = len(problems) + further
    lines = [f"{count} problem{'' if count == 1 else 's'}:"]
    lines += [f"- {p.path}: given {p.given}; allowed: {p.allowed}" for p in problems[:SHOWN]]
    if hidden := count - min(len(problems), SHOWN):
        lines.append(f"- and {hidden} more")
    return "\n".join(lines)


def shown(value: object) -> str:
    """Return a JSON value in short, at most `LONGEST_GIVEN` characters of plain ASCII."""
    match value:
        case dict():
            return "an object"
        case list():
            return "a list"
        case int() if abs(value) >= LONGEST_WRITTEN_NUMBER:
            return f"a whole number of {value.bit_length()} bits"
        case str():
            value = value[:LONGEST_GIVEN]
    text = json.dumps(value, default=lambda other: type(other).__name__)
    return text if len(text) <= LONGEST_GIVEN else f"{text[: LONGEST_GIVEN - 3]}..."

"""One line as a JSON value that every parser would read the same way.

The decoder is strict but takes the last of several equal keys in silence; their number of quotes
gives them away.
"""

from typing import NamedTuple, NoReturn

import msgspec

from lambdas.datasets.rules import Rule
from lambdas.datasets.verdict import Flaw

DOUBLED_KEY = Flaw(Rule.DOUBLED_KEY, "a key twice in one object", "every key once")

_decode = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder().encode


class Read(NamedTuple):
    """A line's value, or why it has none."""

    value: object
    flaw: Flaw | None = None
    is_json: bool = True
    encoded_bytes: int = 0
    """Of the value without needless spaces and escapes; a number may take more than in the line."""


def read_line(line: bytes) -> Read:
    """Return the value of a line."""
    try:
        value = _decode(line)
        encoded = _encode(value)
        is_whole = strings_in(line) == strings_in(encoded)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return Read(None, _reason(line), is_json=False)
    return Read(value, None if is_whole else DOUBLED_KEY, encoded_bytes=len(encoded))


def json_text(value: object) -> str:
    """Return a value as JSON without needless spaces and escapes."""
    return _encode(value).decode()


def strings_in(line: bytes) -> int:
    """Count the strings of a line of valid JSON, keys included: two bare quotes each."""
    if b"\\" not in line:
        return line.count(b'"') // 2
    line = line.replace(rb"\\", b"")
    return (line.count(b'"') - line.count(b'\\"')) // 2


class _NotJsonError(ValueError):
    """The text is JSON for Python, not for others; holds the flaw."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw.given)
        self.flaw = flaw


def _reason(line: bytes) -> Flaw:
    """Return why the decoder refused a line: the slow way, for bad lines only."""
    # Only a bad line is worth the time to import it.
    import json

    try:
        json.loads(line.decode(), parse_constant=_refuse_constant)
    except UnicodeDecodeError as error:
        return Flaw(
            Rule.ENCODING, f"bytes that are not UTF-8, from byte {error.start + 1}", "UTF-8"
        )
    except _NotJsonError as error:
        return error.flaw
    except json.JSONDecodeError as error:
        given = f"no JSON: {error.msg} at character {error.pos + 1}"
        return Flaw(Rule.JSON, given, "a JSON object")
    except (ValueError, RecursionError):
        return Flaw(Rule.JSON, "JSON with endless nesting or numbers", "a record")
    if rb"\ud" in line.lower():
        return Flaw(Rule.ENCODING, "half a surrogate pair", "Unicode text")
    return Flaw(Rule.JSON, "JSON that other parsers refuse", "a record")


def _refuse_constant(name: str) -> NoReturn:
    raise _NotJsonError(Flaw(Rule.JSON, name, "JSON, which has no such value"))

"""A source read line by line or row by row: each one a mapping, or the reason why it is none."""

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple

import msgspec

from lambdas.contract.preparation import Reason
from lambdas.datasets.lines import Readable, split_blocks
from lambdas.datasets.prepare.borders import LONGEST_LINE_BYTES
from lambdas.datasets.stream import Stream

CSV_ENDINGS = (".csv", ".tsv")
DELIMITERS = ",;\t"
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
GZIP = b"\x1f\x8b"

_decode = msgspec.json.Decoder().decode

Row = Mapping[str, Any]


class Line(NamedTuple):
    """One line of a source."""

    number: int
    """From 1; of a row of a table, its last line."""
    content: Row | Reason


@dataclass(frozen=True, slots=True)
class Source:
    """Something to read from."""

    address: str
    """What problems, manifest and scan call it."""
    open: Callable[[], Readable]
    """Called when its turn comes: a connection that waits for long is closed."""
    version_id: str | None = None


class Reader:
    """Reads one source once; its size and digest are known when the lines are used up."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.stream = Stream(source.open())
        self.records = 0

    @property
    def is_packed(self) -> bool:
        """Whether the source is a gzip file."""
        return self.stream.head.startswith(GZIP)

    @property
    def is_table(self) -> bool:
        """Whether the source is a table rather than JSON Lines."""
        return self.source.address.lower().endswith(CSV_ENDINGS)

    def __iter__(self) -> Iterator[Line]:
        """Yield every line of JSON Lines, or every row of a table below its header."""
        for line in _rows(self._lines()) if self.is_table else _objects(self._lines()):
            self.records += 1
            yield line

    def _lines(self) -> Iterator[bytes | None]:
        chunks = iter(self.stream)
        head = next(chunks, b"").removeprefix(BYTE_ORDER_MARK)
        for lines in split_blocks(chain([head], chunks), LONGEST_LINE_BYTES):
            yield from [None] if lines is None else lines


def _objects(lines: Iterator[bytes | None]) -> Iterator[Line]:
    for number, line in enumerate(lines, start=1):
        yield Line(number, _object(line))


def _object(line: bytes | None) -> Row | Reason:
    if line is not None and (not line or line.isspace()):
        return Reason.EMPTY_LINE
    try:
        value = _decode(line or b"")
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return Reason.UNREADABLE
    return value if isinstance(value, dict) else Reason.UNREADABLE


def _rows(lines: Iterator[bytes | None]) -> Iterator[Line]:
    csv.field_size_limit(LONGEST_LINE_BYTES)
    header = _text(next(lines, b""))
    delimiter = max(DELIMITERS, key=header.count)
    names = [name.strip().lower() for name in next(csv.reader([header], delimiter=delimiter), [])]
    rows = csv.reader((f"{_text(line)}\n" for line in lines), delimiter=delimiter)
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error:
            yield Line(rows.line_num + 1, Reason.UNREADABLE)
        else:
            yield Line(rows.line_num + 1, _cells(names, row))


def _cells(names: list[str], row: list[str]) -> Row | Reason:
    if not any(row):
        return Reason.EMPTY_LINE
    try:
        "".join(row).encode()
    except UnicodeEncodeError:
        return Reason.UNREADABLE
    return dict(zip(names, row, strict=True)) if len(row) == len(names) else Reason.UNREADABLE


def _text(line: bytes | None) -> str:
    """Return a line as text; bytes that are none stay recognizable, for the row they are in."""
    return (line if line is not None else b"\xff").decode(errors="surrogateescape").rstrip("\r")

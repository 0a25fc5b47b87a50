"""A source read line by line or row by row: each one a mapping, or the reason why it is none."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain

import msgspec

from lambdas.contract.preparation import Reason
from lambdas.datasets.lines import Readable, split_blocks
from lambdas.datasets.prepare.borders import LONGEST_LINE_BYTES
from lambdas.datasets.prepare.lines import Line, Row, is_utf8, text_of
from lambdas.datasets.prepare.tables import Table
from lambdas.datasets.stream import Stream

CSV_ENDINGS = (".csv", ".tsv")
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
GZIP = b"\x1f\x8b"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_decode = msgspec.json.Decoder().decode


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
    def foreign(self) -> str | None:
        """What the source is, if nobody here reads that."""
        head = self.stream.head
        if head.startswith(GZIP):
            return "a gzip file"
        return "UTF-16" if head.startswith(UTF_16) else None

    @property
    def is_table(self) -> bool:
        """Whether the source is a table rather than JSON Lines."""
        return self.source.address.lower().endswith(CSV_ENDINGS)

    def __iter__(self) -> Iterator[Line]:
        """Yield every line of JSON Lines, or every row of a table below its header."""
        lines = self._lines()
        for line in Table(lines, self.source.address) if self.is_table else _objects(lines):
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
        return Reason.UNREADABLE if is_utf8(text_of(line)) else Reason.ENCODING
    return value if isinstance(value, dict) else Reason.UNREADABLE

"""The rows of a table, none of which is lost without a word."""

import csv
from collections.abc import Iterator

from lambdas.contract.preparation import Reason
from lambdas.datasets.prepare.borders import LONGEST_LINE_BYTES, MOST_LINES_OF_A_ROW
from lambdas.datasets.prepare.lines import TOO_LONG, Line, Row, is_utf8, text_of
from lambdas.datasets.prepare.problems import RefusedError

DELIMITERS = ",;\t"
AT_THE_END = "unexpected end of data"
"""What `csv` says of a file that ends inside quotes."""


class Table:
    """The rows of a table below its header."""

    def __init__(self, lines: Iterator[bytes | None], address: str) -> None:
        self._address = address
        self._first = 1
        """The line that the present row begins on."""
        csv.field_size_limit(LONGEST_LINE_BYTES)
        header = text_of(next(lines, b""))
        if header and not is_utf8(header):
            raise RefusedError.at(f"{address}:1", "a header that is not UTF-8", "UTF-8")
        if "\r" in header:
            given = "lines that end in a carriage return alone"
            raise RefusedError.at(f"{address}:1", given, r"lines that end in \n or \r\n")
        delimiter = max(DELIMITERS, key=header.count)
        try:
            names = next(csv.reader([header], delimiter=delimiter, strict=True), [])
        except csv.Error as error:
            raise self._unclosed() from error
        self._names = [name.strip().lower() for name in names]
        self._rows = csv.reader(self._numbered(lines), delimiter=delimiter, strict=True)

    def __iter__(self) -> Iterator[Line]:
        """Yield every row with its last line."""
        while True:
            self._first = self._last + 1
            try:
                row = next(self._rows)
            except StopIteration:
                return
            except csv.Error as error:
                # Of one line it is lost alone; a quote that was opened lines ago took others along.
                if self._last > self._first or AT_THE_END in str(error):
                    raise self._unclosed() from error
                yield Line(self._last, Reason.UNREADABLE)
            else:
                yield Line(self._last, _cells(self._names, row))

    @property
    def _last(self) -> int:
        return self._rows.line_num + 1

    def _numbered(self, lines: Iterator[bytes | None]) -> Iterator[str]:
        for number, line in enumerate(lines, start=2):
            if number - self._first >= MOST_LINES_OF_A_ROW:
                raise self._unclosed()
            yield f"{text_of(line)}\n"

    def _unclosed(self) -> RefusedError:
        return RefusedError.at(
            f"{self._address}:{self._first}",
            "a quote in the row that begins here, which is not closed where the cell ends",
            f'a closing quote, quotes in a cell as "", at most {MOST_LINES_OF_A_ROW} lines a row',
        )


def _cells(names: list[str], row: list[str]) -> Row | Reason:
    if not any(row):
        return Reason.EMPTY_LINE
    text = "".join(row)
    if not is_utf8(text):
        return Reason.ENCODING
    if TOO_LONG in text:
        return Reason.UNREADABLE
    return dict(zip(names, row, strict=True)) if len(row) == len(names) else Reason.UNREADABLE

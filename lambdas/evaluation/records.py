"""Files that were checked before, read again record by record."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from lambdas.contract.errors import EvaluationDamagedError
from lambdas.contract.preparation import Fields
from lambdas.datasets.judge import LONGEST_LINE_BYTES
from lambdas.datasets.lines import split_blocks
from lambdas.datasets.prepare.example import Example
from lambdas.datasets.prepare.examples import read_example
from lambdas.datasets.prepare.shapes import Layout, layout_of
from lambdas.datasets.verdict import Verdict
from lambdas.evaluation.held_out import HeldOut, read_held_out

FLAWLESS = Verdict(0)


_decode = msgspec.json.Decoder(dict[str, Any]).decode


def lines_of(chunks: Iterable[bytes]) -> Iterator[bytes | None]:
    """Yield the lines of an object; None is one that is too long to be read."""
    for lines in split_blocks(chunks, LONGEST_LINE_BYTES):
        yield from (None,) if lines is None else lines


def held_out_records(chunks: Iterable[bytes]) -> Iterator[HeldOut]:
    """Yield the records of a test set in which no defect was found.

    Raises:
        EvaluationDamagedError: it is not the set that was checked.
    """
    for number, line in enumerate(lines_of(chunks), start=1):
        record = None if line is None else read_held_out(line, number, lambda _: FLAWLESS)
        if not isinstance(record, HeldOut):
            raise EvaluationDamagedError(f"line {number} of a set is not what was checked")
        yield record


def examples_of(chunks: Iterable[bytes]) -> Iterator[Example | None]:
    """Yield what each line of training data says; None is a line that says nothing of a kind."""
    layout: Layout | None = None
    for line in lines_of(chunks):
        record = _record(line)
        layout = layout or (layout_of(record, Fields()) if record else None)
        example = read_example(record, layout) if record and layout else None
        yield example if isinstance(example, Example) else None


def _record(line: bytes | None) -> Mapping[str, Any] | None:
    try:
        return None if line is None else _decode(line)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None

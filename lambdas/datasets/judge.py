"""A dataset, or a part of it, judged line by line in one pass."""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from itertools import chain

from lambdas.catalogue.dataset import Dataset
from lambdas.catalogue.model import Method
from lambdas.datasets.bulk_checks import bulk_check
from lambdas.datasets.lines import split_blocks
from lambdas.datasets.rules import Rule
from lambdas.datasets.tally import LineProblem, Tally
from lambdas.datasets.verdict import BulkCheck, Flaw, Medium, RecordCheck

LONGEST_LINE_BYTES = 4 * 1024 * 1024
"""Room for a record of 32,000 tokens of 6 characters, each written as 12 bytes of escapes, twice;
no more of a line is ever held."""

GZIP = b"\x1f\x8b"
BYTE_ORDER_MARK = b"\xef\xbb\xbf"

TOO_LONG = Flaw(
    Rule.LINE_LENGTH, f"a line of more than {LONGEST_LINE_BYTES} bytes", "a shorter one"
)
EMPTY = Flaw(Rule.EMPTY_LINE, "an empty line", "one record on every line")
MARKED = Flaw(Rule.ENCODING, "a byte order mark", "UTF-8 without it")
COMPRESSED = Flaw(Rule.ENCODING, "a gzip file", "JSON Lines, uncompressed")

SeeMedia = Callable[[int, Sequence[Medium]], None]
"""Is told every line with media, and which."""


class Judge:
    """The rules of a model and method, ready to be held against lines."""

    def __init__(self, rules: Dataset, method: Method) -> None:
        self._rules = rules
        self._method = method
        self.bulk: BulkCheck = bulk_check(rules, method)

    @cached_property
    def record(self) -> RecordCheck:
        """The full check of one record. Most datasets never need it, nor the time to import it."""
        from lambdas.datasets.record_checks import record_check

        return record_check(self._rules, self._method)


def judge_dataset(
    chunks: Iterable[bytes], judge: Judge, see_media: SeeMedia | None = None
) -> Tally:
    """Return the tally of a dataset, or of the part that it begins with."""
    source = iter(chunks)
    head = next(source, b"")
    if head.startswith(GZIP):
        tally = Tally()
        tally.note([COMPRESSED])
        return tally
    marked = head.startswith(BYTE_ORDER_MARK)
    tally = judge_lines(chain([head.removeprefix(BYTE_ORDER_MARK)], source), judge, see_media)
    if marked:
        tally.insert(LineProblem(1, *MARKED))
    return tally


def judge_lines(chunks: Iterable[bytes], judge: Judge, see_media: SeeMedia | None = None) -> Tally:
    """Return the tally of any part of a dataset that begins where a line begins."""
    tally = Tally()
    for lines in split_blocks(chunks, LONGEST_LINE_BYTES):
        if lines is None:
            tally.reject(TOO_LONG)
        elif (accepted := judge.bulk(lines)) is not None:
            tally.accept(len(lines), accepted)
        else:
            for line in lines:
                _judge_line(line, judge, tally, see_media)
    return tally


def _judge_line(line: bytes, judge: Judge, tally: Tally, see_media: SeeMedia | None) -> None:
    if not line or line.isspace():
        tally.skip(EMPTY)
    elif len(line) > LONGEST_LINE_BYTES:
        tally.reject(TOO_LONG)
    elif (accepted := judge.bulk([line])) is not None:
        tally.accept(1, accepted)
    else:
        verdict = judge.record(line)
        tally.judge(verdict)
        if see_media and verdict.media:
            see_media(tally.lines, verdict.media)

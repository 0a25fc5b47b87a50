"""A whole dataset: lines, figures, and how much of it is ever held."""

import hashlib
import json
import tracemalloc
from collections.abc import Iterator
from io import BytesIO

import msgspec
import pytest

from lambdas.common.findings import Findings
from lambdas.datasets.check import CheckedDataset
from lambdas.datasets.converse import ConverseCheck
from lambdas.datasets.lines import split_lines
from lambdas.plan_run import check_dataset as module
from lambdas.plan_run.check_counts import check_counts
from lambdas.plan_run.check_dataset import LONGEST_LINE_BYTES, check_dataset
from tests.unit.plan_run.records import dataset, lines, record, tunable, turn

CHECK = ConverseCheck(tunable().dataset)


def checked(body: bytes) -> tuple[CheckedDataset | None, list[str]]:
    """Return the figures of a dataset and its problems as `path given`."""
    findings = Findings()
    result = check_dataset(BytesIO(body), "training", CHECK, findings)
    return result, [f"{problem.path} {problem.given}" for problem in findings.kept]


def test_figures_of_a_good_dataset() -> None:
    body = lines(
        record(turn("user", "Grüße 🙂"), turn("assistant", "ja"), system=[{"text": "kurz"}]),
        record(turn("user", "abc"), turn("assistant", "de")),
    )
    result, problems = checked(body)
    assert problems == []
    assert result == CheckedDataset(
        records=2,
        size_bytes=len(body),
        characters=len("Grüße 🙂" + "ja" + "kurz" + "abc" + "de"),
        sha256=hashlib.sha256(body).hexdigest(),
    )


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"])
def test_a_missing_last_newline_is_fine(end: bytes) -> None:
    result, problems = checked(dataset(2).rstrip(b"\n") + end)
    assert problems == []
    assert result
    assert result.records == 2


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (dataset(1) + b"\n" + dataset(1), "training:2 an empty line"),
        (dataset(1) + b" \t\n" + dataset(1), "training:2 an empty line"),
        (dataset(1) + b"\n", "training:2 an empty line"),
        (b"\xef\xbb\xbf" + dataset(2), "training:1 a byte order mark"),
        (b"\x1f\x8b\x08" + b"\n" * 500, "training:1 a gzip file"),
        (dataset(2) + lines(record(turn("user", "x"))), "training:3 user as the last turn"),
    ],
)
def test_problems_of_lines(body: bytes, problem: str) -> None:
    assert checked(body)[1] == [problem]


def test_an_empty_object_has_no_records() -> None:
    result, problems = checked(b"")
    assert problems == []
    assert result == CheckedDataset(0, 0, 0, hashlib.sha256(b"").hexdigest())


def test_details_stop_after_a_hundred_and_counting_does_not() -> None:
    findings = Findings()
    check_dataset(BytesIO(b"{}\n" * 250), "training", CHECK, findings)
    assert findings.count == 250
    assert len(findings.kept) == 100
    message = str(findings.error())
    assert message.startswith("250 problems:")
    assert message.endswith("- and 150 more")


class Endless:
    """A body that gives a chunk at a time and is never whole in memory."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks

    def read(self, _amt: int) -> bytes:
        return next(self._chunks, b"")


def test_a_line_that_is_too_long_is_skipped_and_never_held() -> None:
    def chunks() -> Iterator[bytes]:
        yield dataset(1)
        for _ in range(40):
            yield b"x" * 1024 * 1024
        yield b"\n" + dataset(1)

    findings = Findings()
    tracemalloc.start()
    result = check_dataset(Endless(chunks()), "training", CHECK, findings)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [problem.path for problem in findings.kept] == ["training:2"]
    assert result
    assert result.records == 3
    assert peak < 4 * LONGEST_LINE_BYTES


def test_the_longest_legal_record_fits_in_a_line() -> None:
    text = "\U0001f642" * (32_000 * 6 - 1)
    longest = json.dumps(record(turn("user", text), turn("assistant", "x"))).encode()
    assert checked(longest + b"\n")[1] == []


@pytest.mark.parametrize(
    ("chunks", "expected"),
    [
        ([b"abcd\nx"], [None, b"x"]),
        ([b"abc\nabcd"], [b"abc", None]),
        ([b"ab", b"cd", b"ef\nab", b"c"], [None, b"abc"]),
        ([b"abc"], [b"abc"]),
        ([b"\n\na\n"], [b"", b"", b"a"]),
        ([], []),
    ],
)
def test_lines_of_at_most_three_bytes(chunks: list[bytes], expected: list[bytes | None]) -> None:
    assert list(split_lines(chunks, 3)) == expected


def test_lines_across_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lambdas.datasets.lines.CHUNK_BYTES", 7)
    result, problems = checked(dataset(5))
    assert problems == []
    assert result
    assert result.records == 5


def test_an_object_that_s3_cannot_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST_OBJECT_BYTES", 10)
    assert checked(dataset(1))[1] == [f"training {len(dataset(1))} bytes"]


@pytest.mark.parametrize(
    ("rules", "problems"),
    [
        ({"max_training_records": 8, "max_validation_records": 3}, []),
        ({"max_training_records": 7}, ["$.training 8 records"]),
        ({"max_validation_records": 2}, ["$.validation 3 records"]),
        ({"max_records": 10}, ["$.training and $.validation 11 records"]),
        ({"max_records": None, "min_records": None, "recommended_records": None}, []),
    ],
)
def test_limits_on_the_number_of_records(rules: dict[str, int], problems: list[str]) -> None:
    findings = Findings()
    training, validation = checked(dataset(8))[0], checked(dataset(3))[0]
    assert training
    changed = msgspec.structs.replace(tunable().dataset, **rules)
    check_counts(training, validation, changed, findings)
    assert [f"{problem.path} {problem.given}" for problem in findings.kept] == problems

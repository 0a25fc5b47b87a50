"""Lines and rows, whatever they come in."""

import io

import pytest

from lambdas.contract.preparation import Reason
from lambdas.datasets.prepare import reading
from lambdas.datasets.prepare.problems import RefusedError
from lambdas.datasets.prepare.sources import Line, Reader, Source
from tests.unit.datasets_prepare.preparing import lines, made_of, pairs


def read(address: str, body: bytes) -> list[Line]:
    """Return every line of a source."""
    return list(Reader(Source(address, lambda: io.BytesIO(body))))


def test_lines_are_objects_or_have_a_reason() -> None:
    body = b'{"a": 1}\n\n  \n[1]\nnull\n{"a":\n{"a": "\xff"}\n{"a": 2}'
    assert read("x.jsonl", body) == [
        Line(1, {"a": 1}),
        Line(2, Reason.EMPTY_LINE),
        Line(3, Reason.EMPTY_LINE),
        Line(4, Reason.UNREADABLE),
        Line(5, Reason.UNREADABLE),
        Line(6, Reason.UNREADABLE),
        Line(7, Reason.UNREADABLE),
        Line(8, {"a": 2}),
    ]


@pytest.mark.parametrize("ending", [".csv", ".CSV", ".tsv"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_rows_have_their_headers_names(ending: str, delimiter: str) -> None:
    body = f"\ufeffPrompt {delimiter}Answer\r\nWho?{delimiter}Me\r\n".encode()
    assert read(f"x{ending}", body) == [Line(2, {"prompt": "Who?", "answer": "Me"})]


def test_a_cell_can_hold_lines_delimiters_and_quotes() -> None:
    body = b'prompt,answer\n"Who, of\nus ""two""?",Me\nWhat?,It\n'
    assert read("x.csv", body) == [
        Line(3, {"prompt": 'Who, of\nus "two"?', "answer": "Me"}),
        Line(4, {"prompt": "What?", "answer": "It"}),
    ]


def test_rows_that_are_none_have_a_reason() -> None:
    body = b"prompt,answer\nWho?\n\na,b,c\n,\n\xff,x\nWhat?,It\n"
    assert read("x.csv", body) == [
        Line(2, Reason.UNREADABLE),
        Line(3, Reason.EMPTY_LINE),
        Line(4, Reason.UNREADABLE),
        Line(5, Reason.EMPTY_LINE),
        Line(6, Reason.UNREADABLE),
        Line(7, {"prompt": "What?", "answer": "It"}),
    ]


@pytest.mark.parametrize("address", ["x.csv", "x.jsonl"])
def test_an_empty_source_has_no_lines(address: str) -> None:
    assert read(address, b"") == []


def test_a_byte_order_mark_is_no_part_of_the_first_line() -> None:
    assert read("x.jsonl", b'\xef\xbb\xbf{"a": 1}\n') == [Line(1, {"a": 1})]


def test_an_endless_line_is_one_line_that_can_not_be_read() -> None:
    found = read("x.jsonl", b'{"a": "' + b"x" * 6_000_000 + b'"}\n{"a": 2}\n')
    assert found == [Line(1, Reason.UNREADABLE), Line(2, {"a": 2})]


def test_an_endless_cell_is_one_row_that_can_not_be_read() -> None:
    body = b'prompt,answer\n"' + b"x" * 100 * 1024 * 50 + b'",It\nWhat?,It\n'
    assert read("x.csv", body)[-1].content == {"prompt": "What?", "answer": "It"}


def test_more_records_than_the_border_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_RECORDS", 20)
    with pytest.raises(RefusedError, match="more than 20 records"):
        made_of({"a.jsonl": lines(pairs(11)), "b.jsonl": lines(pairs(30)[15:])})


def test_more_bytes_than_the_border_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGEST_SOURCES_BYTES", 2000)
    with pytest.raises(RefusedError, match="more than 2000 bytes"):
        made_of({"a.jsonl": lines(pairs(20))})

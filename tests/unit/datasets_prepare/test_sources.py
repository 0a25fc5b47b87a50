"""Lines and rows, whatever they come in."""

import io

import pytest

from lambdas.contract.preparation import Reason
from lambdas.datasets.prepare import reading
from lambdas.datasets.prepare.borders import MOST_LINES_OF_A_ROW
from lambdas.datasets.prepare.lines import Line
from lambdas.datasets.prepare.problems import RefusedError
from lambdas.datasets.prepare.sources import Reader, Source
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
        Line(7, Reason.ENCODING),
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
        Line(6, Reason.ENCODING),
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


@pytest.mark.parametrize(
    ("body", "line"),
    [
        (b'prompt,answer\nWho?,Me\nWhat?,"It\nHow?,So\nWhy?,Because\n', 3),
        (b'prompt,answer\nWho?,Me\nWhat?,"It\nHow?,So\nWhy?,"Because"\nWhere?,Here\n', 3),
        (b'prompt,answer\nWho?,"Me', 2),
        (b'prompt,"answer\nWho?,Me\n', 1),
        (b'prompt,answer\nWho?,"Me\n' + b"How?,So\n" * 2_000 + b'What?,"",""\n', 2),
    ],
)
def test_a_quote_that_is_not_closed_swallows_nothing_silently(body: bytes, line: int) -> None:
    with pytest.raises(RefusedError) as refused:
        read("x.csv", body)
    (problem,) = refused.value.problems
    assert problem.path == f"x.csv:{line}"
    assert "quote" in problem.given


def test_a_cell_of_many_lines_is_one_row() -> None:
    cell = "\n".join(["So"] * (MOST_LINES_OF_A_ROW - 1))
    body = f'prompt,answer\nHow?,"{cell}"\n'.encode()
    assert [line.content for line in read("x.csv", body)] == [{"prompt": "How?", "answer": cell}]


def test_text_behind_a_quote_is_one_row_that_can_not_be_read() -> None:
    body = b'prompt,answer\n"Who" else?,Me\nWhat?,It\n'
    assert read("x.csv", body) == [
        Line(2, Reason.UNREADABLE),
        Line(3, {"prompt": "What?", "answer": "It"}),
    ]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("address", ["x.jsonl", "x.csv"])
def test_utf_16_is_refused_by_its_name(encoding: str, address: str) -> None:
    body = "\ufeff{}\n".encode(encoding)
    with pytest.raises(RefusedError, match="UTF-16"):
        made_of({address: body})


def test_a_header_that_is_not_utf_8_is_refused_as_that() -> None:
    with pytest.raises(RefusedError, match=r"x\.csv:1: given a header that is not UTF-8"):
        made_of({"x.csv": b"prompt,r\xe9ponse\nWho?,Me\n"})


def test_a_table_of_one_endless_line_is_refused_as_that() -> None:
    with pytest.raises(RefusedError, match=r"x\.csv:1: given lines that end in a carriage return"):
        made_of({"x.csv": b"prompt,answer\rWho?,Me\r"})


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b'{"a": "\xe9"}\n' * 3 + b"[]\n", "3 encoding"),
        (b"[]\n" * 3 + b'{"a": "\xe9"}\n\n', "3 unreadable"),
        (b"\n\n", "2 empty_line"),
    ],
)
def test_where_nothing_is_left_the_main_reason_is_told(body: bytes, reason: str) -> None:
    with pytest.raises(RefusedError, match=f"none of which holds a record: {reason}"):
        made_of({"x.jsonl": body})


def test_only_keys_that_look_like_names_are_told() -> None:
    record = {"frage": 1, "call 555-1234": 2, "jane@acme.com": 3, "x" * 42: 4}
    with pytest.raises(RefusedError) as refused:
        made_of({"x.jsonl": lines([record])})
    (problem,) = refused.value.problems
    assert problem.given == 'records with the keys "frage" and 3 that are no names of fields'


def test_an_endless_cell_is_one_row_that_can_not_be_read() -> None:
    body = b'prompt,answer\n"' + b"x" * 100 * 1024 * 50 + b'",It\nWhat?,It\n'
    assert [line.content for line in read("x.csv", body)] == [
        Reason.UNREADABLE,
        {"prompt": "What?", "answer": "It"},
    ]


def test_more_records_than_the_border_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_RECORDS", 20)
    with pytest.raises(RefusedError, match="more than 20 records"):
        made_of({"a.jsonl": lines(pairs(11)), "b.jsonl": lines(pairs(30)[15:])})


def test_more_bytes_than_the_border_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGEST_SOURCES_BYTES", 2000)
    with pytest.raises(RefusedError, match="more than 2000 bytes"):
        made_of({"a.jsonl": lines(pairs(20))})

"""What `start` takes as a request."""

from pathlib import Path

import pytest

from cli.errors import UsageError
from cli.request import read_request


def test_inline_json_is_passed_on_unchanged() -> None:
    assert read_request(' {"a":  1}') == ' {"a":  1}'


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "request.json"
    path.write_text('{"training": "ä"}', encoding="utf-8")
    assert read_request(str(path)) == '{"training": "ä"}'


def test_malformed_json_is_refused_with_its_place() -> None:
    with pytest.raises(UsageError, match="line 2, column 6"):
        read_request('{\n"a": }')


@pytest.mark.parametrize("text", ['{"budget_usd": NaN}', '{"budget_usd": -Infinity}'])
def test_what_only_python_takes_for_json_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="no JSON number"):
        read_request(text)


def test_a_file_that_holds_no_object_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "request.json"
    path.write_text("[]")
    with pytest.raises(UsageError, match="JSON object, not list"):
        read_request(str(path))


def test_a_missing_file_is_named() -> None:
    with pytest.raises(UsageError, match=r"no-such-file\.json"):
        read_request("no-such-file.json")


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "request.json"
    path.write_bytes(b"\xff\xfe{")
    with pytest.raises(UsageError, match="can't read"):
        read_request(str(path))

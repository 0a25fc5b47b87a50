"""`customize data check` as a process: on several cores, through pipes, and quick to start."""

import json
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from cli import check_files, data_check, entry
from cli.check_files import judge_file, split
from lambdas.catalogue.model import Method
from lambdas.datasets.judge import Judge, judge_dataset
from lambdas.datasets.whole import note_media
from tests.unit.cli.conftest import Customize
from tests.unit.cli.data_files import lines
from tests.unit.datasets.records import encoded, medium, rules_of, turn

PROJECT = Path(__file__).parents[3]
JUDGE = Judge(rules_of("nova-2-lite"), Method.FINE_TUNING)


@pytest.fixture
def parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let small files be judged by several processes."""
    monkeypatch.setattr(check_files, "LEAST_PART_BYTES", 400)
    monkeypatch.setattr(check_files, "_cores", lambda: 3)


@pytest.mark.usefixtures("parts")
@pytest.mark.parametrize(
    "body",
    [
        lines(200),
        lines(100) + b"{}\n" * 300 + b"\n" + lines(50) + b"\xff",
        b"\xef\xbb\xbf" + lines(90) + b"\n",
        b"\n" * 3000,
        b"x" * 5000,
        b"x" * 5000 + b"\n" + lines(3),
        lines(3) + b"x" * 5000,
        b"\x1f\x8b" + b"\n" * 5000,
        b"",
        b"".join(
            encoded({"messages": [turn("user", medium(kind)), turn("assistant", "x")]}) + b"\n"
            for kind in ["image"] * 12 + ["video"] * 9
        ),
    ],
)
def test_several_processes_find_what_one_finds(write: Any, body: bytes) -> None:
    expected = judge_dataset(iter([body]) if body else iter(()), JUDGE)
    note_media(expected)
    assert judge_file(Path(write("a", body)), JUDGE) == expected


@pytest.mark.usefixtures("parts")
def test_parts_end_where_lines_end(write: Any) -> None:
    body = lines(40)
    with Path(write("a", body)).open("rb", buffering=0) as file:
        found = split(file)
    assert len(found) == 3
    assert found[0].begin == 0
    assert found[-1].end == len(body)
    assert all(one.end == other.begin for one, other in pairwise(found))
    assert all(body[part.end - 1 : part.end] == b"\n" for part in found)


@pytest.mark.usefixtures("parts")
def test_a_process_that_dies_is_an_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], write: Any
) -> None:
    monkeypatch.setattr(check_files, "judge_lines", lambda *_: os._exit(7))
    monkeypatch.setattr(
        sys, "argv", ["customize", "data", "check", write("a", lines(99)), "--model", "nova-micro"]
    )
    assert entry.main() == 2
    assert "can't be read: the process that judged a part" in capsys.readouterr().err


def test_a_pipe_is_read_like_a_file(write: Any) -> None:
    script = Path(sys.executable).with_name("customize")
    with Path(write("a", lines(9))).open("rb") as body:
        done = subprocess.run(
            [script, "data", "check", "--model", "nova-micro", "/dev/stdin", "--json"],
            stdin=body,
            capture_output=True,
            check=True,
        )
    assert json.loads(done.stdout)["records"] == 9


@pytest.mark.parametrize("as_json", [True, False])
def test_a_reader_that_goes_away_is_no_error(write: Any, as_json: bool) -> None:
    script = Path(sys.executable).with_name("customize")
    words = [script, "data", "check", write("a", b"{}\n" * 300), "--model", "nova-micro"]
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as nobody:
        done = subprocess.run(
            [*words, *(["--json"] if as_json else [])],
            stdout=nobody,
            stderr=subprocess.PIPE,
            check=False,
            text=True,
        )
    assert done.returncode == entry.NOBODY_READS
    assert all(word not in done.stderr for word in ("Traceback", "Broken", "rror"))


def test_it_starts_without_what_is_slow() -> None:
    code = (
        "import sys; sys.argv[1:] = ['data', 'check', '--help']\n"
        "from cli import entry\n"
        "try: entry.main()\n"
        "except SystemExit: pass\n"
        "print([name for name in ('typer', 'boto3', 'botocore', 'rich', 'hashlib',"
        " 'dataclasses', 'typing_extensions') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_help_is_the_same_through_both_entries(
    customize: Customize, capsys: pytest.CaptureFixture[str]
) -> None:
    assert " check " in customize("data", "--help").stdout
    with pytest.raises(SystemExit):
        data_check.run(["--help"])
    own = capsys.readouterr().out
    assert customize("data", "check", "--help").stdout == own
    for option in ("--model", "--method", "--validation", "--json", "FILE"):
        assert option in own


def test_the_other_entry_runs_the_same_command(customize: Customize, write: Any) -> None:
    path = write("a", lines(8))
    result = customize("data", "check", path, "--model", "nova-micro", "--json")
    assert (result.exit_code, json.loads(result.stdout)["records"]) == (0, 8)
    assert (
        customize("data", "check", path, "--model", "nova-2-lite", "--method", "x").exit_code == 2
    )

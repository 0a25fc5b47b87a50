"""`customize data prepare` on this machine: the same sets as the deployed system's."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from lambdas.prepare_dataset.prepare import prepare_dataset
from tests.fakes.s3 import FakeS3
from tests.unit.datasets_prepare.preparing import lines, pairs

Customize = Callable[..., Result]


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """A file of records."""
    file = tmp_path / "raw.jsonl"
    file.write_bytes(lines(pairs(100)))
    return file


def prepare(customize: Customize, file: Path, *others: object) -> Result:
    output = file.parent / "My sets"
    words = ["data", "prepare", file, "--model", "nova-micro", "--output", output, *others]
    return customize(*map(str, words))


def options(folder: Path, **given: Any) -> Path:
    file = folder / "options.json"
    file.write_text(json.dumps(given))
    return file


def test_it_writes_the_sets_and_tells_of_them(customize: Customize, raw: Path) -> None:
    result = prepare(customize, raw)
    assert result.exit_code == 0
    (folder,) = (raw.parent / "My sets").iterdir()
    names = {"training.jsonl", "validation.jsonl", "test.jsonl", "manifest.json"}
    assert {file.name for file in folder.iterdir()} == names
    assert "Read        100 records" in result.output
    assert str(folder / "training.jsonl") in result.output


def test_the_deployed_system_makes_the_same_bytes(customize: Customize, raw: Path) -> None:
    told = json.loads(prepare(customize, raw, "--json").stdout)
    s3 = FakeS3()
    s3.put("data", "teams/demo/raw.jsonl", raw.read_bytes())
    request = {"name": "my-sets", "sources": ["raw.jsonl"]}
    answer = prepare_dataset(request, "demo", s3.bucket("data"))
    assert told["version"] == answer.version
    assert told["name"] == answer.name == "my-sets"
    for subset, key in answer.places.items():
        assert Path(told["places"][subset]).read_bytes() == s3.body("data", key)


def test_done_again_it_leaves_everything_as_it_is(customize: Customize, raw: Path) -> None:
    first = prepare(customize, raw, "--json")
    (folder,) = (raw.parent / "My sets").iterdir()
    before = {file: file.stat().st_mtime_ns for file in folder.iterdir()}
    assert prepare(customize, raw, "--json").stdout == first.stdout
    assert list((raw.parent / "My sets").iterdir()) == [folder]
    assert {file: file.stat().st_mtime_ns for file in folder.iterdir()} == before


def test_the_options_are_those_of_a_request(customize: Customize, raw: Path) -> None:
    file = options(raw.parent, name="faq", seed=3, test_share=0, max_records=50)
    told = json.loads(prepare(customize, raw, "--options", file, "--json").stdout)
    assert told["name"] == "faq"
    assert set(told["files"]) == {"training", "validation"}
    assert told["counts"]["over_cap"] == 50


def test_wrong_options_are_all_told(customize: Customize, raw: Path) -> None:
    result = prepare(customize, raw, "--options", options(raw.parent, seed="x", colour=1))
    assert result.exit_code == 2
    assert "2 problems:" in result.stderr
    assert "$.seed" in result.stderr
    assert "$.colour" in result.stderr


@pytest.mark.parametrize("text", ["", "[1]", "{"])
def test_options_must_be_an_object(customize: Customize, raw: Path, text: str) -> None:
    file = raw.parent / "options.json"
    file.write_text(text)
    assert prepare(customize, raw, "--options", file).exit_code == 2


def test_a_missing_file_is_a_wrong_command(customize: Customize, tmp_path: Path) -> None:
    result = prepare(customize, tmp_path / "none.jsonl")
    assert result.exit_code == 2
    assert "there is no file" in result.stderr


def test_a_model_that_nobody_knows_is_a_wrong_command(customize: Customize, raw: Path) -> None:
    words = ["data", "prepare", str(raw), "--model", "nano", "--output", str(raw.parent / "x")]
    assert customize(*words).exit_code == 2
    assert not (raw.parent / "x").exists()


def test_data_that_can_not_be_prepared_are_refused(customize: Customize, raw: Path) -> None:
    raw.write_bytes(lines(pairs(3)))
    result = prepare(customize, raw)
    assert result.exit_code == 1
    assert "3 records to train on" in result.stderr
    assert not list((raw.parent / "My sets").iterdir())


@pytest.mark.parametrize("name", ["training.jsonl", "manifest.json"])
@pytest.mark.parametrize("body", [b"{}", b"", b"\xff"])
def test_what_was_changed_since_is_not_vouched_for(
    customize: Customize, raw: Path, name: str, body: bytes
) -> None:
    assert prepare(customize, raw).exit_code == 0
    (folder,) = (raw.parent / "My sets").iterdir()
    (folder / name).write_bytes(body)
    result = prepare(customize, raw)
    assert result.exit_code == 2
    assert f"{folder / name} is there with other content" in result.stderr
    assert (folder / name).read_bytes() == body


def test_a_folder_that_can_not_be_written_is_a_wrong_command(
    customize: Customize, raw: Path
) -> None:
    taken = raw.parent / "taken"
    taken.write_text("")
    words = ["data", "prepare", str(raw), "--model", "nova-micro", "--output", str(taken)]
    result = customize(*words)
    assert result.exit_code == 2
    assert f"{taken}: File exists" in result.stderr


@pytest.mark.skipif(sys.platform == "darwin", reason="its file names are UTF-8")
def test_a_name_that_is_not_utf_8_is_told_with_escapes(customize: Customize, raw: Path) -> None:
    strange = raw.rename(raw.parent / os.fsdecode(b"r\xe9.jsonl"))
    told = json.loads(prepare(customize, strange, "--json").stdout)
    manifest = json.loads(Path(told["manifest"]).read_text())
    assert manifest["sources"][0]["address"].endswith("r\\udce9.jsonl")

"""The demo's dataset: real, the same each time, and nothing of one set in another."""

import json
import subprocess
import sys
from itertools import chain
from pathlib import Path

import pytest

from lambdas.catalogue.model import Method
from lambdas.datasets.record_checks import record_check
from lambdas.evaluation.overlap import HeldOutPrompts, common_template
from local import dataset, toolchain
from tests.unit.plan_run.records import tunable


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return dataset.write(tmp_path_factory.mktemp("dataset"))


def lines(path: Path) -> list[bytes]:
    """Return the records of a set."""
    return path.read_bytes().splitlines()


def texts(path: Path, role: str) -> set[str]:
    """Return what one side says in a set."""
    turns = [turn for line in lines(path) for turn in json.loads(line)["messages"]]
    return {turn["content"][0]["text"] for turn in turns if turn["role"] == role}


def test_another_process_writes_the_same_sets(paths: dict[str, Path], tmp_path: Path) -> None:
    write = (
        "import sys, pathlib; from local import dataset; dataset.write(pathlib.Path(sys.argv[1]))"
    )
    subprocess.run(
        [sys.executable, "-c", write, str(tmp_path)],
        cwd=toolchain.PROJECT,
        env={"PYTHONHASHSEED": "1"},
        check=True,
    )
    for path in paths.values():
        assert (tmp_path / path.name).read_bytes() == path.read_bytes()


def test_nothing_that_is_held_out_is_nearly_asked_elsewhere(paths: dict[str, Path]) -> None:
    asked = {name: sorted(texts(path, "user")) for name, path in paths.items()}
    template = common_template(chain.from_iterable(asked.values()))
    held_out = HeldOutPrompts(asked["test"], template=template)
    assert not list(held_out.overlaps(asked["training"] + asked["validation"]))


def test_there_are_a_few_thousand_records(paths: dict[str, Path]) -> None:
    counts = {name: len(lines(path)) for name, path in paths.items()}
    total = sum(counts.values())
    assert 2_000 <= total <= dataset.MOST_RECORDS
    assert counts["training"] == pytest.approx(0.8 * total, rel=0.05)
    assert min(counts["validation"], counts["test"]) > 0.07 * total


@pytest.mark.parametrize("role", ["user", "assistant"])
def test_no_question_and_no_answer_stands_twice(paths: dict[str, Path], role: str) -> None:
    said = [texts(path, role) for path in paths.values()]
    records = sum(len(lines(path)) for path in paths.values())
    assert len(set().union(*said)) == records


def test_every_service_is_asked_about(paths: dict[str, Path]) -> None:
    asked = {question.rpartition(" of ")[2] for question in texts(paths["training"], "user")}
    assert len(asked) == dataset.SERVICES


@pytest.mark.parametrize("again", [("Question 1?", "Answer 2."), ("Question 2?", "Answer 1.")])
def test_what_was_asked_or_answered_before_is_left_out(
    monkeypatch: pytest.MonkeyPatch, again: tuple[str, str]
) -> None:
    first = dataset.Example("Question 1?", "Answer 1.")
    monkeypatch.setattr(dataset, "_candidates", lambda: [first, dataset.Example(*again)])
    assert dataset.examples() == [first]


def test_every_record_passes_the_check_of_a_run(paths: dict[str, Path]) -> None:
    check = record_check(tunable().dataset, Method.FINE_TUNING)
    flaws = [check(line).flaws for path in paths.values() for line in lines(path)]
    assert [one for one in flaws if one] == []


def test_a_set_follows_from_the_record_alone() -> None:
    asked, answered = "What does the operation X of Y do?", "It does Z."
    sets = [dataset.set_of(dataset.Example(asked, answered)) for _ in range(2)]
    assert sets == ["validation", "validation"]
    spread = {dataset.set_of(dataset.Example(f"Question {n}?", "Answer.")) for n in range(100)}
    assert spread == {dataset.TRAINING, dataset.VALIDATION, dataset.TEST}


def test_documentation_becomes_plain_text() -> None:
    given = "<p>Lists &lt;all&gt; <code>things</code>.</p>\n <p>At once.</p>"
    assert dataset.clean(given) == "Lists <all> things . At once."


def test_long_documentation_ends_with_a_sentence() -> None:
    cleaned = dataset.clean("One sentence is here. " * 100)
    assert len(cleaned) <= dataset.LONGEST_ANSWER
    assert cleaned.endswith("here.")

"""What the demo and its examples name is there, and no two of its files share a record."""

import json
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

from lambdas.catalogue.model import Method
from lambdas.datasets.record_checks import record_check
from lambdas.evaluation.overlap import HeldOutPrompts, common_template
from local import dataset, demo, example_files, other_task, toolchain
from tests.unit.plan_run.records import tunable

EXAMPLES = sorted((toolchain.PROJECT / "examples").glob("*.json"))


@pytest.fixture(scope="module")
def brought(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return every file that the demo brings, by its key below the team's prefix."""
    folder = tmp_path_factory.mktemp("datasets")
    sets = dataset.write(folder)
    own = {f"datasets/{name}.jsonl": path for name, path in sets.items()}
    return own | example_files.write(folder, sets)


def named(value: object) -> Iterator[str]:
    """Yield every file that a request names, wherever it stands there."""
    if isinstance(value, dict):
        yield from chain.from_iterable(map(named, value.values()))
    elif isinstance(value, list):
        yield from chain.from_iterable(map(named, value))
    elif isinstance(value, str) and value.endswith((".jsonl", ".csv")):
        yield value


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.name)
def test_every_example_names_files_that_the_demo_brings(
    brought: dict[str, Path], example: Path
) -> None:
    files = list(named(json.loads(example.read_text())))
    assert files
    assert [file for file in files if file not in brought] == []


def test_the_demos_own_request_names_files_that_it_brings(brought: dict[str, Path]) -> None:
    files = list(named(demo.REQUEST))
    assert len(files) == 4
    assert [file for file in files if file not in brought] == []


def test_every_record_of_another_task_passes_the_check_of_a_run(brought: dict[str, Path]) -> None:
    check = record_check(tunable().dataset, Method.FINE_TUNING)
    lines = brought["datasets/general.jsonl"].read_bytes().splitlines()
    assert len(lines) == other_task.RECORDS
    assert [flaws for line in lines if (flaws := check(line).flaws)] == []


def test_nothing_of_another_task_is_nearly_asked_in_the_demos_sets() -> None:
    questions = [one.question for one in other_task.examples()]
    learned = [one.question for one in dataset.examples()]
    held_out = HeldOutPrompts(questions, template=common_template(questions))
    assert not list(held_out.overlaps(learned))


def test_the_same_questions_of_another_task_are_asked_each_time() -> None:
    assert other_task.examples() == other_task.examples()
    questions = [one.question for one in other_task.examples()]
    assert len(set(questions)) == other_task.RECORDS


def test_a_long_quote_is_cut() -> None:
    assert demo.quoted("word " * 100) == f"{'word ' * 31}wo..."
    assert demo.quoted("in  one\nline") == "in one line"

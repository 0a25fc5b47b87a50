"""Sets of an evaluation that would lead to numbers which mean nothing; each ends with a problem."""

import json

import pytest

from tests.unit.plan_run.records import lines, record, turn
from tests.unit.plan_run.test_check_evaluation import DATA, SECRET, TEAM, Case, pair

RECORD = pair(SECRET, SECRET)


@pytest.fixture
def case() -> Case:
    return Case()


def put(case: Case, name: str, body: bytes) -> None:
    """Keep an object in the version that is read."""
    case.s3.versions.pop((DATA, TEAM + name), None)
    case.put(name, body)


@pytest.mark.parametrize(
    ("body", "given"),
    [
        (f"prompt,answer\n{SECRET},{SECRET}\n".encode(), "no JSON"),
        (json.dumps([RECORD]).encode(), "a list at the record"),
        (json.dumps(RECORD, indent=1).encode(), "no JSON"),
        (lines({"prompt": SECRET, "completion": SECRET}), "no messages at the record"),
        (
            lines({"messages": [{"role": "user", "content": SECRET}, RECORD["messages"][1]]}),
            "text as content",
        ),
        (SECRET.encode("utf-16"), "not UTF-8"),
        (b"\xef\xbb\xbf" + lines(RECORD), "UTF-8 BOM"),
        (lines(pair("\ud83d", SECRET)), "half a surrogate pair"),
        (lines(pair("\ud83d", SECRET, id="a")), "half a surrogate pair"),
        (lines(pair("Hi", SECRET, id="\ud83d")), "an id of another kind"),
        (lines(pair("Hi", " \n")), "empty text"),
        (lines(record(turn("user", SECRET))), "user as the last turn"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_another_format_is_told_and_none_is_quoted(case: Case, body: bytes, given: str) -> None:
    put(case, "test.jsonl", body)
    found = case.problems()
    assert any(given in problem[0] for problem in found.values()), found
    assert SECRET not in str(found)


def test_a_regression_set_that_asks_what_the_test_set_asks_shows_no_forgetting(case: Case) -> None:
    """It would only say again what decides, whatever the object is called."""
    body = case.s3.body(DATA, f"{TEAM}test.jsonl").splitlines()
    other = case.s3.body(DATA, f"{TEAM}other.jsonl").splitlines()
    case.rules(regression={"test": "other.jsonl"})
    assert case.good().regression
    shared = body[3].replace(b"Answer 3", b"Another answer").replace(b"Which", b"WHICH")
    put(case, "other.jsonl", b"\n".join([*other[:4], shared, *other[5:]]))
    assert case.problems() == {
        "regression:5": ("the prompt of test:4", "records that the test set doesn't ask")
    }


@pytest.mark.parametrize("learned", ["training.jsonl", "validation.jsonl"])
def test_a_regression_set_that_was_learned_shows_no_forgetting(case: Case, learned: str) -> None:
    put(case, "other.jsonl", case.s3.body(DATA, TEAM + learned))
    case.rules(regression={"test": "other.jsonl"})
    found = case.problems()
    assert len(found) == 10
    assert found["regression:1"][0] == f"the prompt of {learned.removesuffix('.jsonl')}:1"


def test_one_record_again_and_again_is_no_set(case: Case) -> None:
    put(case, "test.jsonl", lines(*[pair("Who is it?", "Me")] * 60))
    assert case.problems() == {
        "test": (
            "60 records that ask 1 prompt and tell as much as 1",
            "so few repeated prompts that 90 % of the records count",
        )
    }


def test_one_record_is_a_set(case: Case) -> None:
    """Of which no verdict but inconclusive can come, as the plan warns."""
    put(case, "test.jsonl", lines(pair("Who is it?", "Me")))
    assert case.good().test.checked.records == 1

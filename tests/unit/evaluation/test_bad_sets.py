"""Sets that would give numbers which mean nothing."""

import json
from collections.abc import Iterable
from typing import Any

import pytest

from lambdas.contract.evaluation import Metric
from lambdas.contract.problems import Problem
from lambdas.datasets.verdict import Verdict
from lambdas.evaluation.decide import LEAST_RECORDS
from lambdas.evaluation.read_set import HeldOutReader


def record(prompt: str, answer: str = "Yes", **more: object) -> dict[str, Any]:
    messages = [
        {"role": "user", "content": [{"text": prompt}]},
        {"role": "assistant", "content": [{"text": answer}]},
    ]
    return {"messages": messages, **more}


def problems(records: Iterable[dict[str, Any]]) -> list[Problem]:
    """Return what is wrong with a set."""
    reader = HeldOutReader("test", lambda _: Verdict(1), [Metric.CHRF])
    list(reader.read(json.dumps(one).encode() for one in records))
    assert reader.problem_count == len(reader.problems)
    return reader.problems


@pytest.mark.parametrize("own", ["\ud800", " a", "a\n", "\t", "a\0b", "\N{NO-BREAK SPACE}"])
def test_an_id_that_nobody_could_write_down_or_tell_from_another_is_refused(own: str) -> None:
    """Half a character can't be written as UTF-8, and the ends of an id are not seen."""
    (problem,) = problems([record("One"), record("Two", id=own)])
    assert (problem.path, problem.given) == ("test:2", "an id of another kind")
    assert "no spaces at its ends" in problem.allowed


@pytest.mark.parametrize("own", ["a b", "été", "q-1/2", "問1"])
def test_any_other_id_is_its_own(own: str) -> None:
    assert problems([record("One", id=own), record("Two", id="other")]) == []


def test_ids_that_look_the_same_are_the_same() -> None:
    (problem,) = problems([record("One", id="\u00e9"), record("Two", id="e\u0301")])
    assert (problem.path, problem.given) == ("test:2", "the id of line 1")


def asked(*times: int) -> list[dict[str, Any]]:
    """Return records that ask each prompt so many times."""
    return [
        record(f"Question {number}?") for number, count in enumerate(times) for _ in range(count)
    ]


@pytest.mark.parametrize("times", [(60,), (2,) * 30, (1,) * 100 + (11,), (20,) * 50])
def test_a_set_that_asks_the_same_again_and_again_is_none(times: tuple[int, ...]) -> None:
    """One lucky answer would count as often as it is asked, and the interval would shrink."""
    (problem,) = problems(asked(*times))
    assert problem.path == "test"
    assert problem.given.startswith(f"{sum(times)} records that ask {len(times)} prompt")
    assert " and tell as much as " in problem.given


@pytest.mark.parametrize("times", [(1,) * 60, (1,) * 96 + (2, 2), (1,) * 1000 + (5, 5)])
def test_a_prompt_now_and_then_asked_again_is_no_problem(times: tuple[int, ...]) -> None:
    assert problems(asked(*times)) == []


def test_what_is_too_small_to_decide_anything_may_repeat_itself() -> None:
    assert problems(asked(LEAST_RECORDS - 1)) == []
    assert problems(asked(LEAST_RECORDS)) != []


def test_the_same_prompt_under_another_system_prompt_is_another() -> None:
    same = [record("Go on", system=[{"text": f"You are number {n}"}]) for n in range(60)]
    assert problems(same) == []

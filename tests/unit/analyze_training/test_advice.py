"""Advice: which rule speaks when, and that its reason holds the numbers."""

import math

import pytest

from lambdas.analyze_training.advice import RULES, advise
from lambdas.analyze_training.verdict import judge
from tests.unit.analyze_training.samples import PLAN, went

MORE = "Train for more than"
FEWER = "instead of 4"
SECOND = "at least two epochs"
RATE = "Lower the learning rate"
VALIDATE = "Add a validation dataset"
DATA = "more or cleaner records"
RETRIEVE = "retrieval"

DOWN = [2.0, 1.6, 1.4, 1.3]
STUCK = [2.0, 2.0, 2.0, 2.0]


def _advice(training: list[float], validation: list[float]) -> list[tuple[str, str]]:
    run = went(training, validation)
    return [(s.suggestion, s.reason) for s in advise(PLAN, run, judge(run))]


@pytest.mark.parametrize(
    ("training", "validation", "expected"),
    [
        (DOWN, [1.9, 1.6, 1.4, 1.3], [MORE]),
        (DOWN, [1.6, 1.4, 1.4, 1.4], [FEWER]),
        (DOWN, [1.6, 1.4, 1.5, 1.7], [FEWER]),
        (DOWN, [2.4, 2.2, 2.3, 2.4], [FEWER, DATA]),
        (DOWN, [], [VALIDATE]),
        ([2.0], [1.9], [SECOND]),
        ([2.0], [], [VALIDATE, SECOND]),
        ([2.0, math.nan], [1.9, 1.8], [RATE]),
        ([1.0, 2.0], [1.9, 1.8], [RATE]),
        (STUCK, [2.0, 2.0, 2.0, 2.0], [FEWER, RETRIEVE]),
    ],
)
def test_rules(training: list[float], validation: list[float], expected: list[str]) -> None:
    given = [suggestion for suggestion, _ in _advice(training, validation)]
    assert len(given) == len(expected)
    assert all(words in suggestion for words, suggestion in zip(expected, given, strict=True))


def test_fewer_epochs_says_what_the_others_cost() -> None:
    ((_, reason),) = _advice(DOWN, [1.6, 1.4, 1.5, 1.7])
    # Two of four epochs of a run of $1.60.
    assert "(2 epochs) raised the validation loss and cost an estimated $0.80" in reason


def test_better_data_says_how_wide_the_gap_is() -> None:
    reason = dict(_advice(DOWN, [2.4, 2.0, 2.3, 2.4]))["Train on more or cleaner records."]
    assert "25.0 %" in reason
    assert "1,200 records" in reason


def test_every_rule_says_when_it_speaks() -> None:
    assert all(rule.__doc__ for rule in RULES)

"""Advice: which rule speaks when, and that its reason holds the numbers."""

import math
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from lambdas.analyze_training.advice import LEARNED_LITTLE, RULES, WIDE_GAP, advise
from lambdas.analyze_training.verdict import judge
from lambdas.contract.run import Plan
from tests.unit.analyze_training.samples import PLAN, went

DOCUMENT = Path(__file__).parents[3] / "docs" / "advice.md"

MORE = "Train for more than"
FEWER = "instead of 4"
SECOND = "at least two epochs"
RATE = "Lower the learning rate"
VALIDATE = "Add a validation dataset"
DATA = "more or cleaner records"
RETRIEVE = "retrieval"
OVER = "did not converge within the budget"
MOST = "Raise the learning rate"

DOWN = [2.0, 1.6, 1.4, 1.3]
STUCK = [2.0, 2.0, 2.0, 2.0]
FALLING = [1.9, 1.6, 1.4, 1.3]


def _advice(
    training: list[float], validation: list[float], plan: Plan = PLAN
) -> list[tuple[str, str]]:
    run = went(training, validation)
    return [(s.suggestion, s.reason) for s in advise(plan, run, judge(run))]


def _plan(**cost: Any) -> Plan:
    return msgspec.structs.replace(PLAN, cost=msgspec.structs.replace(PLAN.cost, **cost))


def _of(name: str, plan: Plan = PLAN) -> Plan:
    return msgspec.structs.replace(plan, model=msgspec.structs.replace(plan.model, name=name))


@pytest.mark.parametrize(
    ("training", "validation", "expected"),
    [
        (DOWN, FALLING, [MORE]),
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


def test_an_unknown_price_is_said_and_not_reckoned_with() -> None:
    unknown = _plan(training_usd=None, cautious_training_usd=None, cautious_total_usd=None)
    ((_, spare),) = _advice(DOWN, [1.6, 1.4, 1.5, 1.7], unknown)
    assert spare.endswith("raised the validation loss at an unknown price.")
    ((suggestion, reason),) = _advice(DOWN, FALLING, unknown)
    assert MORE in suggestion
    assert reason.endswith("What one more epoch costs is not known: there is no price of training.")


def test_a_known_epoch_is_told_where_the_whole_is_unknown() -> None:
    ((_, reason),) = _advice(DOWN, FALLING, _plan(cautious_total_usd=None))
    assert "$0.40; what a run of 5 costs in all is not known; the budget is $25.00." in reason


def test_a_run_that_converged_is_not_told_of_its_budget() -> None:
    ((suggestion, _),) = _advice(DOWN, [1.6, 1.4, 1.4, 1.4], _plan(budget_usd=1.0))
    assert FEWER in suggestion


# Four epochs cost $3.20 by the cautious bound and $5.15 with storage, so five cost $5.95.
@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        (PLAN, MORE),
        (_plan(budget_usd=5.96), MORE),
        (_plan(budget_usd=5.94), OVER),
        (_plan(budget_usd=None), MORE),
        (_plan(budget_usd=5.94, cautious_total_usd=None), MORE),
        (_of("no-longer-known"), MORE),
    ],
)
def test_going_on_is_advised_within_the_budget(plan: Plan, expected: str) -> None:
    ((suggestion, _),) = _advice(DOWN, FALLING, plan)
    assert expected in suggestion


def test_not_converging_within_the_budget_shows_the_figures_and_retrieval() -> None:
    ((suggestion, reason),) = _advice(DOWN, FALLING, _plan(budget_usd=5.5))
    assert "retrieval" in suggestion
    assert "from 1.400 to 1.300" in reason
    assert reason.endswith(
        "One more epoch costs an estimated $0.40; a run of 5 may cost $5.95 by the cautious "
        "bound; the budget is $5.50."
    )


def test_going_on_shows_the_figures_as_well() -> None:
    ((_, reason),) = _advice(DOWN, FALLING, _plan(budget_usd=None))
    assert "$0.40; a run of 5 may cost $5.95 by the cautious bound; no budget is set." in reason


@pytest.mark.parametrize(("budget", "expected"), [(25.0, MOST), (6.7, OVER)])
def test_no_more_epochs_are_advised_than_the_model_takes(budget: float, expected: str) -> None:
    five = _plan(
        epochs=5,
        training_usd=2.0,
        cautious_training_usd=4.0,
        cautious_total_usd=5.95,
        budget_usd=budget,
    )
    ((suggestion, reason),) = _advice([*DOWN, 1.2], [*FALLING, 1.2], five)
    assert expected in suggestion
    assert ("takes at most 5 epochs" in reason) is (expected is MOST)


def test_having_learned_little_shows_what_going_on_would_cost() -> None:
    reason = dict(_advice(STUCK, [2.0, 2.0, 2.0, 2.0]))[
        "If the answers rest on facts, put the facts in the prompt (retrieval) instead of tuning."
    ]
    assert "One more epoch costs an estimated $0.40" in reason


def test_epochs_that_were_not_trained_are_not_paid_again() -> None:
    ((_, reason),) = _advice(DOWN[:2], FALLING[:2])
    # Three of the four epochs that were planned, $0.80 each, and $1.95 of storage.
    assert "a run of 3 may cost $4.35" in reason


def test_the_table_in_the_documents_is_the_code() -> None:
    after = DOCUMENT.read_text().split("## After training")[1]
    rows = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", after, re.MULTILINE))
    assert list(rows) == [rule.__name__ for rule in RULES]
    assert f"more than {WIDE_GAP * 100:.0f} %" in rows["better_data"]
    assert f"less than {LEARNED_LITTLE * 100:.0f} %" in rows["retrieval"]

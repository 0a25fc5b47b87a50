"""A fixed sample of `make faults`, which must catch a leak as well as find none."""

import pytest

from tests.faults import matrix
from tests.faults.blueprint import Blueprint
from tests.faults.matrix import Case
from tests.faults.outcome import End
from tests.faults.sample import LEAKING, SAMPLE


@pytest.mark.parametrize("case", SAMPLE, ids=lambda case: case.title)
def test_a_fault_leaves_nothing_that_bills(deployed: Blueprint, case: Case) -> None:
    outcome = matrix.played(deployed, case)

    assert outcome.happened, outcome.effects
    assert not outcome.leaks, outcome.story
    assert not outcome.doubles, outcome.story
    assert outcome.end in End


@pytest.mark.parametrize("case", LEAKING, ids=lambda case: case.title)
def test_without_the_clean_up_the_ledger_shows_the_leak(deployed: Blueprint, case: Case) -> None:
    outcome = matrix.played(deployed, case, backstops=False)

    assert outcome.happened
    assert outcome.leaks


def test_the_same_case_ends_the_same_way(deployed: Blueprint) -> None:
    first, second = (matrix.played(deployed, SAMPLE[0]) for _ in range(2))

    assert first == second

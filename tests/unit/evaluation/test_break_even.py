"""When one way to serve overtakes the other, over all signs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.contract.evaluation import Arm
from lambdas.evaluation.break_even import Costs, break_even

C, R = Arm.CUSTOM, Arm.RETRIEVAL


@pytest.mark.parametrize(
    ("custom", "retrieval", "first", "last", "answers"),
    [
        ((0, 1), (0, 1), None, None, None),
        ((0, 1), (0, 2), None, C, 1),
        ((0, 2), (0, 1), None, R, 1),
        ((5, 1), (0, 1), R, R, 0),
        ((0, 1), (5, 1), C, C, 0),
        ((5, 2), (0, 1), R, R, 0),
        ((0, 1), (5, 2), C, C, 0),
        ((100, 1), (0, 3), R, C, 50_001),
        ((0, 3), (100, 1), C, R, 50_001),
        ((0.3, 0.1), (0.1, 0.3), R, C, 1001),
        ((0.7, 0.1), (0, 0.2), R, C, 7001),
        ((0.30001, 0.1), (0.1, 0.3), R, C, 1001),
    ],
)
def test_every_sign(
    custom: tuple[float, float],
    retrieval: tuple[float, float],
    first: Arm | None,
    last: Arm | None,
    answers: int | None,
) -> None:
    found = break_even(Costs(*custom), Costs(*retrieval))
    assert found is not None
    assert (found.cheaper_at_first, found.cheaper_in_the_end) == (first, last)
    assert found.answers == answers


@pytest.mark.parametrize("unknown", range(4))
def test_an_unknown_cost_has_no_answer(unknown: int) -> None:
    costs: list[float | None] = [1, 2, 3, 4]
    costs[unknown] = None
    assert break_even(Costs(*costs[:2]), Costs(*costs[2:])) is None


@pytest.mark.parametrize("wrong", [-1.0, float("nan"), float("inf")])
def test_what_is_no_cost_is_refused(wrong: float) -> None:
    with pytest.raises(ValueError, match="a cost of"):
        break_even(Costs(wrong, 1), Costs(0, 1))


CENTS = st.integers(0, 500)


@given(CENTS, CENTS, CENTS, CENTS)
def test_the_number_is_the_first_at_which_it_holds(a: int, b: int, c: int, d: int) -> None:
    found = break_even(Costs(a, b), Costs(c, d))
    assert found is not None

    def custom_costs_more(answers: int) -> int:
        return (a - c) * 1000 + (b - d) * answers

    if found.answers is None:
        assert custom_costs_more(0) == custom_costs_more(10**9) == 0
        return
    sign = 1 if found.cheaper_in_the_end is R else -1
    assert sign * custom_costs_more(found.answers) > 0
    assert found.answers == 0 or sign * custom_costs_more(found.answers - 1) <= 0

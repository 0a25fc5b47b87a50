"""Fine-tune or retrieve, in money: when one way to serve overtakes the other."""

import math
from fractions import Fraction
from typing import NamedTuple

from lambdas.contract.evaluation import Arm, BreakEven

ANSWERS_PRICED = 1000


class Costs(NamedTuple):
    """What one way to serve costs over a period; None is unknown."""

    fixed_usd: float | None
    """However many answers: training, storage, capacity by the hour."""
    usd_per_1k_answers: float | None


def break_even(custom: Costs, retrieval: Costs) -> BreakEven | None:
    """Return from how many answers on which side is the cheaper; None: a cost is unknown.

    Raises:
        ValueError: a cost is negative or no number.
    """
    costs = (*custom, *retrieval)
    if None in costs:
        return None
    fixed, each, other_fixed, other_each = (_exact(cost) for cost in costs if cost is not None)
    more_at_first, more_each = fixed - other_fixed, (each - other_each) / ANSWERS_PRICED
    first, last = _cheaper(more_at_first), _cheaper(more_each)
    return BreakEven(
        cheaper_at_first=first,
        cheaper_in_the_end=last or first,
        answers=_answers(more_at_first, more_each),
    )


def _exact(cost: float) -> Fraction:
    if not 0 <= cost < math.inf:
        raise ValueError(f"a cost of {cost}; allowed: 0 or more")
    return Fraction(repr(cost))


def _cheaper(more: Fraction) -> Arm | None:
    """Return who is the cheaper when the custom model costs so much more."""
    if more == 0:
        return None
    return Arm.RETRIEVAL if more > 0 else Arm.CUSTOM


def _answers(more_at_first: Fraction, more_each: Fraction) -> int | None:
    """Return from how many answers on the cheaper one in the end is the cheaper."""
    if more_each == 0:
        return None if more_at_first == 0 else 0
    turning = -more_at_first / more_each
    return 0 if turning < 0 else math.floor(turning) + 1

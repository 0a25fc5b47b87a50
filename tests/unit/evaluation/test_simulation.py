"""A fixed sample of what `make simulate` proves at length."""

import pytest

from tests.unit.evaluation.simulation import CASES, DIFFERENCE, KINDS, Outcome, problem, simulate

EVALUATIONS = 100
RESAMPLES = 500
LEAST_COVERED = 0.89
"""Three deviations below 95 %."""


@pytest.mark.parametrize(("name", "most"), CASES)
def test_intervals_cover_and_chance_does_not_promote(name: str, most: float) -> None:
    outcome = simulate(
        KINDS[name], most_difference=most, seed=2, evaluations=EVALUATIONS, resamples=RESAMPLES
    )
    assert outcome.covered >= LEAST_COVERED or name == "few differ"
    assert most > 0 or outcome.promoted <= outcome.most_promoted
    assert most == 0 or outcome.promoted > 0


def test_what_is_out_of_bounds_is_told() -> None:
    assert problem("binary", DIFFERENCE, Outcome(0.95, 0.3, 1000)) is None
    assert problem("binary", DIFFERENCE, Outcome(0.92, 0.3, 1000))
    assert problem("corpus", 0, Outcome(0.98, 0, 1000))
    assert problem("corpus", 0, Outcome(0.95, 0.039, 1000)) is None
    assert problem("corpus", 0, Outcome(0.95, 0.04, 1000))
    assert problem("few differ", 0, Outcome(0.9, 0.04, 1000))

"""A fixed fortnight of `make year`."""

from tests.faults import blueprint, year
from tests.synth.assembly import Assembly

SEED, DAYS = 5, 14


def test_a_fortnight_of_use_leaks_nothing(embedded: Assembly) -> None:
    figures = year.play(blueprint.read(embedded), SEED, DAYS)

    assert figures.runs > DAYS / 2, figures.lines
    assert figures.accidents, figures.lines
    assert not figures.leaked, figures.leaking
    assert not figures.jobs_doubled, figures.lines

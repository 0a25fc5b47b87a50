"""Every statement of every role is needed: taken away, something fails and names the action."""

from collections.abc import Iterable

import pytest

from tests.local import plays
from tests.local.case import Case
from tests.local.plays import Play
from tests.local.rights import Rights
from tests.local.statements import CASES, NOT_JUDGED, SAMPLE
from tests.local.system import System

OF_OTHERS = ("team other", "-other-start", "-other-prepare", "-other-rollback")
"""The second team's roles are made by the same code as the first's."""


@pytest.fixture(scope="session")
def rights(system: System) -> Rights:
    """The deployed roles' policies, when a run has shown that they suffice."""
    plays.finished(system)
    return Rights(system)


def marked(case: Case) -> object:
    """Return a case for every `make test`, or for `make statements` only."""
    return pytest.param(case, id=str(case), marks=_marks(in_sample(case)))


def sampled(every: Iterable[Play]) -> list[object]:
    """Return each play once, those of the sample for every `make test`."""
    often = {case.play for case in CASES if in_sample(case)}
    plays_once = sorted(set(every), key=lambda play: play.__name__)
    return [
        pytest.param(play, id=play.__name__, marks=_marks(play in often)) for play in plays_once
    ]


def in_sample(case: Case) -> bool:
    """Whether `make test` takes the case's statement away."""
    return case.statement.role in SAMPLE


def _marks(often: bool) -> list[pytest.MarkDecorator]:
    return [] if often else [pytest.mark.long]


@pytest.mark.parametrize("case", [marked(case) for case in CASES])
def test_without_a_statement_something_fails_and_names_the_action(
    system: System, rights: Rights, case: Case
) -> None:
    with rights.without(case.statement):
        assert case.action in case.play(system)


@pytest.mark.parametrize("play", sampled([case.play for case in CASES]))
def test_a_play_is_refused_nothing_when_nothing_is_taken(system: System, play: Play) -> None:
    said = play(system)
    assert "not authorized" not in said
    assert [str(case) for case in CASES if case.play is play and case.action in said] == []


def test_every_statement_is_judged_or_listed_with_a_reason(rights: Rights) -> None:
    judged = {case.statement for case in CASES}
    left = {
        statement
        for statement in rights.statements() - judged
        if statement.sid not in NOT_JUDGED
        and not any(others in statement.role for others in OF_OTHERS)
    }
    assert left == set()


def test_no_case_and_no_reason_is_stale(rights: Rights) -> None:
    deployed = rights.statements()
    assert {case.statement for case in CASES} <= deployed
    assert NOT_JUDGED.keys() <= {statement.sid for statement in deployed}

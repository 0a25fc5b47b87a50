"""Who hears what: one subscription an address, whatever it is told of."""

from stacks.constructs.notify_state import audiences
from stacks.settings import Team

ANN, BOB = "ann@example.com", "bob@example.com"


def test_a_team_hears_of_its_runs_and_of_its_plans_that_wait() -> None:
    team = Team(name="demo", notify=[ANN])
    assert audiences([team]) == {ANN: ["demo", "demo_approvals"]}


def test_approvers_hear_of_plans_alone() -> None:
    team = Team(name="demo", notify=[ANN], notify_approvers=[BOB])
    assert audiences([team])[BOB] == ["demo_approvals"]


def test_who_is_both_has_one_subscription() -> None:
    team = Team(name="demo", notify=[ANN, ANN], notify_approvers=[ANN])
    assert audiences([team]) == {ANN: ["demo", "demo_approvals"]}


def test_who_approves_for_several_teams_has_one_subscription() -> None:
    teams = [
        Team(name="demo", notify=[ANN], notify_approvers=[BOB]),
        Team(name="other", notify_approvers=[ANN, BOB]),
    ]
    assert audiences(teams) == {
        ANN: ["demo", "demo_approvals", "other_approvals"],
        BOB: ["demo_approvals", "other_approvals"],
    }


def test_nobody_is_told_where_nobody_is_named() -> None:
    assert audiences([Team(name="demo")]) == {}

"""Which custom models are one too many, and the two steps of their removal."""

import dataclasses
import datetime as dt

import pytest

from lambdas.audit_serving.judge_models import SeenModel, Step, finding, goes_at, step, surplus
from lambdas.common.custom_models import CustomModel
from lambdas.contract import names
from lambdas.contract.retirement import Reason, Thing
from tests.unit.audit_serving.samples import DAY, MOMENT, NOW, OF_ENVIRONMENT, POLICY, TEAM

TELLS = dataclasses.replace(POLICY, removes=False)


def model(number: int, team: str = TEAM, **tags: str) -> SeenModel:
    """Return a team's model, made so many days ago."""
    made = CustomModel(
        name=f"bc-dev-{team}-{number}-a1", arn=f"{team}-{number}", created_at=NOW - number * DAY
    )
    team_tag = {names.TAG_TEAM: team} if team else {}
    return SeenModel(model=made, tags={names.TAG_ENVIRONMENT: "dev"} | team_tag | tags)


def marked(at: dt.datetime) -> SeenModel:
    """Return a model that is to go at a moment."""
    return model(9, **{names.TAG_REMOVE_AFTER: at.isoformat()})


def test_the_newest_of_each_team_stay() -> None:
    models = [model(n) for n in (3, 1, 2)] + [model(n, "other") for n in (4, 5)]
    assert surplus(models, POLICY, set(), set()) == {"demo-3"}


def test_what_is_used_or_of_a_living_run_is_never_one_too_many() -> None:
    models = [model(n, **{names.TAG_RUN: f"demo_{n}"}) for n in range(1, 6)]
    assert surplus(models, POLICY, {"demo-3"}, {"demo_4"}) == {"demo-5"}


def test_settings_that_keep_all_keep_all() -> None:
    keeps_all = dataclasses.replace(POLICY, keep_models=0)
    assert surplus([model(n) for n in range(9)], keeps_all, set(), set()) == set()


def test_a_model_of_no_team_is_not_counted() -> None:
    assert surplus([model(n, "") for n in range(9)], POLICY, set(), set()) == set()


@pytest.mark.parametrize(
    ("seen", "is_surplus", "expected", "expected_where_settings_tell"),
    [
        (model(9), False, Step.KEEP, Step.KEEP),
        (model(9), True, Step.ANNOUNCE, Step.TELL),
        (marked(NOW + MOMENT), True, Step.WAIT, Step.UNMARK),
        (marked(NOW), True, Step.REMOVE, Step.UNMARK),
        (marked(NOW - DAY), False, Step.UNMARK, Step.UNMARK),
    ],
    ids=["fine", "new", "told of", "due", "rescued"],
)
def test_a_model_is_told_of_first_and_removed_after_its_date(
    seen: SeenModel, is_surplus: bool, expected: Step, expected_where_settings_tell: Step
) -> None:
    assert step(seen, POLICY, NOW, is_surplus=is_surplus) is expected
    assert step(seen, TELLS, NOW, is_surplus=is_surplus) is expected_where_settings_tell


def test_the_warning_lasts_a_week() -> None:
    assert goes_at(NOW) - NOW == 7 * DAY


@pytest.mark.parametrize(
    ("to_do", "remove", "words"),
    [
        (Step.ANNOUNCE, False, "removed after 2026-12-01 12:30 UTC"),
        (Step.TELL, False, "until somebody deletes it"),
        (Step.REMOVE, True, "told of a week before"),
    ],
)
def test_people_learn_what_follows(to_do: Step, remove: bool, words: str) -> None:
    found = finding(model(9), to_do, POLICY, NOW)
    assert (found.thing, found.reason, found.remove) == (Thing.MODEL, Reason.SURPLUS, remove)
    assert found.name == "bc-dev-demo-9-a1"
    assert words in found.sentence


def test_a_team_is_named_by_the_tag() -> None:
    assert SeenModel(model=model(1).model, tags=OF_ENVIRONMENT).team == TEAM

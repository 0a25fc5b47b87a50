"""Whose a thing is, and whether that owner lives."""

import datetime as dt

import pytest

from lambdas.common import executions, ownership
from lambdas.common.executions import GONE
from lambdas.contract import names, status
from lambdas.contract.retirement import is_past, moment_of
from tests.fakes.cloud import RUN_MACHINE_ARN, execution_arn
from tests.unit.audit_serving.samples import MOMENT, NOW, OF_ALIAS, OF_RUN, RUN_ID, record, run


@pytest.mark.parametrize(
    ("environment", "name", "tag", "ours"),
    [
        ("dev", "bc-dev-x", "dev", True),
        ("dev", "bc-devops-x", "devops", False),
        ("dev", "bc-devops-x", "dev", False),
        ("devops", "bc-dev-x", "dev", False),
        ("dev", "bc-dev-x", "devops", False),
        ("dev", "x-bc-dev-x", "dev", False),
    ],
)
def test_name_and_tag_must_both_say_so(environment: str, name: str, tag: str, ours: bool) -> None:
    assert ownership.is_ours(environment, name, {names.TAG_ENVIRONMENT: tag}) is ours
    assert not ownership.is_ours(environment, name, {})


@pytest.mark.parametrize("word", [*status.ENDED_BADLY, status.RUN_SUCCEEDED, GONE])
def test_what_ended_does_not_live(word: str) -> None:
    assert not ownership.lives(run(word, MOMENT))


@pytest.mark.parametrize("word", ["RUNNING", "PENDING_REDRIVE", "A_NEW_WORD"])
def test_what_may_go_on_lives(word: str) -> None:
    assert ownership.lives(run(word))
    assert not ownership.lives(None)


def test_a_movers_last_call_is_over_two_minutes_after_its_end() -> None:
    ended = run("ABORTED", dt.timedelta(seconds=120))
    assert ownership.is_moved(ended, NOW)
    assert not ownership.is_moved(ended, NOW + MOMENT)
    assert ownership.is_moved(run(), NOW)
    assert not ownership.is_moved(run(GONE), NOW)
    assert not ownership.is_moved(None, NOW)


def test_an_alias_is_its_teams() -> None:
    assert ownership.alias_of(OF_ALIAS) == ("demo", "faq")
    assert ownership.alias_of(OF_RUN) is None


def test_the_models_of_an_alias_are_all_it_remembers_and_wants() -> None:
    assert len(ownership.models_of([record(), record(claimed=True)])) == 1
    assert ownership.models_of([]) == set()


def test_a_runs_execution_is_named_after_it() -> None:
    assert executions.arn_of(RUN_MACHINE_ARN, RUN_ID) == execution_arn(RUN_ID)


@pytest.mark.parametrize(
    ("text", "past"),
    [
        ("2026-11-24T12:30:00+00:00", True),
        ("2026-11-24T12:30:01Z", False),
        ("2026-11-24T13:30:00+01:00", True),
        ("2026-11-24T12:29:00", True),
    ],
)
def test_a_moment_in_a_tag_is_read_however_it_was_written(text: str, past: bool) -> None:
    assert is_past({"key": text}, "key", NOW) is past


def test_no_tag_is_no_moment() -> None:
    assert moment_of({}, "key") is None
    assert not is_past({}, "key", NOW)

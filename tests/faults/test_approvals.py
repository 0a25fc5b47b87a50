"""Runs that ask for approval, hour by hour: what an answer and a redrive change."""

import datetime as dt

import pytest

from lambdas.contract.approval import Decision
from tests.faults import judge, outcome
from tests.faults.approvers import answer, waiting
from tests.faults.blueprint import Blueprint
from tests.faults.outcome import End
from tests.faults.play_approvals import asked
from tests.faults.plays import PLAYS
from tests.faults.redrive import redrive
from tests.faults.stage import Stage

HOUR = dt.timedelta(hours=1)


def made(stage: Stage) -> int:
    """Return how much was ever made."""
    ledger = stage.cloud.stand_in.ledger()
    return len(ledger.jobs) + len(judge.capacity(ledger))


def error_of(stage: Stage, run: str) -> str:
    """Return the error that a run ended with."""
    return str(stage.cloud.execution(run)["error"])


def test_nothing_is_made_in_all_the_time_before_the_answer(stage: Stage) -> None:
    run = asked(stage)
    stage.cloud.pass_time(HOUR * 0.9)
    assert (stage.status(run), made(stage)) == ("RUNNING", 0)
    assert answer(stage, run, Decision.APPROVED).answer["approver"].endswith("/ann")
    assert made(stage) == 1


def test_an_approved_run_does_not_wait_for_its_next_look(stage: Stage) -> None:
    run = asked(stage)
    record = stage.cloud.injection.record
    record.effects.clear()
    answer(stage, run, Decision.APPROVED)
    actions = [effect.action for effect in record.effects]
    answered = actions.index("stepfunctions SendTaskSuccess")
    assert "bedrock CreateModelCustomizationJob" in actions[answered:]
    assert "s3 PutObject waiting plan" not in actions[answered:]


def test_a_run_is_given_up_within_a_look_of_its_time(stage: Stage) -> None:
    run = asked(stage)
    found = waiting(stage, run)
    assert found
    expires = dt.datetime.fromisoformat(found.expires_at)
    stage.until(lambda: stage.ended(run))
    late = stage.cloud.now - expires
    assert dt.timedelta(minutes=1) < late < dt.timedelta(minutes=1, seconds=45)
    assert error_of(stage, run) == "ApprovalExpiredError"
    assert answer(stage, run, Decision.APPROVED).error == "AnswerRefusedError"


def test_a_redrive_while_it_may_still_be_answered_waits_on_until_the_same_time(
    stage: Stage,
) -> None:
    run = asked(stage)
    before = waiting(stage, run)
    assert before
    stage.abort(run)
    stage.quiet()
    redrive(stage.cloud, run)
    stage.cloud.pass_time(dt.timedelta(minutes=2))
    after = waiting(stage, run)
    assert after
    assert (after.asked_at, after.expires_at) == (before.asked_at, before.expires_at)
    assert after.task_token != before.task_token
    answer(stage, run, Decision.APPROVED)
    stage.until(lambda: stage.ended(run))
    assert (stage.status(run), made(stage)) == ("SUCCEEDED", 1)


def test_a_redrive_after_its_time_asks_nobody_anew(stage: Stage) -> None:
    run = asked(stage)
    stage.until(lambda: stage.ended(run))
    stage.quiet()
    redrive(stage.cloud, run)
    stage.cloud.pass_time(dt.timedelta(minutes=2))
    assert (error_of(stage, run), made(stage)) == ("ApprovalExpiredError", 0)


def test_a_rejection_outlasts_every_redrive(stage: Stage) -> None:
    run = asked(stage)
    answer(stage, run, Decision.REJECTED)
    stage.quiet()
    redrive(stage.cloud, run)
    stage.quiet()
    assert answer(stage, run, Decision.APPROVED, "bob").error == "AnswerRefusedError"
    assert (error_of(stage, run), made(stage)) == ("ApprovalRejectedError", 0)


def test_the_second_answer_and_one_to_another_plan_are_refused(stage: Stage) -> None:
    run = asked(stage)
    another = answer(stage, run, Decision.APPROVED, plan_hash="0" * 64)
    assert (another.error, made(stage)) == ("AnswerRefusedError", 0)
    first = answer(stage, run, Decision.APPROVED)
    assert answer(stage, run, Decision.REJECTED, "bob").error == "AnswerRefusedError"
    assert answer(stage, run, Decision.APPROVED) == first


@pytest.mark.parametrize("name", ["approved", "rejected", "unanswered", "aborted while it asks"])
def test_an_undisturbed_play_comes_as_it_was_wanted(deployed: Blueprint, name: str) -> None:
    [play] = [one for one in PLAYS if one.name == name]
    found = outcome.of(deployed, play)
    assert found.end is End.DONE, found.story
    assert (found.leaks, found.doubles) == ([], [])

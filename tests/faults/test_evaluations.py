"""Runs that ask their models, in virtual time: what accidents, aborts and redrives change."""

import datetime as dt

import pytest

from lambdas.contract import names, places
from lambdas.contract.evaluation import Arm
from local.bedrock.faults import AccessDenied, Throttle
from tests.faults import judge, objects
from tests.faults.dataset import RECORDS, held_out
from tests.faults.play_evaluations import ON_DEMAND, asking, children
from tests.faults.redrive import redrive
from tests.faults.stage import TEAM, TEST_SET, Stage

BASE = "amazon.nova-micro-v1:0"
CONVERSE = "Converse"


def ended(stage: Stage) -> str:
    """Run an evaluation to its end; return its execution."""
    run = stage.run("first", ON_DEMAND, evaluates=True)
    stage.until(lambda: stage.ended(run))
    return run


def base_answers(stage: Stage) -> int:
    """Return how many questions the base answered."""
    usage = stage.cloud.stand_in.ledger().usage
    return sum(one.answers for one in usage if one.arn.endswith(BASE))


def test_every_side_is_a_child_of_its_own(stage: Stage) -> None:
    run = ended(stage)
    assert stage.status(run) == "SUCCEEDED"
    assert [one["status"] for one in children(stage)] == ["SUCCEEDED"] * 2
    assert base_answers(stage) == RECORDS


def test_a_busy_model_is_waited_for_and_nothing_is_asked_twice(stage: Stage) -> None:
    stage.cloud.stand_in.order(Throttle(operation=CONVERSE, name=BASE, times=100))
    began = stage.cloud.now
    run = ended(stage)
    assert stage.status(run) == "SUCCEEDED"
    assert base_answers(stage) == RECORDS
    # Each wait is half of 30 seconds, on average; a call lasts ten minutes, so it took several.
    assert stage.cloud.now - began > dt.timedelta(minutes=15)


def test_a_redrive_asks_only_what_has_no_answer_yet(stage: Stage) -> None:
    stage.cloud.stand_in.order(AccessDenied(operation=CONVERSE, name=BASE))
    run = ended(stage)
    execution = stage.cloud.execution(run)
    assert execution["error"] == "States.ExceedToleratedFailureThreshold"
    redrive(stage.cloud, run)
    stage.until(lambda: stage.ended(run))
    assert stage.status(run) == "SUCCEEDED"
    assert base_answers(stage) == RECORDS


def test_an_abort_ends_the_questions_and_what_answers_them(stage: Stage) -> None:
    stage.cloud.stand_in.order(Throttle(operation=CONVERSE, name=BASE, times=10_000))
    run = asking(stage)
    stage.cloud.pass_time(dt.timedelta(minutes=2))
    stage.abort(run)
    stage.quiet()
    assert {one["status"] for one in children(stage)} <= {"ABORTED", "SUCCEEDED"}
    assert not judge.live_capacity(stage.cloud.stand_in.ledger())


def test_answers_that_somebody_else_wrote_are_never_scored(stage: Stage) -> None:
    run_id = names.run_id(TEAM, "first")
    key = places.answers_key(TEAM, run_id, "test", Arm.BASE, 1)
    objects.put(stage.cloud, "ArtifactsBucket", key, b"not what a worker writes")
    run = ended(stage)
    assert stage.status(run) == "FAILED"
    (failed,) = [one for one in children(stage) if one["status"] == "FAILED"]
    assert failed["error"] == "EvaluationDamagedError"
    assert base_answers(stage) == 0
    stage.quiet()
    assert not judge.live_capacity(stage.cloud.stand_in.ledger())


def test_a_test_set_that_changes_after_it_was_checked_is_asked_as_it_was(stage: Stage) -> None:
    """The version that PlanRun read is asked, and scored against its own references."""
    run = stage.run("first", ON_DEMAND, evaluates=True)
    stage.until(lambda: bool(stage.cloud.stand_in.ledger().jobs))
    objects.put(stage.cloud, "DataBucket", f"teams/{TEAM}/{TEST_SET}", b"no test set any more")
    stage.until(lambda: stage.ended(run))
    assert stage.status(run) == "SUCCEEDED"
    assert base_answers(stage) == RECORDS


@pytest.mark.parametrize("times", [8, 1])
def test_a_set_that_tells_nothing_ends_the_run_before_anything_is_paid(
    stage: Stage, times: int
) -> None:
    """One set asks the same again and again, another says nothing that can be asked."""
    again = b"\n".join([held_out()] * times) if times > 1 else b"prompt,answer\n"
    objects.put(stage.cloud, "DataBucket", f"teams/{TEAM}/{TEST_SET}", again)
    run = ended(stage)
    execution = stage.cloud.execution(run)
    assert (execution["status"], execution["error"]) == ("FAILED", "InvalidRequestError")
    assert not stage.cloud.stand_in.ledger().jobs

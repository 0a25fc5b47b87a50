"""Runs that end badly: with the right error, and nothing left that costs money."""

import json

import pytest

from lambdas.contract import errors
from local.bedrock import faults
from tests.local.plays import leave_orphan
from tests.local.scenarios import Scenarios, named
from tests.local.system import System, wait_for

ERRORS = {
    "failing-job": errors.TrainingFailedError.__name__,
    "stopped-job": errors.TrainingStoppedError.__name__,
    "unknown-status": errors.TrainingFailedError.__name__,
}
CLEANED_UP = [
    "aborted-before-create",
    "aborted-during-create",
    "aborted-after-create",
    "timed-out",
    "failed-beside-healthy-job",
]


@pytest.mark.parametrize(("name", "error"), ERRORS.items())
def test_a_bad_job_fails_the_run_by_its_name(scenarios: Scenarios, name: str, error: str) -> None:
    end = scenarios.end(name)
    assert (end["status"], end["error"]) == ("FAILED", error)


def test_a_failed_job_is_made_once(system: System, scenarios: Scenarios) -> None:
    scenarios.end("failing-job")
    assert len(system.jobs(scenarios.run_id("failing-job"))) == 1


def test_an_unknown_status_is_named(scenarios: Scenarios) -> None:
    assert "'Paused'" in scenarios.end("unknown-status")["cause"]


@pytest.mark.parametrize("name", CLEANED_UP)
def test_no_job_runs_after_the_clean_up(system: System, scenarios: Scenarios, name: str) -> None:
    scenarios.end(name)
    clean_up = system.clean_up_of(scenarios.run_id(name))
    assert clean_up is not None
    assert clean_up["status"] == "SUCCEEDED", clean_up
    assert {job.status for job in system.jobs(scenarios.run_id(name))} <= {"Stopped"}


def test_an_abort_before_the_call_makes_no_job(system: System, scenarios: Scenarios) -> None:
    assert scenarios.end("aborted-before-create")["status"] == "ABORTED"
    run_id = scenarios.run_id("aborted-before-create")
    assert system.entered(run_id) == ["PlanRun"]
    assert system.jobs(run_id) == []


@pytest.mark.parametrize("name", ["aborted-during-create", "aborted-after-create", "timed-out"])
def test_the_job_that_was_made_is_stopped(system: System, scenarios: Scenarios, name: str) -> None:
    scenarios.end(name)
    assert system.job_status(scenarios.run_id(name)) == "Stopped"


def test_an_aborted_run_stays_aborted(scenarios: Scenarios) -> None:
    assert scenarios.end("aborted-after-create")["status"] == "ABORTED"


def test_a_healthy_job_has_a_grace_time(system: System, scenarios: Scenarios) -> None:
    scenarios.end("failed-beside-healthy-job")
    clean_up = system.clean_up_of(scenarios.run_id("failed-beside-healthy-job"))
    assert clean_up is not None
    took = clean_up["stopDate"] - clean_up["startDate"]
    assert took.total_seconds() >= 5


def test_a_bad_request_lists_every_problem_and_makes_nothing(system: System) -> None:
    request = {"training": "datasets/missing.jsonl", "model": "gpt", "hyperparameters": {"x": 1}}
    run_id = system.start("bad-request", request)
    end = system.end_of(run_id)
    assert end["error"] == errors.InvalidRequestError.__name__
    message = json.loads(end["cause"])["errorMessage"]
    assert {"$.model", "$.hyperparameters.x"} <= set(message.replace(":", " ").split())
    assert system.jobs(run_id) == []


def test_the_team_hears_of_a_failed_run(system: System, scenarios: Scenarios) -> None:
    scenarios.end("failing-job")
    run_id = scenarios.run_id("failing-job")
    wait_for("the clean-up", lambda: system.clean_up_of(run_id))
    clean_up = system.clean_up_of(run_id)
    assert clean_up is not None
    events = system.stepfunctions.get_execution_history(executionArn=clean_up["executionArn"])
    told = json.dumps(events["events"], default=str)
    assert f"Run {run_id} ended: FAILED TrainingFailedError" in told


def test_the_hourly_sweep_ends_a_job_whose_run_nobody_knows(system: System) -> None:
    run_id = leave_orphan(system, "orphan")
    assert run_id in json.loads(system.invoke("SweepRuns", {}))
    wait_for("the job's end", lambda: system.job_status(run_id) == "Stopped")


def test_the_hourly_sweep_leaves_a_live_run_alone(system: System) -> None:
    held = named(faults.HoldJob(), "alive")
    system.stand_in.order(held)
    run_id = system.start("alive")
    wait_for("the job", lambda: system.job_status(run_id) == "InProgress")
    assert run_id not in json.loads(system.invoke("SweepRuns", {}))
    assert system.job_status(run_id) == "InProgress"
    system.stand_in.clear(held.name)
    assert system.end_of(run_id)["status"] == "SUCCEEDED"

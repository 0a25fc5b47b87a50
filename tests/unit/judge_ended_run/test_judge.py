"""What an ended run's end means for its jobs: a table, the arithmetic of grace, the message."""

import datetime as dt

import pytest

from lambdas.common.executions import GONE, Execution
from lambdas.contract.errors import STOP_AT_ONCE
from lambdas.judge_ended_run.judge import Left, judge, remaining_grace
from tests.fakes.cloud import execution_arn

ARN = execution_arn("demo_run-1")
NOW = dt.datetime(2026, 8, 21, 12, tzinfo=dt.UTC)
GRACE = 3600
JOB = Left(jobs=["job-a1"])
EVERYTHING = Left(jobs=["job-a1"], throughput=["x-d1"], deployments=["y-d2", "y-d1"])


def ended(status: str, error: str = "", seconds_ago: float | None = 0) -> Execution:
    """Return an execution that ended so long ago."""
    at = None if seconds_ago is None else NOW - dt.timedelta(seconds=seconds_ago)
    return Execution(arn=ARN, status=status, redrive_count=2, error=error, ended_at=at)


@pytest.mark.parametrize(
    ("status", "error", "seconds"),
    [
        ("FAILED", "States.TaskFailed", GRACE),
        ("FAILED", "States.Runtime", GRACE),
        ("FAILED", "States.DataLimitExceeded", GRACE),
        ("FAILED", "AccessRefusedError", GRACE),
        ("FAILED", "TrainingFailedError", GRACE),
        ("FAILED", "", GRACE),
        ("FAILED", "TrainingTimeExceededError", 0),
        ("FAILED", "DeploymentTimeExceededError", 0),
        ("ABORTED", "", 0),
        ("TIMED_OUT", "States.Timeout", 0),
        ("SUCCEEDED", "", 0),
        (GONE, "", 0),
        ("UNHEARD_OF", "", 0),
    ],
)
def test_only_a_failure_by_accident_has_grace(status: str, error: str, seconds: int) -> None:
    execution = ended(status, error)
    assert remaining_grace(execution, GRACE, NOW) == seconds
    judgement = judge(execution, JOB, GRACE, NOW)
    assert (judgement.wait_seconds, judgement.live_jobs) == (seconds, ["job-a1"])
    assert not judgement.leave_alone
    assert judge(execution, Left(deployments=["x-d1"]), GRACE, NOW).wait_seconds == seconds
    assert judge(execution, Left(throughput=["x-d1"]), GRACE, NOW).wait_seconds == 0


def test_a_run_over_time_is_stopped_at_once() -> None:
    assert STOP_AT_ONCE == ("TrainingTimeExceededError", "DeploymentTimeExceededError")


@pytest.mark.parametrize(
    ("seconds_ago", "left"),
    [(0, 3600), (0.4, 3600), (1, 3599), (3599, 1), (3600, 0), (3601, 0), (1e6, 0), (None, 3600)],
)
def test_grace_counts_from_the_end_of_the_run(seconds_ago: float | None, left: int) -> None:
    assert remaining_grace(ended("FAILED", "", seconds_ago), GRACE, NOW) == left


def test_an_environment_without_grace_stops_at_once() -> None:
    assert remaining_grace(ended("FAILED"), 0, NOW) == 0


def test_without_a_live_job_nothing_is_waited_for() -> None:
    judgement = judge(ended("FAILED", "States.Runtime"), Left(), GRACE, NOW)
    assert (judgement.wait_seconds, judgement.live_jobs) == (0, [])
    assert "Jobs to stop: none" in judgement.notification.message
    assert "redrive" not in judgement.notification.message


def test_the_judgement_names_the_run() -> None:
    judgement = judge(ended("FAILED"), JOB, GRACE, NOW)
    assert (judgement.execution_arn, judgement.redrive_count) == (ARN, 2)
    assert judgement.team == "demo"


def test_within_grace_the_message_says_how_to_go_on() -> None:
    message = judge(ended("FAILED", "States.Runtime", 600), JOB, GRACE, NOW).notification
    assert message.subject == "Run demo_run-1 FAILED"
    assert message.message.splitlines() == [
        "Run demo_run-1 ended: FAILED States.Runtime",
        "Its job job-a1 is healthy and goes on for 3000 seconds.",
        "To keep what it has done, redrive the run:",
        f"aws stepfunctions redrive-execution --execution-arn {ARN}",
        f"Execution: {ARN}",
    ]


def test_without_grace_the_message_says_what_is_stopped() -> None:
    message = judge(ended("ABORTED"), Left(jobs=["job-a2", "job-a1"]), GRACE, NOW).notification
    assert message.message.splitlines() == [
        "Run demo_run-1 ended: ABORTED",
        "Jobs to stop: job-a2, job-a1",
        f"Execution: {ARN}",
    ]


def test_what_bills_by_the_hour_is_named_and_goes_now() -> None:
    judgement = judge(ended("FAILED", "States.Runtime"), EVERYTHING, GRACE, NOW)
    assert judgement.live_throughput == ["x-d1"]
    assert judgement.live_deployments == ["y-d2", "y-d1"]
    assert judgement.notification.message.splitlines() == [
        "Run demo_run-1 ended: FAILED States.Runtime",
        "Its provisioned throughput x-d1 is billed by the hour and is removed now.",
        "Its job job-a1 is healthy and goes on for 3600 seconds.",
        "Its deployment y-d2, y-d1 is healthy and goes on for 3600 seconds.",
        "To keep what it has done, redrive the run:",
        f"aws stepfunctions redrive-execution --execution-arn {ARN}",
        f"Execution: {ARN}",
    ]


def test_without_grace_everything_is_named_that_goes() -> None:
    message = judge(ended("ABORTED"), EVERYTHING, GRACE, NOW).notification
    assert message.message.splitlines() == [
        "Run demo_run-1 ended: ABORTED",
        "Its provisioned throughput x-d1 is billed by the hour and is removed now.",
        "Jobs to stop: job-a1",
        "Deployments to remove: y-d2, y-d1",
        f"Execution: {ARN}",
    ]


@pytest.mark.parametrize("run_id", ["demo_" + "x" * 75, "demo_gr\u00fc\u00dfe\n\u2603"])
def test_the_subject_is_one_that_sns_takes(run_id: str) -> None:
    execution = Execution(execution_arn(run_id), "TIMED_OUT", 0, "", NOW)
    subject = judge(execution, Left(), GRACE, NOW).notification.subject
    assert 0 < len(subject) <= 100
    assert subject.isascii()
    assert subject.isprintable()

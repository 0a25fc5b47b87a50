"""JudgeEndedRun from event to judgement."""

import datetime as dt
import json
from typing import Any

import pytest

from lambdas.judge_ended_run.handler import handler
from tests.fakes.cloud import Cloud
from tests.unit.train_model.samples import ARN, ensured, job_name

GRACE = 3600


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Cloud:
    made = Cloud()
    made.install(monkeypatch, {"ENVIRONMENT_NAME": "dev", "GRACE_SECONDS": str(GRACE)})
    ensured(made.bedrock)
    return made


def judged() -> Any:
    """Return the judgement as the machine gets it."""
    return json.loads(json.dumps(handler({"execution_arn": ARN}, None)))  # type: ignore[arg-type]


def test_a_run_that_goes_on_again_is_left_alone(cloud: Cloud) -> None:
    cloud.stepfunctions.run(ARN, redriveCount=1)
    assert judged()["leave_alone"] is True
    assert cloud.bedrock.calls.count("GetModelCustomizationJob") == _reads_of_ensure(cloud)


def test_a_failed_run_keeps_its_healthy_job_for_a_while(cloud: Cloud) -> None:
    ended_at = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=600)
    cloud.stepfunctions.run(ARN, "FAILED", error="States.Runtime", stopDate=ended_at)
    judgement = judged()
    assert judgement["live_jobs"] == [job_name()]
    assert 2995 <= judgement["wait_seconds"] <= 3000
    assert (judgement["leave_alone"], judgement["team"]) == (False, "demo")


def test_an_aborted_run_keeps_nothing(cloud: Cloud) -> None:
    cloud.stepfunctions.run(ARN, "ABORTED")
    judgement = judged()
    assert (judgement["live_jobs"], judgement["wait_seconds"]) == ([job_name()], 0)
    assert cloud.bedrock.stops == []


@pytest.mark.parametrize(
    ("status", "lives"),
    [
        ("InProgress", True),
        ("Stopping", True),
        ("Paused", True),
        ("Completed", False),
        ("Failed", False),
        ("Stopped", False),
    ],
)
def test_a_job_lives_until_a_known_word_says_it_ended(
    cloud: Cloud, status: str, lives: bool
) -> None:
    cloud.bedrock.change(job_name(), status)
    cloud.stepfunctions.run(ARN, "FAILED")
    assert judged()["live_jobs"] == ([job_name()] if lives else [])


def test_every_attempt_is_looked_at(cloud: Cloud) -> None:
    cloud.bedrock.change(job_name(1), "Failed")
    ensured(cloud.bedrock, redrives=2)
    cloud.stepfunctions.run(ARN, "FAILED", redriveCount=2)
    judgement = judged()
    assert (judgement["live_jobs"], judgement["redrive_count"]) == ([job_name(3)], 2)


def test_a_forgotten_run_keeps_nothing_of_any_attempt(cloud: Cloud) -> None:
    cloud.bedrock.change(job_name(1), "Failed")
    ensured(cloud.bedrock, redrives=1)
    judgement = judged()
    assert (judgement["live_jobs"], judgement["wait_seconds"]) == ([job_name(2)], 0)


def _reads_of_ensure(cloud: Cloud) -> int:
    return cloud.bedrock.calls.index("CreateModelCustomizationJob") + 1

"""SweepRuns: for which live jobs CleanUp starts."""

import datetime as dt
import json
from typing import Any

import msgspec
import pytest

from lambdas.contract import names
from lambdas.contract.clean_up import CleanUpInput
from lambdas.sweep_runs.handler import SLACK, execution_arn, handler
from tests.fakes import cloud as places
from tests.fakes.cloud import CLEAN_UP_MACHINE_ARN, RUN_MACHINE_ARN, Cloud
from tests.unit.sweep_runs.jobs import RUN_ID, train

GRACE = 3600
PATIENCE = dt.timedelta(seconds=GRACE) + SLACK
MOMENT = dt.timedelta(seconds=5)
ARN = places.execution_arn(RUN_ID)


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Cloud:
    made = Cloud()
    variables = {
        "ENVIRONMENT_NAME": "dev",
        "RUN_MACHINE_ARN": RUN_MACHINE_ARN,
        "CLEAN_UP_MACHINE_ARN": CLEAN_UP_MACHINE_ARN,
        "GRACE_SECONDS": str(GRACE),
    }
    made.install(monkeypatch, variables)
    return made


def swept() -> Any:
    """Call the function as the clock does."""
    return handler({}, None)  # type: ignore[arg-type]


def test_a_forgotten_live_job_starts_the_clean_up(cloud: Cloud) -> None:
    train(cloud.bedrock)
    cloud.stepfunctions.run(ARN, "FAILED", stopDate=dt.datetime.now(dt.UTC) - PATIENCE - MOMENT)
    assert swept() == [RUN_ID]
    (started,) = cloud.stepfunctions.started
    assert started["stateMachineArn"] == CLEAN_UP_MACHINE_ARN
    asked = msgspec.json.decode(started["input"], type=CleanUpInput)
    assert asked == CleanUpInput(execution_arn=ARN)


def test_a_run_that_nobody_knows_any_more_is_cleaned_up(cloud: Cloud) -> None:
    train(cloud.bedrock)
    assert swept() == [RUN_ID]


@pytest.mark.parametrize("status", ["FAILED", "ABORTED", "TIMED_OUT", "SUCCEEDED"])
def test_within_grace_and_slack_a_run_is_left_to_its_own_clean_up(
    cloud: Cloud, status: str
) -> None:
    train(cloud.bedrock)
    ended_at = dt.datetime.now(dt.UTC) - PATIENCE + MOMENT
    cloud.stepfunctions.run(ARN, status, stopDate=ended_at)
    assert swept() == []
    cloud.stepfunctions.run(ARN, status, stopDate=ended_at - 2 * MOMENT)
    assert swept() == [RUN_ID]


def test_a_running_run_is_left_alone(cloud: Cloud) -> None:
    train(cloud.bedrock)
    cloud.stepfunctions.run(ARN)
    assert swept() == []
    assert cloud.stepfunctions.started == []


def test_a_redriven_run_is_left_alone_whenever_it_had_ended(cloud: Cloud) -> None:
    train(cloud.bedrock)
    long_ago = dt.datetime.now(dt.UTC) - 10 * PATIENCE
    cloud.stepfunctions.run(ARN, "RUNNING", stopDate=long_ago, redriveCount=1)
    assert swept() == []


@pytest.mark.parametrize("status", ["Completed", "Failed", "Stopped", "Stopping"])
def test_a_job_that_costs_nothing_more_is_left_alone(cloud: Cloud, status: str) -> None:
    cloud.bedrock.change(train(cloud.bedrock), status)
    assert swept() == []


def test_every_run_is_swept_once(cloud: Cloud) -> None:
    for run_id in ("demo_second", "demo_first", "other_first"):
        train(cloud.bedrock, run_id)
    twin = cloud.bedrock.jobs[names.job_name("dev", "demo_first", 1)]
    name = names.job_name("dev", "demo_first", 2)
    cloud.bedrock.jobs[name] = twin | {"jobName": name}
    assert swept() == ["demo_first", "demo_second", "other_first"]
    asked = [json.loads(started["input"]) for started in cloud.stepfunctions.started]
    assert [one["execution_arn"].rpartition(":")[2] for one in asked] == [
        "demo_first",
        "demo_second",
        "other_first",
    ]


def test_a_runs_execution_is_named_after_it() -> None:
    assert execution_arn(RUN_MACHINE_ARN, RUN_ID) == ARN

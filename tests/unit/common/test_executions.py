"""Executions as Step Functions reports them."""

import pytest
from botocore.exceptions import ClientError

from lambdas.common import executions
from tests.fakes.cloud import execution_arn
from tests.fakes.requests import service_error
from tests.fakes.stepfunctions import FakeStepFunctions

ARN = execution_arn("demo_run-1")


@pytest.fixture
def stepfunctions() -> FakeStepFunctions:
    return FakeStepFunctions()


def test_an_execution_is_read_whole(stepfunctions: FakeStepFunctions) -> None:
    stepfunctions.run(ARN, "FAILED", error="States.Runtime", redriveCount=2)
    found = executions.describe(stepfunctions.client, ARN)
    assert (found.run_id, found.status, found.error) == ("demo_run-1", "FAILED", "States.Runtime")
    assert found.redrive_count == 2
    assert found.ended_at == stepfunctions.executions[ARN]["stopDate"]
    assert not found.is_running


def test_a_running_execution_has_no_end(stepfunctions: FakeStepFunctions) -> None:
    stepfunctions.run(ARN)
    found = executions.describe(stepfunctions.client, ARN)
    assert found.is_running
    assert (found.ended_at, found.error, found.redrive_count) == (None, "", 0)


def test_a_forgotten_execution_may_have_been_redriven_often(
    stepfunctions: FakeStepFunctions,
) -> None:
    found = executions.describe(stepfunctions.client, ARN)
    assert (found.status, found.is_running) == (executions.GONE, False)
    assert found.redrive_count == executions.MOST_REDRIVES


def test_an_unreadable_execution_is_not_taken_for_a_forgotten_one(
    stepfunctions: FakeStepFunctions, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_asked: object) -> None:
        raise service_error("ThrottlingException")

    monkeypatch.setattr(stepfunctions, "describe_execution", refuse)
    with pytest.raises(ClientError, match="ThrottlingException"):
        executions.describe(stepfunctions.client, ARN)


@pytest.mark.parametrize(
    ("status", "redrives", "goes_on"),
    [("FAILED", 1, False), ("FAILED", 2, True), ("RUNNING", 1, True), ("SUCCEEDED", 2, True)],
)
def test_a_run_goes_on_when_it_runs_or_was_redriven_again(
    stepfunctions: FakeStepFunctions, status: str, redrives: int, goes_on: bool
) -> None:
    stepfunctions.run(ARN, status, redriveCount=redrives)
    assert executions.describe(stepfunctions.client, ARN).goes_on_since(1) is goes_on

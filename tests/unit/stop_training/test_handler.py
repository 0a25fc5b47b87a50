"""StopTraining: no job of an ended run goes on, and none of a living run is touched."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from lambdas.contract.errors import PERMANENT, StillStoppingError
from lambdas.stop_training.handler import handler
from tests.fakes.cloud import Cloud
from tests.unit.train_model.samples import ARN, ensured, job_name

STOP = "StopModelCustomizationJob"


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Cloud:
    made = Cloud()
    made.install(monkeypatch, {"ENVIRONMENT_NAME": "dev"})
    made.stepfunctions.run(ARN, "ABORTED")
    ensured(made.bedrock)
    return made


def stopped(redrive_count: int = 0) -> Any:
    """Call the function as the machine does, with the redrive count of the judgement."""
    event = {"execution_arn": ARN, "redrive_count": redrive_count}
    return handler(event, None)  # type: ignore[arg-type]


def test_a_running_job_is_stopped_and_looked_at_again(cloud: Cloud) -> None:
    with pytest.raises(StillStoppingError, match=f"{job_name()} is InProgress"):
        stopped()
    assert cloud.bedrock.stops == [job_name()]
    assert StillStoppingError.__name__ not in PERMANENT
    cloud.bedrock.change(job_name(), "Stopped")
    assert stopped() == {
        "execution_arn": ARN,
        "redrive_count": 0,
        "left_alone": False,
        "jobs": [f"{job_name()}: Stopped"],
    }
    assert cloud.bedrock.stops == [job_name()]


def test_a_stopping_job_is_waited_for_and_not_stopped_again(cloud: Cloud) -> None:
    cloud.bedrock.change(job_name(), "Stopping")
    with pytest.raises(StillStoppingError, match="Stopping"):
        stopped()
    assert cloud.bedrock.stops == []


def test_a_job_of_unknown_status_is_stopped_too(cloud: Cloud) -> None:
    cloud.bedrock.change(job_name(), "Paused")
    with pytest.raises(StillStoppingError, match="Paused"):
        stopped()
    assert cloud.bedrock.stops == [job_name()]


@pytest.mark.parametrize("status", ["Completed", "Failed", "Stopped"])
def test_there_may_be_nothing_to_stop(cloud: Cloud, status: str) -> None:
    cloud.bedrock.change(job_name(), status)
    assert stopped()["jobs"] == [f"{job_name()}: {status}"]
    assert cloud.bedrock.stops == []


def test_there_may_be_no_job(cloud: Cloud) -> None:
    cloud.bedrock.jobs.clear()
    assert stopped()["jobs"] == []


@pytest.mark.parametrize("code", ["ConflictException", "ValidationException"])
def test_a_job_may_end_before_the_stop_arrives(cloud: Cloud, code: str) -> None:
    cloud.bedrock.refuse(STOP, code)
    with pytest.raises(StillStoppingError):
        stopped()
    cloud.bedrock.change(job_name(), "Completed")
    assert stopped()["jobs"] == [f"{job_name()}: Completed"]


def test_any_other_refusal_is_an_error(cloud: Cloud) -> None:
    cloud.bedrock.refuse(STOP, "InternalServerException")
    with pytest.raises(ClientError, match="InternalServerException"):
        stopped()


def test_a_run_that_goes_on_again_keeps_its_job(cloud: Cloud) -> None:
    cloud.stepfunctions.run(ARN)
    assert stopped() == {
        "execution_arn": ARN,
        "redrive_count": 0,
        "left_alone": True,
        "jobs": [],
    }
    assert cloud.bedrock.stops == []


@pytest.mark.parametrize("status", ["FAILED", "ABORTED", "SUCCEEDED"])
def test_a_run_redriven_since_it_was_judged_is_left_to_its_own_clean_up(
    cloud: Cloud, status: str
) -> None:
    cloud.stepfunctions.run(ARN, status, redriveCount=1)
    assert stopped(redrive_count=0)["left_alone"] is True
    assert cloud.bedrock.stops == []
    with pytest.raises(StillStoppingError):
        stopped(redrive_count=1)


def test_every_attempt_is_stopped(cloud: Cloud) -> None:
    cloud.bedrock.change(job_name(1), "Failed")
    ensured(cloud.bedrock, redrives=2)
    cloud.stepfunctions.run(ARN, "FAILED", redriveCount=2)
    with pytest.raises(StillStoppingError):
        stopped(redrive_count=2)
    assert cloud.bedrock.stops == [job_name(3)]
    cloud.bedrock.change(job_name(3), "Stopped")
    jobs = stopped(redrive_count=2)["jobs"]
    assert jobs == [f"{job_name(3)}: Stopped", f"{job_name(1)}: Failed"]

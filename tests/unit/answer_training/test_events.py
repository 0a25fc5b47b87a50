"""Bedrock's event lost, doubled, early, late or forged: the run hears the truth once."""

import msgspec
import pytest
from botocore.exceptions import ClientError

from lambdas.answer_training.handler import handler
from lambdas.contract import places
from lambdas.contract.run import TrainedModel
from tests.fakes.cloud import Cloud
from tests.unit.train_model.samples import TOKEN, ensured, job_name, trained


def hear(name: str = job_name(), status: str = "Completed") -> None:
    """Call the function with Bedrock's event."""
    detail = {"jobName": name, "jobStatus": status, "version": "0.0", "failureMessage": "x"}
    handler({"source": "aws.bedrock", "detail": detail}, None)  # type: ignore[arg-type]


def answers(cloud: Cloud) -> list[str]:
    """Return what the run was told: its model's name, or an error."""
    told = cloud.stepfunctions.answers
    return [a.error or msgspec.json.decode(a.output, type=TrainedModel).model_name for a in told]


@pytest.fixture
def waiting(cloud: Cloud) -> Cloud:
    trained()
    return cloud


def test_an_event_wakes_the_run(waiting: Cloud) -> None:
    waiting.bedrock.change(job_name(), "Completed")
    hear()
    assert [answer.token for answer in waiting.stepfunctions.answers] == [TOKEN]
    assert answers(waiting) == [job_name()]


def test_a_doubled_event_wakes_it_once(waiting: Cloud) -> None:
    waiting.bedrock.change(job_name(), "Completed")
    hear()
    hear()
    assert answers(waiting) == [job_name()]


def test_a_lost_event_is_made_up_for_by_the_next_look(waiting: Cloud) -> None:
    waiting.bedrock.change(job_name(), "Completed")
    waiting.stepfunctions.waiting = {"token-2"}
    trained(token="token-2")
    assert answers(waiting) == [job_name()]


def test_an_event_before_the_token_is_made_up_for_by_the_look_that_follows(cloud: Cloud) -> None:
    ensured(cloud.bedrock)
    cloud.bedrock.change(job_name(), "Completed")
    hear()
    assert answers(cloud) == []
    trained()
    assert answers(cloud) == [job_name()]


def test_an_event_before_the_end_is_not_believed(waiting: Cloud) -> None:
    hear()
    assert answers(waiting) == []
    waiting.bedrock.change(job_name(), "Stopping")
    hear()
    assert answers(waiting) == []


def test_an_event_after_the_answer_changes_nothing(waiting: Cloud) -> None:
    waiting.bedrock.change(job_name(), "Completed")
    trained()
    hear()
    assert answers(waiting) == [job_name()]


@pytest.mark.parametrize("refusal", ["TaskTimedOut", "TaskDoesNotExist", "InvalidToken"])
def test_a_stale_token_is_success(waiting: Cloud, refusal: str) -> None:
    waiting.bedrock.change(job_name(), "Completed")
    waiting.stepfunctions.waiting.clear()
    waiting.stepfunctions.refusal = refusal
    hear()
    assert answers(waiting) == []


@pytest.mark.parametrize("lie", ["Failed", "Stopped", "InProgress", "Paused"])
def test_the_job_is_believed_and_not_the_event(waiting: Cloud, lie: str) -> None:
    waiting.bedrock.change(job_name(), "Completed")
    hear(status=lie)
    assert answers(waiting) == [job_name()]


@pytest.mark.parametrize(
    ("status", "error"),
    [
        ("Failed", "TrainingFailedError"),
        ("Stopped", "TrainingStoppedError"),
        ("Paused", "TrainingFailedError"),
    ],
)
def test_a_job_that_ended_badly_is_told_as_such(waiting: Cloud, status: str, error: str) -> None:
    waiting.bedrock.change(job_name(), status)
    hear()
    assert answers(waiting) == [error]


@pytest.mark.parametrize(
    "name",
    [
        "bc-dev-unheard-of-a1",
        job_name(2),
        job_name().replace("-dev-", "-prod-"),
        f"{job_name()}.json",
    ],
)
def test_the_event_of_another_job_wakes_nobody(waiting: Cloud, name: str) -> None:
    waiting.bedrock.change(job_name(), "Completed")
    hear(name)
    assert answers(waiting) == []


def test_a_job_that_nobody_waits_for_wakes_nobody(cloud: Cloud) -> None:
    ensured(cloud.bedrock)
    cloud.bedrock.change(job_name(), "Completed")
    hear()
    assert answers(cloud) == []


def test_a_token_without_its_job_is_worth_nothing(waiting: Cloud) -> None:
    waiting.bedrock.jobs.clear()
    hear()
    assert answers(waiting) == []


def test_the_failed_job_of_an_earlier_attempt_does_not_end_the_next(waiting: Cloud) -> None:
    waiting.bedrock.change(job_name(1), "Failed")
    hear()
    waiting.stepfunctions.waiting = {"token-2"}
    trained(token="token-2", redrive_count=1, redriven_at=waiting.bedrock.now())
    hear(job_name(1), "Failed")
    assert answers(waiting) == ["TrainingFailedError"]
    waiting.bedrock.change(job_name(2), "Completed")
    hear(job_name(2))
    assert answers(waiting) == ["TrainingFailedError", job_name(2)]


def test_an_unreadable_job_leaves_the_event_to_its_retry(waiting: Cloud) -> None:
    waiting.bedrock.change(job_name(), "Completed")
    waiting.bedrock.refuse("GetModelCustomizationJob", "ThrottlingException")
    with pytest.raises(ClientError, match="ThrottlingException"):
        hear()
    hear()
    assert answers(waiting) == [job_name()]


def test_tokens_are_found_by_the_name_in_the_event() -> None:
    assert places.control_key(job_name()) == f"control/{job_name()}.json"

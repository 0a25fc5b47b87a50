"""TrainModel from event to answer: what it leaves behind, and in which order."""

from typing import Any

import msgspec
import pytest
from botocore.exceptions import ClientError

from lambdas.contract import places
from lambdas.contract.run import TrainedModel, Waiting
from tests.fakes.bedrock import CREATE
from tests.fakes.cloud import ARTIFACTS, Cloud
from tests.fakes.stepfunctions import Answer
from tests.unit.analyze_training.samples import PLAN, RUN
from tests.unit.train_model.samples import ARN, TOKEN, ensured, job_name, trained


def test_a_running_job_leaves_its_token_and_no_answer(cloud: Cloud) -> None:
    trained()
    kept = cloud.s3.body(ARTIFACTS, places.control_key(job_name()))
    assert msgspec.json.decode(kept, type=Waiting) == Waiting(
        run=RUN, task_token=TOKEN, job_name=job_name(), execution_arn=ARN
    )
    assert cloud.s3.written == [f"s3://{ARTIFACTS}/control/{job_name()}.json"]
    assert cloud.stepfunctions.answers == []


def test_a_second_look_keeps_the_newest_token(cloud: Cloud) -> None:
    trained()
    trained(token="token-2")
    kept = cloud.s3.body(ARTIFACTS, places.control_key(job_name()))
    assert msgspec.json.decode(kept, type=Waiting).task_token == "token-2"
    assert list(cloud.bedrock.jobs) == [job_name()]


def test_a_completed_job_is_answered_with_its_model(cloud: Cloud) -> None:
    ensured(cloud.bedrock)
    cloud.bedrock.change(job_name(), "Completed")
    trained()
    (answer,) = cloud.stepfunctions.answers
    job = cloud.bedrock.jobs[job_name()]
    assert answer.token == TOKEN
    assert msgspec.json.decode(answer.output, type=TrainedModel) == TrainedModel(
        job_arn=job["jobArn"],
        job_name=job_name(),
        model_arn=job["outputModelArn"],
        model_name=job_name(),
        output_uri=PLAN.output_uri,
        started_at=job["creationTime"].isoformat(),
        ended_at=job["endTime"].isoformat(),
        attempt=1,
    )


@pytest.mark.parametrize(
    ("status", "error", "cause"),
    [
        ("Failed", "TrainingFailedError", "ended as Failed: Validation failed."),
        ("Stopped", "TrainingStoppedError", "was stopped; the tokens it used are billed"),
        ("Paused", "TrainingFailedError", "unknown status 'Paused'; the job may still run"),
    ],
)
def test_a_job_that_ended_badly_is_answered_with_its_error(
    cloud: Cloud, status: str, error: str, cause: str
) -> None:
    ensured(cloud.bedrock)
    cloud.bedrock.change(job_name(), status, "Validation failed.")
    trained()
    (answer,) = cloud.stepfunctions.answers
    assert (answer.token, answer.error) == (TOKEN, error)
    assert job_name() in answer.cause
    assert cause in answer.cause


def test_a_job_that_ends_while_its_token_is_stored_is_answered(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = cloud.s3.put_object

    def end_and_store(**asked: Any) -> dict[str, Any]:
        # Its event comes now and finds no token: nobody will tell this run again.
        cloud.bedrock.change(job_name(), "Completed")
        return store(**asked)

    monkeypatch.setattr(cloud.s3, "put_object", end_and_store)
    trained()
    assert [answer.token for answer in cloud.stepfunctions.answers] == [TOKEN]


def test_answering_is_the_last_act(cloud: Cloud) -> None:
    ensured(cloud.bedrock)
    cloud.bedrock.change(job_name(), "Completed")
    seen: list[tuple[int, int]] = []
    cloud.stepfunctions.on_answer = lambda: seen.append(_acts(cloud))
    trained()
    assert seen == [_acts(cloud)]
    assert cloud.s3.written


def test_without_a_place_for_the_token_nothing_is_answered(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    ensured(cloud.bedrock)
    cloud.bedrock.change(job_name(), "Completed")
    monkeypatch.setenv("ACCOUNT_ID", "999999999999")
    with pytest.raises(Exception, match="AccessDenied"):
        trained()
    assert cloud.stepfunctions.answers == []


@pytest.mark.parametrize("refusal", ["TaskTimedOut", "TaskDoesNotExist", "InvalidToken"])
def test_a_stale_token_is_success(cloud: Cloud, refusal: str) -> None:
    ensured(cloud.bedrock)
    cloud.bedrock.change(job_name(), "Completed")
    cloud.stepfunctions.refusal = refusal
    trained(token="stale")
    assert cloud.stepfunctions.answers == []


def test_any_other_refusal_of_the_answer_is_an_error(cloud: Cloud) -> None:
    ensured(cloud.bedrock)
    cloud.bedrock.change(job_name(), "Completed")
    cloud.stepfunctions.refusal = "ThrottlingException"
    with pytest.raises(ClientError, match="ThrottlingException"):
        trained(token="stale")


def test_the_handler_believes_the_time_of_the_redrive(cloud: Cloud) -> None:
    trained()
    redriven_at = cloud.bedrock.now().isoformat()
    cloud.bedrock.change(job_name(1), "Failed")
    trained(redrive_count=1, redriven_at=redriven_at)
    assert cloud.stepfunctions.answers == [Answer(TOKEN, "", "TrainingFailedError", _reason())]
    trained(redrive_count=1, redriven_at=cloud.bedrock.now().isoformat())
    assert cloud.bedrock.live == [job_name(2)]


def test_an_older_definition_sends_no_time_of_the_redrive(cloud: Cloud) -> None:
    trained(redriven_at=None)
    trained(unknown_member=1)
    assert cloud.bedrock.calls.count(CREATE) == 1


def _acts(cloud: Cloud) -> tuple[int, int]:
    return len(cloud.bedrock.calls), len(cloud.s3.written)


def _reason() -> str:
    return f"job {job_name()} ended as Failed: Bedrock gave no reason"

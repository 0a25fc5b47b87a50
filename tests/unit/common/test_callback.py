"""The token of a waiting run: kept, found again, answered once."""

import pytest
from botocore.exceptions import ClientError

from lambdas.common import callback, training_jobs
from lambdas.common.storage import Bucket
from lambdas.contract.run import Waiting
from tests.fakes.cloud import ARTIFACTS, Cloud
from tests.fakes.requests import service_error
from tests.fakes.s3 import FakeS3
from tests.unit.analyze_training.samples import RUN
from tests.unit.train_model.samples import ARN, TOKEN, ensured, job_name

WAITING = Waiting(run=RUN, task_token=TOKEN, job_name=job_name(), execution_arn=ARN)


def test_who_waits_is_found_again() -> None:
    bucket = FakeS3().bucket(ARTIFACTS)
    callback.remember(bucket, WAITING)
    assert callback.recall(bucket, job_name()) == WAITING
    assert callback.recall(bucket, job_name(2)) is None


def test_tokens_lie_below_the_control_prefix_alone() -> None:
    s3 = FakeS3()
    callback.remember(s3.bucket(ARTIFACTS), WAITING)
    assert s3.written == [f"s3://{ARTIFACTS}/control/{job_name()}.json"]


def test_an_unreadable_token_is_not_taken_for_a_missing_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(_bucket: Bucket, _key: str) -> bytes:
        raise service_error("AccessDenied")

    monkeypatch.setattr(Bucket, "read", refuse)
    with pytest.raises(ClientError, match="AccessDenied"):
        callback.recall(FakeS3().bucket(ARTIFACTS), job_name())


@pytest.mark.parametrize(
    ("status", "answered"),
    [
        ("InProgress", False),
        ("Stopping", False),
        ("Completed", True),
        ("Failed", True),
        ("Stopped", True),
        ("Paused", True),
    ],
)
def test_a_run_is_woken_once_its_job_has_ended(cloud: Cloud, status: str, answered: bool) -> None:
    ensured(cloud.bedrock)
    cloud.bedrock.change(job_name(), status)
    job = training_jobs.find(cloud.bedrock.client, job_name())
    assert job
    assert callback.answer(cloud.stepfunctions.client, WAITING, job) is answered
    assert len(cloud.stepfunctions.answers) == answered
    # Once more: the token is stale by now, and that is fine.
    assert callback.answer(cloud.stepfunctions.client, WAITING, job) is answered
    assert len(cloud.stepfunctions.answers) == answered

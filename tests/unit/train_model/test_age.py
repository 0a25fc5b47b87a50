"""The longest job, counted from its own creation: neither adoption nor a redrive renews it."""

import datetime as dt

import pytest

from lambdas.contract.errors import TrainingTimeExceededError
from lambdas.train_model.handler import refuse_longer
from tests.fakes.cloud import Cloud
from tests.unit.train_model.samples import ensured, job_name, trained

HOUR = dt.timedelta(hours=1)


def test_a_job_older_than_allowed_ends_the_run(cloud: Cloud) -> None:
    trained()
    cloud.bedrock.jobs[job_name()]["creationTime"] -= HOUR
    with pytest.raises(TrainingTimeExceededError, match=job_name()):
        trained()
    assert cloud.stepfunctions.answers == []


def test_a_job_that_ended_is_never_too_old(cloud: Cloud) -> None:
    trained()
    cloud.bedrock.jobs[job_name()]["creationTime"] -= HOUR
    cloud.bedrock.change(job_name(), "Completed")
    trained()
    assert len(cloud.stepfunctions.answers) == 1


@pytest.mark.parametrize("status", ["InProgress", "Stopping"])
def test_the_age_counts_from_the_jobs_own_creation(cloud: Cloud, status: str) -> None:
    ensured(cloud.bedrock)
    cloud.bedrock.change(job_name(), status)
    job = ensured(cloud.bedrock, redrives=3)
    refuse_longer(job, HOUR, job.created_at + HOUR)
    with pytest.raises(TrainingTimeExceededError, match=r"1:00:00"):
        refuse_longer(job, HOUR, job.created_at + HOUR + dt.timedelta(seconds=1))

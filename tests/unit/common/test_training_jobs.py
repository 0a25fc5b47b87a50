"""Bedrock's jobs as the handlers see them, and what their failures may say."""

import pytest
from botocore.exceptions import ClientError

from lambdas.common import training_jobs
from lambdas.contract import status
from lambdas.contract.errors import TrainingFailedError, TrainingStoppedError
from tests.fakes.bedrock import FakeBedrock
from tests.unit.analyze_training.samples import RUN
from tests.unit.train_model.samples import ensured, job_name

TOO_LONG = "Input size exceeded in file train.jsonl for record starting with: {secret: 'Ada'}"


@pytest.fixture
def bedrock() -> FakeBedrock:
    made = FakeBedrock()
    ensured(made)
    return made


def failure(bedrock: FakeBedrock, word: str, message: str) -> Exception:
    """Return the error of a job that ended like this."""
    bedrock.change(job_name(), word, message)
    return training_jobs.failure_of(ensured(bedrock))


def test_the_jobs_of_a_run_come_newest_first(bedrock: FakeBedrock) -> None:
    bedrock.change(job_name(1), "Failed")
    ensured(bedrock, redrives=2)
    found = training_jobs.of_run(bedrock.client, "dev", RUN.run_id, 4)
    assert [job.name for job in found] == [job_name(3), job_name(1)]


@pytest.mark.parametrize("word", [*status.TRAINING_JOB, "Paused"])
def test_a_job_may_cost_money_until_a_known_word_says_it_ended(
    bedrock: FakeBedrock, word: str
) -> None:
    bedrock.change(job_name(), word)
    assert ensured(bedrock).may_run is (word not in {"Completed", "Failed", "Stopped"})


@pytest.mark.parametrize("start", ["starting with", "STARTING WITH"])
def test_a_failure_never_quotes_a_record(bedrock: FakeBedrock, start: str) -> None:
    error = failure(bedrock, "Failed", TOO_LONG.replace("starting with", start))
    assert isinstance(error, TrainingFailedError)
    assert str(error).endswith(f"Input size exceeded in file train.jsonl for record {start}")


def test_a_failure_of_unknown_status_never_quotes_a_record(bedrock: FakeBedrock) -> None:
    assert "Ada" not in str(failure(bedrock, "Paused", TOO_LONG))


def test_a_failure_is_told_shortly(bedrock: FakeBedrock) -> None:
    told = str(failure(bedrock, "Failed", "x" * 2048))
    assert told.count("x") == training_jobs.LONGEST_FAILURE


def test_a_stopped_job_is_told_as_such(bedrock: FakeBedrock) -> None:
    assert isinstance(failure(bedrock, "Stopped", ""), TrainingStoppedError)


@pytest.mark.parametrize("code", ["ConflictException", "ValidationException"])
def test_a_job_that_ended_before_it_was_stopped_is_fine(bedrock: FakeBedrock, code: str) -> None:
    bedrock.refuse("StopModelCustomizationJob", code)
    training_jobs.stop(bedrock.client, ensured(bedrock))


def test_any_other_refusal_to_stop_is_an_error(bedrock: FakeBedrock) -> None:
    bedrock.refuse("StopModelCustomizationJob", "ThrottlingException")
    with pytest.raises(ClientError, match="ThrottlingException"):
        training_jobs.stop(bedrock.client, ensured(bedrock))

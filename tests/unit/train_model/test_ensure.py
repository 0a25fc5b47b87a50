"""One live job a run: what is adopted, what is made, after which accident."""

import pytest
from botocore.exceptions import ReadTimeoutError

from lambdas.common.redrives import Redrives
from lambdas.contract.errors import PipelineError
from lambdas.train_model.ensure import ensure
from tests.fakes.bedrock import CREATE, FakeBedrock
from tests.unit.analyze_training.samples import PLAN
from tests.unit.train_model.samples import SETTINGS, ensured, job_name


class DyingError(BaseException):
    """The function ends here, as when Lambda kills it."""


@pytest.fixture
def bedrock() -> FakeBedrock:
    return FakeBedrock()


@pytest.fixture
def running(bedrock: FakeBedrock) -> FakeBedrock:
    ensured(bedrock)
    return bedrock


@pytest.mark.parametrize(
    "accident", [DyingError(), ReadTimeoutError(endpoint_url="https://bedrock")]
)
def test_an_accident_after_the_creation_leaves_one_job(
    bedrock: FakeBedrock, accident: BaseException
) -> None:
    bedrock.lost = accident
    with pytest.raises(type(accident)):
        ensured(bedrock)
    assert ensured(bedrock).name == job_name(1)
    assert list(bedrock.jobs) == [job_name(1)]


def test_another_call_adopts_what_runs(running: FakeBedrock) -> None:
    assert ensured(running).name == job_name(1)
    assert running.calls.count(CREATE) == 1


def test_a_name_in_use_is_our_job(running: FakeBedrock) -> None:
    # The first look misses the job, so that its name is asked for again, under another token.
    running.jobs[job_name()]["request"]["clientRequestToken"] = "expired"
    running.hidden_reads = 1
    assert ensured(running).name == job_name(1)
    assert list(running.jobs) == [job_name(1)]


def test_a_repeated_token_is_our_job(running: FakeBedrock) -> None:
    running.hidden_reads = 1
    assert ensured(running).name == job_name(1)
    assert list(running.jobs) == [job_name(1)]


def test_a_job_that_is_not_seen_yet_is_tried_again_and_then_adopted(bedrock: FakeBedrock) -> None:
    bedrock.hidden_reads = 1
    with pytest.raises(RuntimeError, match="can't be seen yet") as raised:
        ensured(bedrock)
    assert not isinstance(raised.value, PipelineError)
    assert ensured(bedrock).name == job_name(1)
    assert list(bedrock.jobs) == [job_name(1)]


@pytest.mark.parametrize("status", ["InProgress", "Stopping", "Completed"])
@pytest.mark.parametrize("redrives", [0, 1, 3])
def test_an_attempt_that_lives_or_ended_well_is_adopted(
    running: FakeBedrock, status: str, redrives: int
) -> None:
    running.change(job_name(), status)
    job = ensured(running, redrives)
    assert (job.name, job.status, job.attempt) == (job_name(1), status, 1)
    assert list(running.jobs) == [job_name(1)]


@pytest.mark.parametrize("status", ["Failed", "Stopped"])
def test_an_ended_attempt_is_reported_and_not_repeated(running: FakeBedrock, status: str) -> None:
    running.change(job_name(), status)
    assert [ensured(running).status for _ in range(3)] == [status] * 3
    assert running.calls.count(CREATE) == 1


@pytest.mark.parametrize("status", ["Failed", "Stopped"])
def test_a_redrive_after_a_failure_makes_one_more(running: FakeBedrock, status: str) -> None:
    running.change(job_name(1), status)
    assert [ensured(running, redrives=1).name for _ in range(2)] == [job_name(2)] * 2
    running.change(job_name(2), "Failed")
    assert ensured(running, redrives=1).status == "Failed"
    assert ensured(running, redrives=2).name == job_name(3)
    assert list(running.jobs) == [job_name(1), job_name(2), job_name(3)]


@pytest.mark.parametrize("status", ["Failed", "Stopped"])
def test_a_job_that_fails_after_the_redrive_is_reported_and_not_repeated(
    running: FakeBedrock, status: str
) -> None:
    adopted = Redrives(1, running.now())
    assert ensure(running.client, PLAN, adopted, SETTINGS).status == "InProgress"
    running.change(job_name(1), status)
    assert ensure(running.client, PLAN, adopted, SETTINGS).status == status
    assert list(running.jobs) == [job_name(1)]
    redriven = Redrives(2, running.jobs[job_name(1)]["endTime"])
    assert ensure(running.client, PLAN, redriven, SETTINGS).name == job_name(3)


def test_a_definition_that_tells_no_time_of_the_redrive_still_gets_its_job(
    running: FakeBedrock,
) -> None:
    running.change(job_name(1), "Failed")
    assert ensure(running.client, PLAN, Redrives(1), SETTINGS).name == job_name(2)


def test_attempts_may_be_missing_in_between(running: FakeBedrock) -> None:
    running.change(job_name(1), "Failed")
    assert ensured(running, redrives=4).name == job_name(5)
    assert ensured(running, redrives=7).name == job_name(5)


def test_an_attempt_of_unknown_status_may_live_so_none_joins_it(running: FakeBedrock) -> None:
    running.change(job_name(1), "Paused")
    assert ensured(running, redrives=1).name == job_name(1)
    assert list(running.jobs) == [job_name(1)]
    running.change(job_name(1), "Stopped")
    assert ensured(running, redrives=1).name == job_name(2)

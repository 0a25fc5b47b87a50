"""The arithmetic of waiting for a job, on the templates of both environments."""

from typing import Any

import pytest

from lambdas.contract.errors import PERMANENT
from stacks import waiting_settings
from stacks.settings import Settings
from stacks.waiting_settings import Jobs
from tests.synth.assembly import Assembly
from tests.synth.definitions import State, machine, retriers

ENVIRONMENTS = ["embedded", "dev"]
LONGEST_GAP = {"embedded": 60, "dev": 3600}
"""Seconds that a lost event may go unnoticed."""
MOST_BACKOFF = 300


@pytest.fixture
def train_model(assembly: Assembly) -> State:
    state: State = machine(assembly, "RunMachine")["States"]["TrainModel"]
    return state


@pytest.fixture
def jobs(chosen: Settings) -> Jobs:
    return chosen.jobs


def test_the_job_is_one_callback(train_model: State) -> None:
    assert train_model["Resource"] == "arn:aws:states:::lambda:invoke.waitForTaskToken"
    assert train_model["Arguments"]["Payload"]["task_token"] == "{% $states.context.Task.Token %}"


def test_retries_are_tried_from_the_known_to_the_unforeseen(train_model: State, jobs: Jobs) -> None:
    permanent, quota, sweep, unforeseen = retriers(train_model)
    assert permanent == {"ErrorEquals": list(PERMANENT), "MaxAttempts": 0}
    assert quota == {
        "ErrorEquals": ["JobQuotaExceededError"],
        "IntervalSeconds": jobs.quota_wait_seconds,
        "MaxAttempts": waiting_settings.quota_waits(jobs),
        "BackoffRate": 1,
        "MaxDelaySeconds": jobs.quota_wait_seconds,
    }
    assert sweep == {
        "ErrorEquals": ["States.Timeout"],
        "IntervalSeconds": 1,
        "MaxAttempts": waiting_settings.sweeps(jobs),
        "BackoffRate": 1,
        "MaxDelaySeconds": 1,
    }
    assert unforeseen["ErrorEquals"] == ["States.ALL"]
    assert (unforeseen["JitterStrategy"], unforeseen["BackoffRate"]) == ("FULL", 2)
    assert unforeseen["MaxDelaySeconds"] == MOST_BACKOFF


def test_no_look_is_far_from_the_last(train_model: State, environment: str) -> None:
    sweep = retriers(train_model)[2]
    assert train_model["TimeoutSeconds"] + longest_delay(sweep) <= LONGEST_GAP[environment]


def test_the_looks_outlast_the_longest_job(train_model: State, jobs: Jobs) -> None:
    looks = retriers(train_model)[2]["MaxAttempts"] + 1
    assert looks * train_model["TimeoutSeconds"] > jobs.longest_hours * 3600


def test_the_wait_for_a_place_lasts_as_long_as_set(train_model: State, jobs: Jobs) -> None:
    quota = retriers(train_model)[1]
    assert quota["MaxAttempts"] * quota["IntervalSeconds"] >= jobs.quota_wait_hours * 3600


def test_the_run_outlasts_the_job_and_the_wait_for_its_place(
    assembly: Assembly, train_model: State
) -> None:
    _, quota, sweep, _ = retriers(train_model)
    waiting = quota["MaxAttempts"] * quota["IntervalSeconds"]
    waiting += (sweep["MaxAttempts"] + 1) * (train_model["TimeoutSeconds"] + 1)
    assert machine(assembly, "RunMachine")["TimeoutSeconds"] > waiting


def longest_delay(retry: dict[str, Any]) -> int:
    """Return the longest that a retry waits before it tries again."""
    last: float = retry["IntervalSeconds"] * retry["BackoffRate"] ** (retry["MaxAttempts"] - 1)
    return int(min(retry.get("MaxDelaySeconds", last), last))

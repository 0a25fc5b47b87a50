"""Whether capacity serves: a table of status words, its age, its end, its model."""

import dataclasses
import datetime as dt

import pytest

from lambdas.common.capacity import TABLES, Capacity
from lambdas.contract.errors import (
    PERMANENT,
    STOP_AT_ONCE,
    DeploymentFailedError,
    DeploymentTimeExceededError,
    StillDeployingError,
)
from lambdas.contract.serving import Kind
from lambdas.deploy_model.judge import LONGEST_FAILURE, refuse_unless_serving
from tests.fakes.custom_models import ACCOUNT
from tests.unit.deploy_model.samples import LONGEST, MODEL_ARN

NOW = dt.datetime(2026, 8, 21, 12, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)
FOUND = Capacity(
    kind=Kind.ON_DEMAND,
    name="bc-dev-x-d1",
    arn=f"{ACCOUNT}:custom-model-deployment/abcdefghijkl",
    status="Active",
    model_arn=MODEL_ARN,
    created_at=NOW - LONGEST,
)


def judged(expires_at: dt.datetime | None = None, **members: object) -> None:
    """Judge sample capacity that differs in some members."""
    found = dataclasses.replace(FOUND, **members)  # type: ignore[arg-type]
    refuse_unless_serving(found, MODEL_ARN, expires_at, LONGEST, NOW)


EXPECTED = {
    Kind.ON_DEMAND: {
        "Creating": StillDeployingError,
        "Active": None,
        "Failed": DeploymentFailedError,
        "InService": DeploymentFailedError,
        "Paused": DeploymentFailedError,
    },
    Kind.PROVISIONED: {
        "Creating": StillDeployingError,
        "Updating": StillDeployingError,
        "InService": None,
        "Failed": DeploymentFailedError,
        "Active": DeploymentFailedError,
    },
}


@pytest.mark.parametrize(
    ("kind", "word", "error"),
    [(kind, word, error) for kind, words in EXPECTED.items() for word, error in words.items()],
)
def test_every_word_means_one_thing(kind: Kind, word: str, error: type[Exception] | None) -> None:
    if error is None:
        judged(kind=kind, status=word)
        return
    with pytest.raises(error, match=f"{FOUND.name} .*{word}"):
        judged(kind=kind, status=word)


def test_the_table_knows_every_word_of_the_service() -> None:
    for kind, words in EXPECTED.items():
        assert TABLES[kind].keys() <= words.keys()


def test_an_unknown_word_may_still_be_billed_and_says_so() -> None:
    with pytest.raises(DeploymentFailedError, match="unknown status; it may still be billed"):
        judged(status="Paused")


def test_an_age_up_to_the_longest_is_waited_for() -> None:
    with pytest.raises(StillDeployingError):
        judged(status="Creating")
    with pytest.raises(DeploymentTimeExceededError, match=r"2:00:01.*2:00:00"):
        judged(status="Creating", created_at=NOW - LONGEST - SECOND)
    assert DeploymentTimeExceededError.__name__ in {*PERMANENT} & {*STOP_AT_ONCE}


def test_what_serves_is_never_too_old() -> None:
    judged(created_at=NOW - 100 * LONGEST)


@pytest.mark.parametrize("status", ["Creating", "Active"])
def test_what_has_had_its_time_is_not_handed_on(status: str) -> None:
    with pytest.raises(DeploymentTimeExceededError, match="until 2026-08-21T12:00:00"):
        judged(expires_at=NOW, status=status)


def test_its_time_may_still_come() -> None:
    judged(expires_at=NOW + SECOND)


def test_a_model_that_the_run_did_not_make_is_not_handed_on() -> None:
    with pytest.raises(DeploymentFailedError, match="another model"):
        judged(model_arn=f"{MODEL_ARN[:-1]}y")


def test_a_model_on_its_way_in_is_waited_for() -> None:
    with pytest.raises(StillDeployingError, match="Active Updating"):
        judged(update_status="Updating")


def test_a_failure_is_told_shortly() -> None:
    with pytest.raises(DeploymentFailedError) as raised:
        judged(status="Failed", failure_message="y" * 2048)
    assert str(raised.value).count("y") == LONGEST_FAILURE

"""The life of a base model, as Bedrock's answers tell it."""

import datetime as dt
from typing import Any, cast

import pytest
from botocore.exceptions import ClientError

from lambdas.common.foundation_models import Life, find_life
from tests.fakes.requests import service_error

MOMENT = dt.datetime(2027, 1, 1, tzinfo=dt.UTC)


class Bedrock:
    """Answers every question alike."""

    def __init__(self, answer: dict[str, Any] | str) -> None:
        self.answer = answer

    def get_foundation_model(self, **asked: Any) -> dict[str, Any]:
        assert asked == {"modelIdentifier": "some.model"}
        if isinstance(self.answer, str):
            raise service_error(self.answer, "No.")
        return {"modelDetails": self.answer}


def found(answer: dict[str, Any] | str) -> Life | None:
    return find_life(cast("Any", Bedrock(answer)), "some.model")


def test_an_active_model() -> None:
    life = found({"modelLifecycle": {"status": "ACTIVE"}})
    assert life == Life("ACTIVE", None, None)
    assert life.takes_new_jobs


def test_a_legacy_model_with_its_dates() -> None:
    told = {"status": "LEGACY", "legacyTime": MOMENT, "endOfLifeTime": MOMENT + dt.timedelta(1)}
    life = found({"modelLifecycle": told})
    assert life == Life("LEGACY", MOMENT, MOMENT + dt.timedelta(1))
    assert not life.takes_new_jobs


@pytest.mark.parametrize("details", [{}, {"modelLifecycle": {}}])
def test_a_state_that_is_not_told_takes_no_jobs(details: dict[str, Any]) -> None:
    life = found(details)
    assert life
    assert not life.takes_new_jobs


@pytest.mark.parametrize("code", ["ResourceNotFoundException", "ValidationException"])
def test_a_model_that_bedrock_does_not_have(code: str) -> None:
    assert found(code) is None


def test_other_failures_are_not_taken_for_an_answer() -> None:
    with pytest.raises(ClientError):
        found("ThrottlingException")

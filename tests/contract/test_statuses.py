"""Every status word of the SDK's own models means something to a run, and no other word does."""

from functools import cache

import pytest
from botocore.loaders import Loader
from botocore.model import ServiceModel, StructureShape

from lambdas.contract import status
from lambdas.contract.status import Outcome


@cache
def model(service: str) -> ServiceModel:
    """Return what the SDK knows of a service."""
    return ServiceModel(Loader().load_service_model(service, "service-2"), service)


def words(service: str, operation: str) -> set[str]:
    """Return the words that an operation's `status` can be."""
    answer = model(service).operation_model(operation).output_shape
    assert isinstance(answer, StructureShape)
    found: list[str] = answer.members["status"].enum  # type: ignore[attr-defined]
    assert found
    return set(found)


def test_every_word_for_a_job_is_mapped() -> None:
    assert set(status.TRAINING_JOB) == words("bedrock", "GetModelCustomizationJob")


def test_every_word_for_an_execution_is_mapped() -> None:
    assert set(status.RUN) == words("stepfunctions", "DescribeExecution")


def test_the_listings_filter_is_a_word_the_service_knows() -> None:
    listing = model("bedrock").operation_model("ListModelCustomizationJobs").input_shape
    assert isinstance(listing, StructureShape)
    assert status.JOB_IN_PROGRESS in listing.members["statusEquals"].enum  # type: ignore[attr-defined]


def test_the_bad_ends_are_the_failures() -> None:
    failures = {word for word, outcome in status.RUN.items() if outcome is Outcome.FAILED}
    assert set(status.ENDED_BADLY) == failures


def test_the_ends_of_a_job_are_all_but_running() -> None:
    assert set(status.ended_job_words()) == {"Completed", "Failed", "Stopped"}


@pytest.mark.parametrize("word", ["", "COMPLETED", "Paused"])
def test_an_unknown_word_is_a_failure_never_a_wait(word: str) -> None:
    assert status.outcome_of(word) is Outcome.FAILED

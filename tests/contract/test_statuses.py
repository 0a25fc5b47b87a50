"""Every status word of the SDK's own models means something to a run, and no other word does."""

from collections.abc import Mapping
from functools import cache

import pytest
from botocore.loaders import Loader
from botocore.model import ServiceModel, Shape, StructureShape

from lambdas.contract import status
from lambdas.contract.status import Outcome


@cache
def model(service: str) -> ServiceModel:
    """Return what the SDK knows of a service."""
    return ServiceModel(Loader().load_service_model(service, "service-2"), service)


def words(service: str, operation: str, *path: str) -> set[str]:
    """Return the words that an operation's `status` can be, or another member of its answer."""
    shape: Shape | None = model(service).operation_model(operation).output_shape
    for member in path or ("status",):
        assert isinstance(shape, StructureShape)
        shape = shape.members[member]
    found: list[str] = shape.enum  # type: ignore[union-attr]
    assert found
    return set(found)


def test_every_word_for_a_job_is_mapped() -> None:
    assert set(status.TRAINING_JOB) == words("bedrock", "GetModelCustomizationJob")


def test_every_word_for_what_serves_is_mapped() -> None:
    assert set(status.DEPLOYMENT) == words("bedrock", "GetCustomModelDeployment")
    update = words("bedrock", "GetCustomModelDeployment", "updateDetails", "updateStatus")
    assert set(status.DEPLOYMENT_UPDATE) == update
    assert set(status.THROUGHPUT) == words("bedrock", "GetProvisionedModelThroughput")


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


@pytest.mark.parametrize(
    "table",
    [status.TRAINING_JOB, status.DEPLOYMENT, status.DEPLOYMENT_UPDATE, status.THROUGHPUT],
)
@pytest.mark.parametrize("word", ["", "COMPLETED", "Paused"])
def test_an_unknown_word_is_a_failure_never_a_wait(word: str, table: Mapping[str, Outcome]) -> None:
    assert status.outcome_of(word, table) is Outcome.FAILED

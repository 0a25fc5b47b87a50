"""Errors, status words and events: what each means, once for code and templates."""

import pytest
from botocore.model import StringShape, StructureShape
from botocore.session import get_session

from lambdas.contract import errors, status
from lambdas.contract.status import Outcome

WAITING = {
    "AliasBusyError",
    "DeploymentQuotaExceededError",
    "JobQuotaExceededError",
    "StillAnsweringError",
    "StillDeployingError",
    "StillEmbeddingError",
    "StillStoppingError",
}
"""The errors that looking again mends."""


def test_bedrocks_status_words_are_all_mapped() -> None:
    model = get_session().get_service_model("bedrock")
    output = model.operation_model("GetModelCustomizationJob").output_shape
    assert isinstance(output, StructureShape)
    word = output.members["status"]
    assert isinstance(word, StringShape)
    assert set(status.TRAINING_JOB) == set(word.enum)


@pytest.mark.parametrize("word", ["", "Paused", "completed"])
def test_an_unknown_word_is_a_failure(word: str) -> None:
    assert status.outcome_of(word) is Outcome.FAILED


def test_a_listed_word_means_what_the_table_says() -> None:
    assert {word: status.outcome_of(word) for word in status.TRAINING_JOB} == status.TRAINING_JOB
    assert status.ended_job_words() == ["Completed", "Failed", "Stopped"]


def test_errors_for_people_are_permanent_and_the_others_are_not() -> None:
    public = {name for name in vars(errors) if name.endswith("Error")}
    assert set(errors.PERMANENT) == public - WAITING - {"PipelineError"}
    assert set(errors.STOP_AT_ONCE) <= set(errors.PERMANENT)

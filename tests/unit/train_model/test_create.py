"""What TrainModel asks Bedrock for, and what each refusal becomes."""

import msgspec
import pytest
from botocore.exceptions import ClientError

from lambdas.contract import names
from lambdas.contract.errors import JobQuotaExceededError, TrainingRefusedError
from tests.fakes.bedrock import CREATE, FakeBedrock
from tests.unit.analyze_training.samples import PLAN, RUN
from tests.unit.train_model.samples import KEY, ROLE, SETTINGS, ensured, job_name

TAGS = [
    {"key": "bedrock-customization:environment", "value": "dev"},
    {"key": "bedrock-customization:team", "value": "demo"},
    {"key": "bedrock-customization:run", "value": RUN.run_id},
]


@pytest.fixture
def bedrock() -> FakeBedrock:
    return FakeBedrock()


def test_a_new_run_asks_for_exactly_this(bedrock: FakeBedrock) -> None:
    assert ensured(bedrock).name == job_name(1)
    (job,) = bedrock.jobs.values()
    assert job["request"] == {
        "jobName": job_name(1),
        "customModelName": job_name(1),
        "roleArn": ROLE,
        "clientRequestToken": names.client_request_token(job_name(1)),
        "baseModelIdentifier": "amazon.nova-micro-v1:0:128k",
        "customizationType": "FINE_TUNING",
        "customModelKmsKeyId": KEY,
        "jobTags": TAGS,
        "customModelTags": TAGS,
        "trainingDataConfig": {"s3Uri": PLAN.training.uri},
        "validationDataConfig": {
            "validators": [{"s3Uri": "s3://data/runs/demo/x/input/validation.jsonl"}]
        },
        "outputDataConfig": {"s3Uri": PLAN.output_uri},
        "hyperParameters": {"epochCount": "4"},
        "vpcConfig": {
            "subnetIds": SETTINGS.subnet_ids,
            "securityGroupIds": SETTINGS.security_group_ids,
        },
    }


def test_without_validation_data_none_is_named(bedrock: FakeBedrock) -> None:
    ensured(bedrock, plan=msgspec.structs.replace(PLAN, validation=None))
    (job,) = bedrock.jobs.values()
    assert "validationDataConfig" not in job["request"]


def test_runs_and_attempts_have_tokens_of_their_own() -> None:
    made = [job_name(1), job_name(2), names.job_name("dev", "demo_run-2", 1)]
    assert len({names.client_request_token(name) for name in made}) == len(made)


def test_a_full_account_is_worth_waiting_for(bedrock: FakeBedrock) -> None:
    bedrock.quota = 0
    with pytest.raises(JobQuotaExceededError):
        ensured(bedrock)
    bedrock.quota = 1
    assert ensured(bedrock).status == "InProgress"


@pytest.mark.parametrize(
    "code", ["ValidationException", "ResourceNotFoundException", "TooManyTagsException"]
)
def test_a_refused_request_is_refused_for_good(bedrock: FakeBedrock, code: str) -> None:
    bedrock.refuse(CREATE, code, "The base model can't be customized.")
    with pytest.raises(TrainingRefusedError, match=rf"{job_name()}.*can't be customized"):
        ensured(bedrock)


def test_a_role_that_is_not_known_yet_is_worth_another_try(bedrock: FakeBedrock) -> None:
    message = "Could not assume provided IAM role. Please provide a valid IAM role."
    bedrock.refuse(CREATE, "ValidationException", message)
    with pytest.raises(ClientError, match="Could not assume"):
        ensured(bedrock)
    assert ensured(bedrock).status == "InProgress"


@pytest.mark.parametrize("code", ["ThrottlingException", "InternalServerException"])
def test_an_accident_of_the_service_is_not_renamed(bedrock: FakeBedrock, code: str) -> None:
    bedrock.refuse(CREATE, code)
    with pytest.raises(ClientError, match=code):
        ensured(bedrock)


def test_an_unreadable_job_is_not_taken_for_a_missing_one(bedrock: FakeBedrock) -> None:
    bedrock.refuse("GetModelCustomizationJob", "ThrottlingException")
    with pytest.raises(ClientError, match="ThrottlingException"):
        ensured(bedrock)
    assert bedrock.calls == ["GetModelCustomizationJob"]

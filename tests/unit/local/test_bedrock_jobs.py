"""A job's life in the stand-in, seen through boto3."""

import json
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from local.bedrock import Bedrock
from local.bedrock.faults import HoldJob
from local.bedrock.shapes import problems
from local.bedrock.wire import service_model
from tests.unit.local.bedrock_world import (
    ACCOUNT,
    KEY,
    TRAINING,
    VALIDATION,
    FakeWorld,
    client,
    conversations,
    finished,
    request,
    send,
    standin,
    until,
)

if TYPE_CHECKING:
    from mypy_boto3_bedrock import BedrockClient

DEPLOYMENTS = "/model-customization/custom-model-deployments"
VALIDATED = {"validationDataConfig": {"validators": [{"s3Uri": VALIDATION}]}}


def test_a_job_completes_and_leaves_a_model_and_metrics(
    world: FakeWorld, api: "BedrockClient"
) -> None:
    arn = api.create_model_customization_job(**request(**VALIDATED))["jobArn"]
    job = finished(api)
    assert job["status"] == "Completed"
    assert job["jobArn"] == arn
    assert arn.startswith(
        f"arn:aws:bedrock:us-east-1:{ACCOUNT}:model-customization-job/amazon.nova-micro-v1:0:128k/"
    )
    assert {part["status"] for part in job["statusDetails"].values()} == {"Completed"}
    assert job["trainingMetrics"]["trainingLoss"] > 0
    assert len(job["validationMetrics"]) == 1
    model = api.get_custom_model(modelIdentifier=job["outputModelArn"])
    assert model["modelName"] == "model"
    assert model["jobArn"] == arn
    folder = f"runs/model-customization-job-{arn[-12:]}"
    training = world.objects[
        "artifacts", f"{folder}/training_artifacts/step_wise_training_metrics.csv"
    ].decode()
    assert training.splitlines()[0] == "step_number,epoch_number,training_loss,perplexity"
    assert training.splitlines()[1].startswith("0,1,")
    validation = world.objects[
        "artifacts",
        f"{folder}/validation_artifacts/post_fine_tuning_validation/validation_metrics.csv",
    ].decode()
    assert validation.splitlines()[0] == "step_number,epoch_number,validation_loss,perplexity"
    assert len(validation.splitlines()) == 1 + 1
    assert ("artifacts", "runs/.write_access_check_file.tmp") in world.objects


def test_events_tell_of_every_status(world: FakeWorld, api: "BedrockClient") -> None:
    arn = api.create_model_customization_job(**request(**VALIDATED))["jobArn"]
    finished(api)
    until(lambda: world.statuses() == ["InProgress", "Completed"])
    detail = world.events[-1]
    assert detail["jobArn"] == arn
    assert detail["outputModelArn"].startswith(f"arn:aws:bedrock:us-east-1:{ACCOUNT}:custom-model/")
    assert detail["validationDataConfig"] == {"s3Uri": VALIDATION}


def test_every_answer_fits_the_service_model(world: FakeWorld, bedrock: Bedrock) -> None:
    api = client(bedrock)
    api.create_model_customization_job(
        **request(
            **VALIDATED,
            customModelKmsKeyId=KEY,
            vpcConfig={"subnetIds": ["subnet-1"], "securityGroupIds": ["sg-1"]},
        )
    )
    assert finished(api)["status"] == "Completed", world.events
    calls = {
        "GetModelCustomizationJob": "/model-customization-jobs/job",
        "ListModelCustomizationJobs": "/model-customization-jobs",
        "GetCustomModel": "/custom-models/model",
        "ListCustomModels": "/custom-models",
        "ListFoundationModels": "/foundation-models",
        "GetFoundationModel": "/foundation-models/amazon.nova-micro-v1:0:128k",
    }
    for operation, path in calls.items():
        status, _, body = send(bedrock, "GET", path)
        assert status == 200
        shape = service_model().operation_model(operation).output_shape
        assert shape is not None
        found = problems(shape, json.loads(body), operation)
        assert [problem for problem in found if "type timestamp" not in problem] == []


def test_a_repeated_token_answers_quietly_with_the_first_job(api: "BedrockClient") -> None:
    first = api.create_model_customization_job(**request())
    second = api.create_model_customization_job(
        **request(
            jobName="other",
            customModelName="other",
            clientRequestToken=request()["clientRequestToken"],
        )
    )
    assert second["jobArn"] == first["jobArn"]
    assert len(api.list_model_customization_jobs()["modelCustomizationJobSummaries"]) == 1


def test_a_job_name_stays_in_use_and_a_model_name_as_long_as_the_model(
    api: "BedrockClient",
) -> None:
    api.create_model_customization_job(**request())
    finished(api)
    again = request(customModelName="other", clientRequestToken="t2")
    _refused(api, "ConflictException", "jobName", again)
    other = request(jobName="other")
    _refused(api, "ConflictException", "customModelName", other)
    api.delete_custom_model(modelIdentifier="model")
    api.create_model_customization_job(**other)


def test_a_model_name_is_in_use_while_its_job_runs(bedrock: Bedrock, api: "BedrockClient") -> None:
    bedrock._faults.order([HoldJob()])
    api.create_model_customization_job(**request())
    _refused(api, "ConflictException", "customModelName", request(jobName="other"))
    bedrock._faults.clear()
    finished(api)


def test_the_quota_counts_running_jobs_only(world: FakeWorld) -> None:
    bedrock = standin(world, job_quota=2)
    api = client(bedrock)
    bedrock._faults.order([HoldJob(times=2)])
    for name in ("a", "b"):
        api.create_model_customization_job(**request(jobName=name, customModelName=name))
    third = request(jobName="c", customModelName="c")
    _refused(api, "ServiceQuotaExceededException", "quota of 2", third)
    bedrock._faults.clear()
    finished(api, "a")
    api.create_model_customization_job(**third)


def test_the_quota_of_models_counts_what_exists(world: FakeWorld) -> None:
    api = client(standin(world, model_quota=1))
    api.create_model_customization_job(**request())
    finished(api)
    other = request(jobName="c", customModelName="c")
    _refused(api, "ServiceQuotaExceededException", "Custom models", other)


def test_a_stopped_job_gives_no_model_and_bills_what_it_used(
    world: FakeWorld, bedrock: Bedrock, api: "BedrockClient"
) -> None:
    bedrock._clock.seconds_per_minute = 0.01
    world.put(TRAINING, conversations(4000, seed=1))
    api.create_model_customization_job(**request(hyperParameters={"epochCount": "5"}))
    job = bedrock._store.job(bedrock._world.scope(), "job")
    until(lambda: job.billed_tokens > 0)
    api.stop_model_customization_job(jobIdentifier="job")
    assert finished(api)["status"] == "Stopped"
    assert finished(api)["statusDetails"]["trainingDetails"]["status"] == "Stopped"
    assert "outputModelArn" not in finished(api)
    assert 0 < job.billed_tokens < 4000 * 5 * 20
    assert api.list_custom_models()["modelSummaries"] == []
    until(lambda: world.statuses() == ["InProgress", "Stopping", "Stopped"])


def test_only_a_job_in_progress_can_be_stopped(api: "BedrockClient") -> None:
    api.create_model_customization_job(**request())
    finished(api)
    with pytest.raises(api.exceptions.ConflictException, match="Completed"):
        api.stop_model_customization_job(jobIdentifier="job")


def test_ids_follow_from_the_seed(world: FakeWorld) -> None:
    arns = [
        client(standin(world, seed=seed)).create_model_customization_job(**request())["jobArn"]
        for seed in (1, 1, 2)
    ]
    assert arns[0] == arns[1] != arns[2]


def test_the_ledger_keeps_what_was_deleted(world: FakeWorld, bedrock: Bedrock) -> None:
    api = client(bedrock)
    api.create_model_customization_job(**request())
    finished(api)
    api.delete_custom_model(modelIdentifier="model")
    with pytest.raises(api.exceptions.ResourceNotFoundException, match="model"):
        api.get_custom_model(modelIdentifier="model")
    status, _, body = send(bedrock, "GET", "/_standin/ledger")
    kept = json.loads(body)
    assert status == 200
    assert kept["models"][0]["deleted"] is not None
    assert kept["jobs"][0]["status"] == "Completed"
    characters = sum(
        len(block["text"])
        for line in world.objects["data", "train.jsonl"].splitlines()
        for turn in json.loads(line)["messages"]
        for block in turn["content"]
    )
    assert kept["billed_tokens"] == pytest.approx(characters / 6, rel=0.05)


def test_a_stop_during_the_work_of_a_phase_ends_that_phase(
    world: FakeWorld, api: "BedrockClient"
) -> None:
    world.during_read = lambda: api.stop_model_customization_job(jobIdentifier="job")
    api.create_model_customization_job(**request())
    details = finished(api)["statusDetails"]
    assert details["validationDetails"]["status"] == "Stopped"
    assert details["dataProcessingDetails"]["status"] == "NotStarted"


def test_reset_forgets_everything(world: FakeWorld, bedrock: Bedrock, api: "BedrockClient") -> None:
    bedrock._faults.order([HoldJob()])
    api.create_model_customization_job(**request())
    bedrock.reset()
    assert api.list_model_customization_jobs()["modelCustomizationJobSummaries"] == []
    api.create_model_customization_job(**request())
    assert finished(api)["status"] == "Completed"
    until(lambda: world.statuses()[-1] == "Completed")
    assert "Stopped" not in world.statuses()


@pytest.mark.parametrize(
    ("call", "resource"),
    [
        (
            'POST /model-customization-jobs {"baseModelIdentifier":"amazon.x:1","jobName":"a_b"}',
            ":foundation-model/amazon.x:1",
        ),
        ("GET /model-customization-jobs/job {}", "JOB"),
        ("POST /model-customization-jobs/nope/stop {}", f"{ACCOUNT}:model-customization-job/nope"),
        ("GET /custom-models/model {}", "MODEL"),
        ("DELETE /custom-models/nope {}", f"{ACCOUNT}:custom-model/nope"),
        ("GET /foundation-models/amazon.x:1 {}", ":foundation-model/amazon.x:1"),
        ('POST /tagResource {"resourceARN":"arn:x"}', "arn:x"),
        ("GET /custom-models {}", "None"),
        ("GET /_standin/ledger {}", "None"),
        ('POST /provisioned-model-throughput {"modelId":"model"}', "MODEL"),
        ('POST /provisioned-model-throughput {"modelId":"nope"}', f"{ACCOUNT}:custom-model/nope"),
        (
            'POST /provisioned-model-throughput {"modelId":"amazon.x:1"}',
            "foundation-model/amazon.x:1",
        ),
        (f'POST {DEPLOYMENTS} {{"modelArn":"arn:x"}}', "arn:x"),
        (f"GET {DEPLOYMENTS}/both {{}}", "DEPLOYMENT"),
        (f"PATCH {DEPLOYMENTS}/arn:x {{}}", "arn:x"),
        (f"DELETE {DEPLOYMENTS}/nope {{}}", f"{ACCOUNT}:custom-model-deployment/nope"),
        (f"GET {DEPLOYMENTS} {{}}", "None"),
        ("GET /provisioned-model-throughput/both {}", "THROUGHPUT"),
        ("DELETE /provisioned-model-throughput/nope {}", f"{ACCOUNT}:provisioned-model/nope"),
        ("GET /provisioned-model-throughputs {}", "None"),
    ],
)
def test_iam_judges_a_request_by_what_it_is_about(
    world: FakeWorld, call: str, resource: str
) -> None:
    bedrock = standin(world, model_units_quota=1, custom_model_units_quota=1)
    api = client(bedrock)
    api.create_model_customization_job(**request())
    job = finished(api)
    # A deployment and a throughput may share a name.
    deployment = api.create_custom_model_deployment(
        modelDeploymentName="both", modelArn=job["outputModelArn"]
    )["customModelDeploymentArn"]
    throughput = api.create_provisioned_model_throughput(
        provisionedModelName="both", modelId="model", modelUnits=1
    )["provisionedModelArn"]
    method, path, body = call.split()
    arns = {"JOB": job["jobArn"], "MODEL": job["outputModelArn"]}
    arns |= {"DEPLOYMENT": deployment, "THROUGHPUT": throughput}
    expected = arns.get(resource, resource)
    assert str(bedrock.resource_arn(method, path, {}, body.encode())).endswith(expected)


def _refused(api: "BedrockClient", code: str, text: str, params: dict[str, Any]) -> None:
    with pytest.raises(ClientError) as refusal:
        api.create_model_customization_job(**params)
    assert refusal.value.response["Error"]["Code"] == code
    assert text in refusal.value.response["Error"]["Message"]

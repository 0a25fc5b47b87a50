"""One bad request for every rule that the stand-in enforces."""

import time
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError
from botocore.model import ListShape, MapShape, Shape, StructureShape

from local.bedrock import Bedrock
from local.bedrock.shapes import compiled, problems
from local.bedrock.wire import service_model
from tests.unit.local.bedrock_world import KEY, FakeWorld, request, send

if TYPE_CHECKING:
    from mypy_boto3_bedrock import BedrockClient

URI = "s3://data/train.jsonl"
NETWORK = {"subnetIds": ["subnet-1"], "securityGroupIds": ["sg-1"]}


def _tags(count: int) -> list[dict[str, str]]:
    return [{"key": f"k{number}", "value": "v"} for number in range(count)]


def _rate(text: str) -> dict[str, Any]:
    return {"hyperParameters": {"learningRate": text}}


def _validators(count: int) -> dict[str, Any]:
    return {"validationDataConfig": {"validators": [{"s3Uri": URI}] * count}}


SHAPE = [
    ({"jobName": None}, "jobName"),
    ({"customModelName": None}, "customModelName"),
    ({"roleArn": None}, "roleArn"),
    ({"baseModelIdentifier": None}, "baseModelIdentifier"),
    ({"trainingDataConfig": None}, "trainingDataConfig"),
    ({"outputDataConfig": None}, "outputDataConfig"),
    ({"outputDataConfig": {}}, "outputDataConfig.s3Uri"),
    ({"jobName": ""}, "jobName"),
    ({"jobName": "a" * 64}, "jobName"),
    ({"jobName": "team_run"}, "jobName"),
    ({"jobName": "job\n"}, "jobName"),
    ({"customModelName": "a.b"}, "customModelName"),
    ({"customModelName": "a--b"}, "customModelName"),
    ({"clientRequestToken": "a:b"}, "clientRequestToken"),
    ({"clientRequestToken": "a" * 257}, "clientRequestToken"),
    ({"roleArn": "arn:aws:iam::1:role/x"}, "roleArn"),
    ({"roleArn": f"arn:aws:iam::000000000000:role/{'x' * 2048}"}, "roleArn"),
    ({"baseModelIdentifier": "Not A Model"}, "baseModelIdentifier"),
    ({"customizationType": "TUNING"}, "customizationType"),
    ({"customModelKmsKeyId": "not a key"}, "customModelKmsKeyId"),
    ({"trainingDataConfig": {"s3Uri": "s3://data/dt=1/x"}}, "trainingDataConfig.s3Uri"),
    ({"trainingDataConfig": {"s3Uri": "s3://data//x"}}, "trainingDataConfig.s3Uri"),
    ({"trainingDataConfig": {"s3Uri": f"s3://data/{'x' * 1024}"}}, "trainingDataConfig.s3Uri"),
    ({"outputDataConfig": {"s3Uri": "https://x"}}, "outputDataConfig.s3Uri"),
    (_validators(11), "validationDataConfig.validators"),
    ({"validationDataConfig": {"validators": [{}]}}, "validators.1.member.s3Uri"),
    ({"jobTags": _tags(201)}, "jobTags"),
    ({"jobTags": [{"key": "", "value": "v"}]}, "jobTags.1.member.key"),
    ({"jobTags": [{"key": "k" * 129, "value": "v"}]}, "jobTags.1.member.key"),
    ({"jobTags": [{"key": "a&b", "value": "v"}]}, "jobTags.1.member.key"),
    ({"jobTags": [{"key": "k", "value": "v" * 257}]}, "jobTags.1.member.value"),
    ({"jobTags": [{"key": "k"}]}, "jobTags.1.member.value"),
    ({"hyperParameters": {"epochCount": 1}}, "hyperParameters.epochCount.value"),
    ({"vpcConfig": NETWORK | {"subnetIds": []}}, "vpcConfig.subnetIds"),
    ({"vpcConfig": NETWORK | {"subnetIds": ["s"] * 17}}, "vpcConfig.subnetIds"),
    ({"vpcConfig": NETWORK | {"subnetIds": ["s_1"]}}, "vpcConfig.subnetIds.1.member"),
    ({"vpcConfig": NETWORK | {"securityGroupIds": ["g"] * 6}}, "vpcConfig.securityGroupIds"),
    ({"vpcConfig": {"subnetIds": ["s"]}}, "vpcConfig.securityGroupIds"),
    ({"customizationConfig": {}}, "customizationConfig"),
]

SENSE = [
    ({"customizationType": "DISTILLATION"}, "ValidationException", "DISTILLATION"),
    (
        {"customizationConfig": {"rftConfig": {}}},
        "ValidationException",
        "customizationType",
    ),
    ({"trainingDataConfig": {}}, "ValidationException", "trainingDataConfig.s3Uri"),
    (
        {
            "trainingDataConfig": {
                "invocationLogsConfig": {"invocationLogSource": {"s3Uri": "s3://logs/x"}}
            }
        },
        "ValidationException",
        "trainingDataConfig.invocationLogsConfig",
    ),
    ({"jobTags": _tags(51)}, "TooManyTagsException", "jobTags"),
    ({"customModelTags": _tags(51)}, "TooManyTagsException", "customModelTags"),
    ({"jobTags": _tags(1) * 2}, "ValidationException", "duplicate"),
    ({"jobTags": [{"key": "aws:x", "value": ""}]}, "ValidationException", "aws:"),
    ({"baseModelIdentifier": "amazon.nova-micro-v1:0"}, "ValidationException", ":128k"),
    ({"baseModelIdentifier": "amazon.nova-tiny-v1:0:8k"}, "ValidationException", "no such model"),
    (
        {"baseModelIdentifier": "meta.llama3-1-8b-instruct-v1:0:128k"},
        "ValidationException",
        "in us-east-1",
    ),
    ({"baseModelIdentifier": "my-own-model"}, "ValidationException", "custom models"),
    ({"hyperParameters": {"batchSize": "1"}}, "ValidationException", "hyperParameters.batchSize"),
    ({"hyperParameters": {"epochCount": "6"}}, "ValidationException", "from 1 to 5"),
    ({"hyperParameters": {"epochCount": "0"}}, "ValidationException", "from 1 to 5"),
    ({"hyperParameters": {"epochCount": "1.5"}}, "ValidationException", "integer"),
    (_rate("0.00011"), "ValidationException", "hyperParameters.learningRate"),
    (_rate("9e-7"), "ValidationException", "hyperParameters.learningRate"),
    (_rate("nan"), "ValidationException", "hyperParameters.learningRate"),
    ({"hyperParameters": {"learningRateWarmupSteps": "101"}}, "ValidationException", "0 to 100"),
    (
        {"baseModelIdentifier": "amazon.nova-2-lite-v1:0:256k"} | _rate("1e-5"),
        "ValidationException",
        "no such hyperparameter",
    ),
    (
        {"customModelKmsKeyId": KEY.replace("us-east-1", "us-west-2")},
        "ValidationException",
        "customModelKmsKeyId",
    ),
    (
        {"roleArn": "arn:aws:iam::000000000000:role/other"},
        "ValidationException",
        "Could not assume provided IAM role",
    ),
]

LISTS = [
    ("statusEquals=Paused", "statusEquals"),
    ("maxResults=0", "maxResults"),
    ("maxResults=1001", "maxResults"),
    ("maxResults=many", "maxResults"),
    ("sortBy=Name", "sortBy"),
    ("sortOrder=Up", "sortOrder"),
    ("nameContains=a_b", "nameContains"),
    ("nextToken=a%20b", "nextToken"),
    ("nextToken=bm8=", "nextToken"),
    ("creationTimeAfter=yesterday", "creationTimeAfter"),
    ("statusIs=Failed", "statusIs"),
]


@pytest.mark.parametrize(("changes", "member"), SHAPE)
def test_a_request_out_of_shape_is_refused(
    api: "BedrockClient", changes: dict[str, Any], member: str
) -> None:
    error = _refusal(api, request(**changes))
    assert error["Code"] == "ValidationException"
    assert f"{member}'" in error["Message"]


@pytest.mark.parametrize(("changes", "code", "text"), SENSE)
def test_a_request_without_sense_is_refused(
    api: "BedrockClient", changes: dict[str, Any], code: str, text: str
) -> None:
    error = _refusal(api, request(**changes))
    assert error["Code"] == code
    assert text in error["Message"]


@pytest.mark.parametrize(
    ("model", "code", "text"),
    [
        ("meta.llama3-1-8b-instruct-v1:0:128k", "ValidationException", "Legacy"),
        ("meta.llama3-2-1b-instruct-v1:0:128k", "ResourceNotFoundException", "end of its life"),
        ("amazon.nova-micro-v1:0:128k", "ValidationException", "in us-west-2"),
    ],
)
def test_a_model_too_old_or_elsewhere_takes_no_job(
    world: FakeWorld, api: "BedrockClient", model: str, code: str, text: str
) -> None:
    world.region = "us-west-2"
    error = _refusal(api, request(baseModelIdentifier=model))
    assert error["Code"] == code
    assert text in error["Message"]


@pytest.mark.parametrize(
    ("action", "changes"),
    [
        ("iam:PassRole", {}),
        ("bedrock:TagResource", {"jobTags": _tags(1)}),
        ("bedrock:TagResource", {"customModelTags": _tags(1)}),
        ("kms:DescribeKey", {"customModelKmsKeyId": KEY}),
        ("kms:GenerateDataKey", {"customModelKmsKeyId": KEY}),
        ("kms:Decrypt", {"customModelKmsKeyId": KEY}),
        ("kms:CreateGrant", {"customModelKmsKeyId": KEY}),
    ],
)
def test_a_caller_without_a_permission_is_refused(
    world: FakeWorld, api: "BedrockClient", action: str, changes: dict[str, Any]
) -> None:
    world.denied_to_caller = {action}
    error = _refusal(api, request(**changes))
    assert error["Code"] == "AccessDeniedException"
    assert action in error["Message"]


@pytest.mark.parametrize(("query", "member"), LISTS)
def test_a_list_asked_for_wrongly_is_refused(bedrock: Bedrock, query: str, member: str) -> None:
    status, headers, body = send(bedrock, "GET", "/model-customization-jobs", query=query)
    assert status == 400
    assert headers["x-amzn-errortype"] == "ValidationException"
    assert member in body.decode()


@pytest.mark.parametrize(
    ("call", "body", "status", "text"),
    [
        ("POST /model-customization-jobs", b"{", 400, "not valid JSON"),
        ("POST /model-customization-jobs", b"[]", 400, "not a JSON object"),
        ("POST /model-customization-jobs", b'{"jobname": "x"}', 400, "'jobname'"),
        ("POST /model-customization-jobs/x/stop", b'{"force": true}', 400, "'force'"),
        ("GET /model-customization-jobs/a_b", b"", 400, "jobIdentifier"),
        ("GET /model-customization-jobs/nope", b"", 404, "nope"),
        ("POST /model-customization-jobs/nope/stop", b"", 404, "nope"),
        ("GET /custom-models/nope", b"", 404, "nope"),
        ("DELETE /custom-models/nope", b"", 404, "nope"),
        ("GET /foundation-models/amazon.nova-tiny-v1:0", b"", 404, "nova-tiny"),
        ("GET /guardrails", b"", 400, "ListGuardrails"),
        ("GET /nothing", b"", 400, "/nothing"),
        ("GET /_standin/nothing", b"", 400, "/_standin/nothing"),
        ("POST /_standin/faults", b'[{"type": "Burn"}]', 400, "Burn"),
        ("POST /_standin/faults", b'[{"type": "LoseEvent", "time": 2}]', 400, "time"),
    ],
)
def test_other_bad_requests_are_refused(
    bedrock: Bedrock, call: str, body: bytes, status: int, text: str
) -> None:
    method, path = call.split()
    answer = send(bedrock, method, path, body)
    assert answer[0] == status
    assert text in answer[2].decode()


def test_only_root_controls_the_stand_in(world: FakeWorld, bedrock: Bedrock) -> None:
    world.caller_is_root = False
    assert send(bedrock, "GET", "/_standin/ledger")[0] == 403


def test_all_violations_are_named_at_once(api: "BedrockClient") -> None:
    error = _refusal(api, request(jobName="a_b", roleArn="x"))
    assert error["Message"].startswith("2 validation errors detected")
    assert "jobName" in error["Message"]
    assert "roleArn" in error["Message"]


OFFERED = [
    "CreateModelCustomizationJob",
    "GetModelCustomizationJob",
    "ListModelCustomizationJobs",
    "StopModelCustomizationJob",
    "GetCustomModel",
    "ListCustomModels",
    "DeleteCustomModel",
    "CreateCustomModelDeployment",
    "GetCustomModelDeployment",
    "ListCustomModelDeployments",
    "UpdateCustomModelDeployment",
    "DeleteCustomModelDeployment",
    "CreateProvisionedModelThroughput",
    "GetProvisionedModelThroughput",
    "ListProvisionedModelThroughputs",
    "UpdateProvisionedModelThroughput",
    "DeleteProvisionedModelThroughput",
    "GetFoundationModel",
    "ListFoundationModels",
    "TagResource",
    "UntagResource",
    "ListTagsForResource",
]


@pytest.mark.parametrize("operation", OFFERED)
def test_every_constraint_of_the_model_is_enforced(operation: str) -> None:
    shape = service_model().operation_model(operation).input_shape
    assert shape is not None
    for name, member in _walk(shape):
        for violation in _violations(member):
            assert list(problems(member, violation, name)), f"{name} took {violation!r:.60}"


@pytest.mark.parametrize("operation", OFFERED)
def test_no_pattern_takes_more_than_linear_time(operation: str) -> None:
    shape = service_model().operation_model(operation).input_shape
    assert shape is not None
    attacks = ["a" + "-" * 28 + "_!", "a-" * 28 + "!", "a." * 28 + "!", "0" * 63 + "!"]
    patterns = {member.metadata.get("pattern") for _, member in _walk(shape)} - {None}
    for pattern in patterns:
        begun = time.perf_counter()
        for attack in attacks:
            compiled(pattern).fullmatch(attack)
        assert time.perf_counter() - begun < 0.1, pattern


def _walk(shape: Shape, name: str = "request") -> Iterator[tuple[str, Shape]]:
    yield name, shape
    children: Mapping[str, Shape] = {}
    if isinstance(shape, StructureShape):
        children = shape.members
    elif isinstance(shape, ListShape):
        children = {"member": shape.member}
    elif isinstance(shape, MapShape):
        children = {"key": shape.key, "value": shape.value}
    for child, member in children.items():
        yield from _walk(member, f"{name}.{child}")


def _violations(shape: Shape) -> Iterator[object]:
    """Yield a value for each rule of a shape that breaks it."""
    yield None if shape.type_name == "boolean" else True
    low, high = shape.metadata.get("min", 0), shape.metadata.get("max")
    text = shape.type_name == "string"
    sized: dict[str, Any] = {"string": "a", "list": [0], "integer": 1, "float": 1}
    one = sized.get(shape.type_name)
    if one and high is not None:
        yield one * (high + 1)
    if one and low:
        yield one * 0 if shape.type_name != "float" else 0.0
    if text and shape.enum:  # type: ignore[attr-defined]
        yield "Something"
    if text and shape.metadata.get("pattern", "\\S*") not in {"\\S*", "[\\s\\S]*", ".*"}:
        yield "\x00"
    if isinstance(shape, StructureShape):
        yield {"unheardOf": 1}


def _refusal(api: "BedrockClient", params: dict[str, Any]) -> dict[str, str]:
    with pytest.raises(ClientError) as refusal:
        api.create_model_customization_job(**params)
    summaries = api.list_model_customization_jobs()["modelCustomizationJobSummaries"]
    assert summaries == [], "a refused request created a job"
    error = refusal.value.response["Error"]
    return {"Code": error["Code"], "Message": error["Message"]}

"""What makes a job fail after it was accepted: data, permissions, networks."""

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from local.bedrock import Bedrock
from local.bedrock.models import BaseModel, Catalogue
from local.bedrock.permissions import of_s3_key
from local.bedrock.records import BadDataError, parse
from tests.unit.local.bedrock_world import (
    KEY,
    ROLE,
    TRAINING,
    VALIDATION,
    FakeWorld,
    finished,
    record,
    request,
)

if TYPE_CHECKING:
    from mypy_boto3_bedrock import BedrockClient

NETWORK = {"subnetIds": ["subnet-1", "subnet-2"], "securityGroupIds": ["sg-1"]}


def _turns(*roles: str) -> dict[str, Any]:
    return {"messages": [{"role": role, "content": [{"text": "x"}]} for role in roles]}


def _content(*blocks: Any) -> dict[str, Any]:
    answer = {"role": "assistant", "content": [{"text": "x"}]}
    return {"messages": [{"role": "user", "content": list(blocks)}, answer]}


def base(model_id: str = "amazon.nova-micro-v1:0:128k") -> BaseModel:
    """Return a base model as the service knows it."""
    region = "us-west-2" if model_id.startswith("meta") else "us-east-1"
    found = Catalogue().find(model_id, region, datetime(2026, 11, 1, tzinfo=UTC))
    assert found
    return found.model


BAD_LINES = [
    ("{", "conform to JSONL"),
    ("", "line 1 is empty"),
    ("[]", "JSON object"),
    (json.dumps(record() | {"schemaVersion": 1}), "schemaVersion"),
    (json.dumps({"prompt": "x", "completion": "y"}), "messages must be a list"),
    (json.dumps({"messages": []}), "messages must be a list"),
    (json.dumps({"messages": ["x", "y"]}), "messages[0] must be a JSON object"),
    (json.dumps(_turns("assistant", "user")), "messages[0].role must be user"),
    (json.dumps(_turns("user", "user")), "messages[1].role must be assistant"),
    (json.dumps(_turns("user", "assistant", "user")), "the last turn"),
    (json.dumps(_turns("user", "system")), "messages[1].role must be assistant"),
    (json.dumps(_content()), "messages[0].content must be a list of blocks"),
    (json.dumps(_content("x")), "blocks of one member"),
    (json.dumps(_content({"text": "x", "image": {}})), "blocks of one member"),
    (json.dumps(_content({"text": " "})), "not empty"),
    (json.dumps(_content({"text": 1})), "not empty"),
    (json.dumps(_content({"image": {"format": "png"}})), "does not learn from image here"),
    (json.dumps(_content({"toolUse": {}})), "does not learn from toolUse here"),
    (json.dumps(record() | {"toolConfig": {}}), "does not learn from toolConfig"),
    (json.dumps(record() | {"system": [{"image": {}}]}), "does not learn from image here"),
    (json.dumps(record() | {"system": [{"text": ""}]}), "system must hold text"),
    (json.dumps(record() | {"system": "Be brief."}), "system must be a list"),
    (json.dumps(record("x" * 192_000)), "Input size exceeded in file"),
    *(
        (json.dumps(record(f"a {word} b")), f"reserved text {word}")
        for word in ("User:", "Bot:", "Assistant:", "System:", "<image>", "<video>", "[EOS]")
    ),
]


@pytest.mark.parametrize(("line", "text"), BAD_LINES)
def test_a_bad_record_is_refused_by_line_and_never_quoted(line: str, text: str) -> None:
    body = f"{json.dumps(record())}\n{line}\n"
    expected = text.replace("line 1", "line 2")
    with pytest.raises(BadDataError, match=r"line 2|starting with line 2") as refusal:
        parse(body.encode(), "s3://b/k", base())
    assert expected in str(refusal.value)
    assert "Forty-two" not in str(refusal.value)


def test_a_file_that_is_not_text_is_refused() -> None:
    with pytest.raises(BadDataError, match="conform to JSONL"):
        parse(b"\xff\xfe", "s3://b/k", base())


def test_a_good_file_is_read_whole() -> None:
    lines = [record("Q", "A") | {"system": [{"text": "S"}]}] * 3
    records = parse("\n".join(json.dumps(line) for line in lines).encode(), "s3://b/k", base())
    assert [(each.prompt, each.answer) for each in records] == [("S\nQ", "A")] * 3


LITE_2 = "amazon.nova-2-lite-v1:0:256k"


def _shown(kind: str, uri: str, written: str = "png") -> dict[str, Any]:
    return {kind: {"format": written, "source": {"s3Location": {"uri": uri}}}}


def test_what_more_a_model_learns_from_is_read_as_text() -> None:
    thought = {"reasoningContent": {"reasoningText": {"text": "Hm."}}}
    call = {"toolUse": {"toolUseId": "1", "name": "look", "input": {}}}
    result = {"toolResult": {"toolUseId": "1", "content": [{"text": "A key."}]}}
    turns = [
        {"role": "user", "content": [{"text": "Q"}, _shown("image", "s3://b/a.png")]},
        {"role": "assistant", "content": [thought, call]},
        {"role": "user", "content": [result]},
        {"role": "assistant", "content": [{"text": "A"}]},
    ]
    body = json.dumps({"toolConfig": {"tools": []}, "messages": turns}).encode()
    (read,) = parse(body, "s3://b/k", base(LITE_2))
    assert (read.answer, read.media) == ("A", (("image", "s3://b/a.png"),))
    assert all(word in read.prompt for word in ("Q", "Hm.", "look", "A key."))


@pytest.mark.parametrize(
    ("blocks", "text"),
    [
        ([_shown("image", "s3://b/a.png", "tiff")], "the format of a image must be"),
        ([_shown("image", "http://b/a.png")], "must be at an s3:// address"),
        ([{"image": {"format": "png"}}], "must have format and source.s3Location.uri"),
        ([_shown("video", "s3://b/a.mp4", "mp4")] * 2, "at most 1 videos a record"),
        ([_shown("image", "s3://b/a.png")] * 11, "at most 10 images a record"),
        (
            [_shown("image", "s3://b/a.png"), _shown("video", "s3://b/a.mp4", "mp4")],
            "different media modalities",
        ),
        ([{"toolUse": {}}], "does not learn from toolUse here"),
        ([{"toolResult": {}}], "toolResult must have content, toolUseId"),
    ],
)
def test_bad_content_of_a_model_that_learns_from_more(blocks: list[Any], text: str) -> None:
    with pytest.raises(BadDataError, match=text):
        parse(json.dumps(_content(*blocks)).encode(), "s3://b/k", base(LITE_2))


def test_a_dataset_does_not_mix_media() -> None:
    media = (_shown("image", "s3://b/a.png"), _shown("video", "s3://b/a.mp4", "mp4"))
    body = "\n".join(json.dumps(_content(one)) for one in media)
    with pytest.raises(BadDataError, match="mixes images, videos or documents"):
        parse(body.encode(), "s3://b/k", base(LITE_2))


def test_prompts_and_completions() -> None:
    llama = base("meta.llama3-1-8b-instruct-v1:0:128k")
    body = json.dumps({"prompt": "Q", "completion": "A"}).encode()
    (read,) = parse(body, "s3://b/k", llama)
    assert (read.prompt, read.answer, read.characters) == ("Q", "A", 2)
    for bad in ({"prompt": "Q"}, {"prompt": "Q", "completion": " "}, record()):
        with pytest.raises(BadDataError, match="line 1"):
            parse(json.dumps(bad).encode(), "s3://b/k", llama)


@pytest.mark.parametrize(
    ("place", "is_there", "text"),
    [
        ("s3://data/a.png", True, None),
        ("s3://data/a.png", False, "at key a.png"),
        ("s3://other/a.png", True, "Media in another bucket"),
    ],
)
def test_media_must_be_readable_and_in_the_dataset_s_bucket(
    world: FakeWorld, api: "BedrockClient", place: str, is_there: bool, text: str | None
) -> None:
    world.put(TRAINING, [record()] * 8 + [_content({"text": "x"}, _shown("image", place))])
    if is_there:
        bucket, _, key = place.removeprefix("s3://").partition("/")
        world.objects[bucket, key] = b"png"
    model = "amazon.nova-lite-v1:0:300k"
    api.create_model_customization_job(**request(baseModelIdentifier=model))
    job = finished(api)
    assert job["status"] == ("Failed" if text else "Completed")
    assert text is None or text in job["failureMessage"]


@pytest.mark.parametrize(
    ("training", "validation", "text"),
    [
        (7, 0, "below the minimum of 8"),
        (19_000, 1_001, "exceeds the limit of 20000"),
    ],
)
def test_counts_are_limited(
    world: FakeWorld, api: "BedrockClient", training: int, validation: int, text: str
) -> None:
    world.put(TRAINING, [record()] * training)
    world.put(VALIDATION, [record()] * validation)
    changes = {"validationDataConfig": {"validators": [{"s3Uri": VALIDATION}]}}
    api.create_model_customization_job(**request(**(changes if validation else {})))
    job = finished(api)
    assert job["status"] == "Failed"
    assert text in job["failureMessage"]
    assert job["statusDetails"]["validationDetails"]["status"] == "Failed"
    assert job["statusDetails"]["trainingDetails"]["status"] == "NotStarted"


@pytest.mark.parametrize(
    ("action", "text"),
    [
        ("s3:ListBucket", "Could not validate GetObject permissions"),
        ("s3:GetObject", "Could not validate GetObject permissions"),
        ("s3:PutObject", "Amazon S3 perms missing (PutObject)"),
        *(
            (action, "The provided IAM role lacks a permission")
            for action in (
                "kms:DescribeKey",
                "kms:GenerateDataKey",
                "kms:Decrypt",
                "kms:CreateGrant",
                "ec2:DescribeNetworkInterfaces",
                "ec2:DescribeVpcs",
                "ec2:DescribeDhcpOptions",
                "ec2:DescribeSubnets",
                "ec2:DescribeSecurityGroups",
                "ec2:CreateNetworkInterface",
                "ec2:CreateNetworkInterfacePermission",
                "ec2:DeleteNetworkInterface",
                "ec2:DeleteNetworkInterfacePermission",
                "ec2:CreateTags",
            )
        ),
    ],
)
def test_a_role_without_a_permission_fails_the_job(
    world: FakeWorld, bedrock: Bedrock, api: "BedrockClient", action: str, text: str
) -> None:
    assert bedrock
    world.denied_to_role = {action}
    api.create_model_customization_job(**request(customModelKmsKeyId=KEY, vpcConfig=NETWORK))
    job = finished(api)
    assert job["status"] == "Failed"
    assert job["failureMessage"].startswith(text)
    assert action in job["failureMessage"]
    assert "outputModelArn" not in job


@pytest.mark.parametrize("member", ["subnetIds", "securityGroupIds"])
def test_a_network_that_does_not_exist_fails_the_job(api: "BedrockClient", member: str) -> None:
    api.create_model_customization_job(**request(vpcConfig=NETWORK | {member: ["x-missing"]}))
    assert "x-missing" in finished(api)["failureMessage"]


def test_a_missing_object_fails_the_job(world: FakeWorld, api: "BedrockClient") -> None:
    world.objects.clear()
    api.create_model_customization_job(**request())
    assert "at key train.jsonl" in finished(api)["failureMessage"]


def test_an_error_of_the_stand_in_itself_is_told_as_unexpected(
    world: FakeWorld, api: "BedrockClient", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(world, "assume", lambda *_: 1 / 0)
    api.create_model_customization_job(**request())
    assert finished(api)["failureMessage"].startswith("Encountered an unexpected error")


def test_conditions_are_asked_with_what_the_service_puts_into_the_request(
    world: FakeWorld, api: "BedrockClient"
) -> None:
    tags = [{"key": "team", "value": "demo"}]
    arn = api.create_model_customization_job(
        **request(customModelKmsKeyId=KEY, vpcConfig=NETWORK, jobTags=tags)
    )["jobArn"]
    assert finished(api)["status"] == "Completed"
    told = {(need.action, need.resource): dict(need.context) for need in world.asked}
    assert told["iam:PassRole", ROLE] == {"iam:PassedToService": "bedrock.amazonaws.com"}
    assert told["bedrock:TagResource", arn]["aws:RequestTag/team"] == "demo"
    assert told["kms:CreateGrant", KEY]["kms:ViaService"] == "bedrock.us-east-1.amazonaws.com"
    interface = "arn:aws:ec2:us-east-1:000000000000:network-interface/eni-0123456789abcdef0"
    assert (
        told["ec2:CreateNetworkInterface", interface][
            "aws:RequestTag/BedrockModelCustomizationJobArn"
        ]
        == arn
    )
    assert told["ec2:CreateTags", interface]["ec2:CreateAction"] == "CreateNetworkInterface"
    kept = told["ec2:DeleteNetworkInterface", interface]
    assert kept["ec2:ResourceTag/BedrockManaged"] == "true"
    for subnet in NETWORK["subnetIds"]:
        ec2_arn = f"arn:aws:ec2:us-east-1:000000000000:subnet/{subnet}"
        assert ("ec2:CreateNetworkInterface", ec2_arn) in told


def test_s3_asks_for_its_key_in_its_own_name() -> None:
    need = of_s3_key("kms:Decrypt", KEY, "arn:aws:s3:::b/k")
    assert need.context["kms:ViaService"] == "s3.us-east-1.amazonaws.com"
    assert need.context["kms:EncryptionContext:aws:s3:arn"] == "arn:aws:s3:::b/k"

"""The stand-in's view of MiniStack: whom roles trust and what principals may do."""

import asyncio
import importlib
import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from local.bedrock import Bedrock
from local.bedrock.ministack_principal import MiniStackPrincipal
from local.bedrock.ministack_runtime import MiniStackRuntime
from local.bedrock.ministack_world import MiniStackWorld
from local.bedrock.permissions import of_model_key
from local.bedrock.virtual_clock import VirtualClock
from local.bedrock.world import CannotAssumeError, Need, RefusedError
from tests.unit.local.bedrock_world import ACCOUNT, KEY, SCOPE

if TYPE_CHECKING:
    from mypy_boto3_bedrock import BedrockClient

cloudwatch = pytest.importorskip("ministack.services.cloudwatch")
iam = pytest.importorskip("ministack.services.iam")
kms = pytest.importorskip("ministack.services.kms")

JOB = f"arn:aws:bedrock:us-east-1:{ACCOUNT}:model-customization-job/amazon.x/abcdefghijkl"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/team/trainer"
OUR_JOBS = f"arn:aws:bedrock:us-east-1:{ACCOUNT}:model-customization-job/*"


@pytest.fixture
def role(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The role that MiniStack knows under this ARN, to be given policies."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", "https://localhost:4566")
    made: dict[str, Any] = {"Arn": ROLE, "InlinePolicies": {}, "AttachedPolicies": []}
    monkeypatch.setattr(iam, "_roles", type(iam._roles)())
    iam._roles["trainer"] = made
    return made


def _policy(**statement: Any) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow"} | statement]})


def _trust(
    principal: Any = None, account: str = ACCOUNT, jobs: str = OUR_JOBS, **statement: Any
) -> str:
    condition = {
        "StringEquals": {"aws:SourceAccount": account},
        "ArnLike": {"aws:SourceArn": jobs},
    }
    return _policy(
        Principal=principal or {"Service": "bedrock.amazonaws.com"},
        Action="sts:AssumeRole",
        Condition=condition,
        **statement,
    )


@pytest.mark.parametrize("url", ["", "https://bedrock.us-east-1.amazonaws.com", "http://10.0.0.1"])
def test_only_an_endpoint_on_this_machine_is_used(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", url)
    with pytest.raises(RuntimeError, match="AWS_ENDPOINT_URL"):
        MiniStackWorld()


def test_a_role_that_trusts_bedrock_is_assumed(role: dict[str, Any]) -> None:
    role["AssumeRolePolicyDocument"] = _trust()
    assumed = MiniStackWorld().assume(ROLE, JOB, SCOPE)
    assert assumed.arn == f"arn:aws:sts::{ACCOUNT}:assumed-role/trainer/bedrock-abcdefghijkl"
    assert not assumed.is_root


@pytest.mark.parametrize(
    "trust",
    [
        _trust({"Service": "lambda.amazonaws.com"}),
        _trust({"AWS": f"arn:aws:iam::{ACCOUNT}:root"}),
        _trust(account="111111111111"),
        _trust(jobs=OUR_JOBS.replace("us-east-1", "eu-west-1")),
        # Real ARNs go on after the type: without the last asterisk nothing fits.
        _trust(jobs=OUR_JOBS.removesuffix("/*")),
        _trust(Effect="Deny"),
    ],
)
def test_a_role_that_does_not_trust_bedrock_for_this_job_is_not_assumed(
    role: dict[str, Any], trust: str
) -> None:
    role["AssumeRolePolicyDocument"] = trust
    with pytest.raises(CannotAssumeError, match="trust policy"):
        MiniStackWorld().trusts(ROLE, JOB, SCOPE)


def test_a_role_is_known_by_its_whole_arn(role: dict[str, Any]) -> None:
    role["AssumeRolePolicyDocument"] = _trust()
    with pytest.raises(CannotAssumeError, match="doesn't exist"):
        MiniStackWorld().trusts(ROLE.replace("/team", ""), JOB, SCOPE)


def test_a_permission_counts_only_with_its_conditions(role: dict[str, Any]) -> None:
    role["AssumeRolePolicyDocument"] = _trust()
    condition = {"StringEquals": {"ec2:CreateAction": "CreateNetworkInterface"}}
    role["InlinePolicies"]["p"] = _policy(
        Action="ec2:CreateTags", Resource="*", Condition=condition
    )
    assumed = MiniStackWorld().assume(ROLE, JOB, SCOPE)
    assumed.require(Need("ec2:CreateTags", "*", {"ec2:CreateAction": "CreateNetworkInterface"}))
    with pytest.raises(RefusedError, match="ec2:CreateTags"):
        assumed.require(Need("ec2:CreateTags", "*"))


def test_a_key_needs_its_own_policy_too(
    role: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    role["AssumeRolePolicyDocument"] = _trust()
    role["InlinePolicies"]["p"] = _policy(Action="kms:*", Resource=KEY)
    monkeypatch.setattr(kms, "_keys", type(kms._keys)())
    key = {"Arn": KEY, "KeyState": "Enabled", "Policy": ""}
    kms._keys[KEY[-36:]] = key
    world = MiniStackWorld()
    assert world.key_arn(KEY, SCOPE) == KEY
    assumed = world.assume(ROLE, JOB, SCOPE)
    with pytest.raises(RefusedError, match="kms:DescribeKey"):
        _require_key(assumed)
    via = {"StringEquals": {"kms:ViaService": "bedrock.us-east-1.amazonaws.com"}}
    key["Policy"] = _policy(Principal={"AWS": ROLE}, Action="kms:*", Resource="*", Condition=via)
    _require_key(assumed)
    key["KeyState"] = "Disabled"
    assert world.key_arn(KEY, SCOPE) is None


def _require_key(principal: MiniStackPrincipal) -> None:
    for need in of_model_key(KEY):
        principal.require(need)


def test_an_invocation_is_counted_in_the_emulators_metrics(
    role: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert role
    monkeypatch.setattr(cloudwatch, "_metrics", type(cloudwatch._metrics)())
    world, now = MiniStackWorld(), datetime.now(UTC)
    with world.within(SCOPE):
        for _ in range(2):
            world.count("arn:x", now)
        asked = {
            "Namespace": "AWS/Bedrock",
            "MetricName": "Invocations",
            "Dimensions": [{"Name": "ModelId", "Value": "arn:x"}],
            "StartTime": (now - timedelta(minutes=5)).timestamp(),
            "EndTime": (now + timedelta(minutes=5)).timestamp(),
            "Period": 3600,
            "Statistics": ["Sum"],
        }
        _, _, body = cloudwatch._get_metric_statistics({}, asked, is_cbor=False, is_json=True)
        other = asked | {"Dimensions": [{"Name": "ModelId", "Value": "arn:y"}]}
        _, _, nothing = cloudwatch._get_metric_statistics({}, other, is_cbor=False, is_json=True)
    assert [point["Sum"] for point in json.loads(body)["Datapoints"]] == [2]
    assert json.loads(nothing)["Datapoints"] == []


def test_all_that_answers_is_taken_from_the_emulators_runtime(
    serving: Bedrock, serving_api: "BedrockClient", clock: VirtualClock
) -> None:
    model = serving_api.get_custom_model(modelIdentifier="model")["modelArn"]
    arn = serving_api.create_custom_model_deployment(modelDeploymentName="d", modelArn=model)[
        "customModelDeploymentArn"
    ]
    clock.advance(timedelta(hours=1))
    original = importlib.import_module("ministack.services.bedrock_runtime")
    runtime = MiniStackRuntime(serving.runtime, original)
    body = json.dumps({"messages": [{"role": "user", "content": [{"text": "Hi"}]}]}).encode()

    def answered(path: str) -> str:
        call = runtime.handle_request("POST", path, {}, body, {})
        return str(asyncio.run(call)[2])

    assert "An answer" in answered(f"/model/{arn}/converse")
    assert "Hi" in answered("/model/amazon.nova-micro-v1:0/converse")
    assert "identifier is invalid" in answered("/model/amazon.titan-text-v1/converse")
    assert "stand-in" not in answered("/guardrail/any/version/1/apply")

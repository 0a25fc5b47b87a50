"""The permissions a job needs besides its S3 calls, and those its creator needs.

https://docs.aws.amazon.com/bedrock/latest/userguide/custom-model-job-access-security.html
https://docs.aws.amazon.com/bedrock/latest/userguide/encryption-custom-job.html
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from local.bedrock.things import Job, Scope
from local.bedrock.world import Need

SERVICE = "bedrock.amazonaws.com"

_DESCRIBES = (
    "DescribeNetworkInterfaces",
    "DescribeVpcs",
    "DescribeDhcpOptions",
    "DescribeSubnets",
    "DescribeSecurityGroups",
)
_INTERFACE_CHANGES = (
    "CreateNetworkInterfacePermission",
    "DeleteNetworkInterface",
    "DeleteNetworkInterfacePermission",
)


def of_creator(request: Mapping[str, Any], job_arn: str, key_arn: str | None) -> Iterator[Need]:
    """Yield what creating a job takes besides `bedrock:CreateModelCustomizationJob`."""
    yield Need("iam:PassRole", request["roleArn"], {"iam:PassedToService": SERVICE})
    yield from of_tagger(job_arn, request.get("jobTags", []))
    model_arn = job_arn.replace(":model-customization-job/", ":custom-model/")
    yield from of_tagger(model_arn, request.get("customModelTags", []))
    if key_arn:
        # Bedrock makes the model's grant in the creator's name: CloudTrail shows CreateGrant
        # under the creator's role, invoked by Bedrock.
        yield from of_model_key(key_arn)


def of_tagger(arn: str, tags: Sequence[Mapping[str, str]]) -> Iterator[Need]:
    """Yield what creating a thing with tags takes besides the permission to create it."""
    if tags:
        yield Need("bedrock:TagResource", arn, _tag_context(_mapping(tags)))


def of_model_key(key_arn: str) -> Iterator[Need]:
    """Yield what encrypting a custom model with a customer's key takes."""
    region, account = key_arn.split(":")[3:5]
    context = {"kms:ViaService": f"bedrock.{region}.amazonaws.com", "kms:CallerAccount": account}
    for action in ("DescribeKey", "GenerateDataKey", "Decrypt"):
        yield Need(f"kms:{action}", key_arn, context)
    yield Need("kms:CreateGrant", key_arn, context | {"kms:GrantIsForAWSResource": "true"})


def of_s3_key(action: str, key_arn: str, encrypted_arn: str) -> Need:
    """Return what S3 asks of whoever reads or writes an object that KMS encrypts.

    Args:
        action: `kms:Decrypt` to read, `kms:GenerateDataKey` to write.
        key_arn: The key of the object.
        encrypted_arn: The encryption context: the object's ARN, or the bucket's if it has a key.
    """
    region, account = key_arn.split(":")[3:5]
    context = {
        "kms:ViaService": f"s3.{region}.amazonaws.com",
        "kms:CallerAccount": account,
        "kms:EncryptionContext:aws:s3:arn": encrypted_arn,
        "kms:EncryptionContextKeys": ["aws:s3:arn"],
    }
    return Need(action, key_arn, context)


def of_network(job: Job) -> Iterator[Need]:
    """Yield what placing network interfaces into the customer's VPC takes.

    Bedrock uses one of the subnets, its choice, so all must be allowed.
    """
    network = job.request["vpcConfig"]
    subnets = [_ec2(job.scope, f"subnet/{name}") for name in network["subnetIds"]]
    groups = [_ec2(job.scope, f"security-group/{name}") for name in network["securityGroupIds"]]
    interface = _ec2(job.scope, "network-interface/eni-0123456789abcdef0")
    tags = {"BedrockManaged": "true", "BedrockModelCustomizationJobArn": job.arn}
    asked = _tag_context(tags)
    for action in _DESCRIBES:
        yield Need(f"ec2:{action}", "*")
    yield Need("ec2:CreateNetworkInterface", interface, asked)
    for resource in (*subnets, *groups):
        yield Need("ec2:CreateNetworkInterface", resource)
    yield Need("ec2:CreateTags", interface, {**asked, "ec2:CreateAction": "CreateNetworkInterface"})
    carried = {f"ec2:ResourceTag/{key}": value for key, value in tags.items()}
    for subnet in subnets:
        for action in _INTERFACE_CHANGES:
            yield Need(f"ec2:{action}", interface, carried | {"ec2:Subnet": subnet})


def _ec2(scope: Scope, resource: str) -> str:
    return f"arn:aws:ec2:{scope.region}:{scope.account}:{resource}"


def _mapping(tags: Sequence[Mapping[str, str]]) -> dict[str, str]:
    return {tag["key"]: tag["value"] for tag in tags}


def _tag_context(tags: Mapping[str, str]) -> dict[str, str | Sequence[str]]:
    values = {f"aws:RequestTag/{key}": value for key, value in tags.items()}
    return {"aws:TagKeys": list(tags), **values}

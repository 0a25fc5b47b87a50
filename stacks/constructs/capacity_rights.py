"""The rights on what serves models: deployments and provisioned throughput.

Bedrock makes the last part of their ARNs, so a condition on this environment's tag stands in for
it wherever one is authorized by tags.
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonbedrock.html
"""

from aws_cdk import Aws
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms

from lambdas.contract import names
from stacks.constructs import rights
from stacks.constructs.managed_role import allow

CREATE = ["bedrock:CreateCustomModelDeployment", "bedrock:CreateProvisionedModelThroughput"]
READ = ["bedrock:GetCustomModelDeployment", "bedrock:GetProvisionedModelThroughput"]
LIST = ["bedrock:ListCustomModelDeployments", "bedrock:ListProvisionedModelThroughputs"]
UPDATE = ["bedrock:UpdateCustomModelDeployment", "bedrock:UpdateProvisionedModelThroughput"]
DELETE = ["bedrock:DeleteCustomModelDeployment", "bedrock:DeleteProvisionedModelThroughput"]


def all_capacity() -> list[str]:
    """Return the ARNs of any deployment and any throughput of this account and region."""
    kinds = ("custom-model-deployment", "provisioned-model")
    account = f"{Aws.REGION}:{Aws.ACCOUNT_ID}"
    return [f"arn:{Aws.PARTITION}:bedrock:{account}:{kind}/*" for kind in kinds]


def create(environment: str) -> list[iam.PolicyStatement]:
    """Allow serving this environment's models, by capacity that carries its tag from the start."""
    asked = {f"aws:RequestTag/{names.TAG_ENVIRONMENT}": environment}
    return [
        allow(
            "CreateCapacity",
            CREATE,
            [rights.all_custom_models()],
            {"StringEquals": {**asked, **_carried(environment)}},
        ),
        allow(
            "TagCapacity",
            ["bedrock:TagResource"],
            all_capacity(),
            # What is being made has no tag yet; another environment's never becomes ours.
            {"StringEquals": asked, "StringEqualsIfExists": _carried(environment)},
        ),
    ]


def read() -> iam.PolicyStatement:
    """Allow reading how capacity stands."""
    return allow("ReadCapacity", READ, all_capacity())


def read_tags() -> iam.PolicyStatement:
    """Allow reading whose capacity is."""
    return allow("ReadCapacityTags", ["bedrock:ListTagsForResource"], all_capacity())


def count() -> iam.PolicyStatement:
    """Allow listing the account's capacity, which quotas are counted by; no list has a resource."""
    return allow("CountCapacity", LIST, ["*"])


def swap(environment: str) -> iam.PolicyStatement:
    """Allow putting another model of this environment behind its capacity."""
    return allow(
        "SwapModels",
        UPDATE,
        [rights.all_custom_models(), *all_capacity()],
        {"StringEquals": _carried(environment)},
    )


def remove(environment: str) -> iam.PolicyStatement:
    """Allow deleting this environment's capacity."""
    return allow("RemoveCapacity", DELETE, all_capacity(), {"StringEquals": _carried(environment)})


def settle(environment: str) -> iam.PolicyStatement:
    """Allow noting on this environment's capacity that its run did all it wanted, and no more."""
    return allow(
        "SettleCapacity",
        ["bedrock:TagResource"],
        all_capacity(),
        {
            "StringEquals": _carried(environment),
            "ForAllValues:StringEquals": {"aws:TagKeys": [names.TAG_SETTLED]},
        },
    )


def ask(environment: str) -> iam.PolicyStatement:
    """Allow asking what serves this environment's models."""
    return allow(
        "AskModels",
        ["bedrock:InvokeModel"],
        all_capacity(),
        {"StringEquals": _carried(environment)},
    )


def decrypt_models(key: kms.IKey) -> iam.PolicyStatement:
    """Allow Bedrock, on the role's behalf, to open a custom model to deploy or to ask it.

    https://docs.aws.amazon.com/bedrock/latest/userguide/encryption-custom-job.html
    """
    return allow(
        "DecryptModel",
        ["kms:Decrypt"],
        [key.key_arn],
        {"StringEquals": {"kms:ViaService": f"bedrock.{Aws.REGION}.amazonaws.com"}},
    )


def _carried(environment: str) -> dict[str, str]:
    return {f"aws:ResourceTag/{names.TAG_ENVIRONMENT}": environment}

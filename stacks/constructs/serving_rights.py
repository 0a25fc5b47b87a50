"""The rights of those who look after what serves: on models, aliases, owners and metrics."""

from aws_cdk import Aws
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3

from lambdas.contract import names, places
from lambdas.contract.retirement import METRIC_NAMESPACE
from stacks.constructs import capacity_rights, rights
from stacks.constructs.managed_role import allow


def list_models() -> iam.PolicyStatement:
    """Allow listing the custom models; the list has no resource."""
    return allow("ListModels", ["bedrock:ListCustomModels"], ["*"])


def read_models() -> iam.PolicyStatement:
    """Allow reading whether a custom model is there."""
    return allow("ReadModels", ["bedrock:GetCustomModel"], [rights.all_custom_models()])


def read_tags() -> iam.PolicyStatement:
    """Allow reading whose capacity or model something is."""
    return allow(
        "ReadTags",
        ["bedrock:ListTagsForResource"],
        [*capacity_rights.all_capacity(), rights.all_custom_models()],
    )


def tag_models(environment: str) -> iam.PolicyStatement:
    """Allow noting on this environment's models when they will be removed, and no other tag."""
    return allow(
        "AnnounceRemoval",
        ["bedrock:TagResource", "bedrock:UntagResource"],
        [rights.all_custom_models()],
        {
            "StringEquals": _carried(environment),
            "ForAllValues:StringEquals": {"aws:TagKeys": [names.TAG_REMOVE_AFTER]},
        },
    )


def remove_models(environment: str) -> iam.PolicyStatement:
    """Allow deleting this environment's custom models, which nothing brings back."""
    return allow(
        "RemoveModels",
        ["bedrock:DeleteCustomModel"],
        [rights.all_custom_models()],
        {"StringEquals": _carried(environment)},
    )


def read_bases() -> iam.PolicyStatement:
    """Allow reading when the base of a model ends its life: any base, whatever was once tuned."""
    bases = f"arn:{Aws.PARTITION}:bedrock:{Aws.REGION}::foundation-model/*"
    return allow("ReadBases", ["bedrock:GetFoundationModel"], [bases])


def read_aliases(artifacts: s3.IBucket, data_key: kms.IKey) -> list[iam.PolicyStatement]:
    """Allow reading the aliases of record."""
    prefix = places.ALIASES_PREFIX
    return [
        rights.objects("ReadAliases", artifacts, prefix, ["s3:GetObject"]),
        rights.listing("FindAliases", artifacts, prefix),
        rights.object_key("DecryptAliases", data_key, ["kms:Decrypt"]),
    ]


def read_projections(environment: str) -> iam.PolicyStatement:
    """Allow reading the parameters that follow the aliases of record."""
    parameters = f"parameter{names.alias_parameter(environment, '*', '*')}"
    return allow(
        "ReadProjections",
        ["ssm:GetParameter"],
        [f"arn:{Aws.PARTITION}:ssm:{Aws.REGION}:{Aws.ACCOUNT_ID}:{parameters}"],
    )


def read_reached(environment: str) -> iam.PolicyStatement:
    """Allow reading which declared capacity the last deployment reached."""
    parameter = f"parameter{names.guard_parameter(environment)}"
    return allow(
        "ReadReached",
        ["ssm:GetParameter"],
        [f"arn:{Aws.PARTITION}:ssm:{Aws.REGION}:{Aws.ACCOUNT_ID}:{parameter}"],
    )


def read_owners(environment: str, key: kms.IKey) -> list[iam.PolicyStatement]:
    """Allow asking whether what owns capacity or moves an alias still runs."""
    machines = [
        names.run_machine_name(environment),
        names.alias_machine_name(environment),
        names.rollback_machine_name(environment, "*"),
    ]
    return rights.read_executions_of(key, machines)


def metrics() -> list[iam.PolicyStatement]:
    """Allow counting invocations, and putting a metric of ours; neither has a resource.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/iam-cw-condition-keys-namespace.html
    """
    return [
        allow(
            "CountInvocations",
            ["cloudwatch:GetMetricStatistics"],
            ["*"],
        ),
        allow(
            "PutModelUnits",
            ["cloudwatch:PutMetricData"],
            ["*"],
            {"StringEquals": {"cloudwatch:namespace": METRIC_NAMESPACE}},
        ),
    ]


def _carried(environment: str) -> dict[str, str]:
    return {f"aws:ResourceTag/{names.TAG_ENVIRONMENT}": environment}

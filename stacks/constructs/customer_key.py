"""A customer-managed key and the statements its policy is made of."""

from collections.abc import Sequence

from aws_cdk import Aws, Duration, RemovalPolicy, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from constructs import Construct

ADMINISTRATION = [
    "kms:CancelKeyDeletion",
    "kms:DescribeKey",
    "kms:DisableKey",
    "kms:DisableKeyRotation",
    "kms:EnableKey",
    "kms:EnableKeyRotation",
    "kms:GetKeyPolicy",
    "kms:GetKeyRotationStatus",
    "kms:ListGrants",
    "kms:ListKeyPolicies",
    "kms:ListResourceTags",
    "kms:PutKeyPolicy",
    "kms:RevokeGrant",
    "kms:ScheduleKeyDeletion",
    "kms:TagResource",
    "kms:UntagResource",
    "kms:UpdateKeyDescription",
]
"""What the account's IAM may delegate. No use of the key: administering it opens nothing."""

USE = ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"]


class CustomerKey(Construct):
    """A rotated key that outlives its stack, with a policy written by hand.

    A deleted key would make everything it encrypts unreadable, custom models included, so the
    stack's removal keeps it and deletion waits the longest time there is.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        description: str,
        statements: Sequence[iam.PolicyStatement],
    ) -> None:
        super().__init__(scope, construct_id)
        self.key = kms.Key(
            self,
            "Key",
            description=description,
            enable_key_rotation=True,
            pending_window=Duration.days(30),
            removal_policy=RemovalPolicy.RETAIN,
            policy=iam.PolicyDocument(statements=[_administration(), *statements]),
        )


def _administration() -> iam.PolicyStatement:
    return iam.PolicyStatement(
        sid="Administration",
        principals=[iam.AccountRootPrincipal()],
        actions=ADMINISTRATION,
        resources=["*"],
    )


def for_roles(pattern: str) -> iam.PolicyStatement:
    """Let the account's roles whose name matches `role/...` use the key, if IAM lets them too."""
    return iam.PolicyStatement(
        sid="Roles",
        principals=[iam.AccountRootPrincipal()],
        actions=USE,
        resources=["*"],
        conditions={"ArnLike": {"aws:PrincipalArn": _role_arn(pattern)}},
    )


def for_models(pattern: str) -> iam.PolicyStatement:
    """Let Bedrock keep a grant on the key for as long as a custom model lives.

    https://docs.aws.amazon.com/bedrock/latest/userguide/encryption-custom-job.html
    """
    return iam.PolicyStatement(
        sid="CustomModels",
        principals=[iam.AccountRootPrincipal()],
        actions=["kms:CreateGrant"],
        resources=["*"],
        conditions={
            "ArnLike": {"aws:PrincipalArn": _role_arn(pattern)},
            "StringEquals": {"kms:ViaService": f"bedrock.{Aws.REGION}.amazonaws.com"},
        },
    )


def for_deployment() -> iam.PolicyStatement:
    """Let CloudFormation make functions and state machines that are encrypted with the key.

    Lambda makes its grant and Step Functions its first data key with the rights of whoever deploys:
    the role that `cdk bootstrap` made for CloudFormation.
    https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html
    https://docs.aws.amazon.com/step-functions/latest/dg/encryption-at-rest.html
    """
    via = [f"{service}.{Aws.REGION}.amazonaws.com" for service in ("lambda", "states")]
    return iam.PolicyStatement(
        sid="Deployment",
        principals=[iam.AccountRootPrincipal()],
        actions=["kms:CreateGrant", "kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"],
        resources=["*"],
        conditions={
            "ArnLike": {"aws:PrincipalArn": _role_arn("role/cdk-*-cfn-exec-role-*")},
            "StringEquals": {"kms:ViaService": via},
        },
    )


def for_service(stack: Stack, service: str, source: str) -> iam.PolicyStatement:
    """Let an AWS service use the key for this account's own resources.

    Args:
        stack: gives partition, region and account.
        service: the principal's name before `.amazonaws.com`.
        source: what stands after `<service>:<region>:<account>:` in the ARNs it may act for.
    """
    sources = f"arn:{Aws.PARTITION}:{service}:{stack.region}:{stack.account}:{source}"
    return iam.PolicyStatement(
        sid=f"Service{service.title()}",
        principals=[iam.ServicePrincipal(f"{service}.amazonaws.com")],
        actions=["kms:Decrypt", "kms:GenerateDataKey"],
        resources=["*"],
        conditions={
            "StringEquals": {"aws:SourceAccount": stack.account},
            "ArnLike": {"aws:SourceArn": sources},
        },
    )


def for_log_groups(stack: Stack) -> iam.PolicyStatement:
    """Let CloudWatch Logs encrypt this account's log groups.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
    """
    groups = f"arn:{Aws.PARTITION}:logs:{stack.region}:{stack.account}:log-group:*"
    return iam.PolicyStatement(
        sid="LogGroups",
        principals=[iam.ServicePrincipal(f"logs.{stack.region}.amazonaws.com")],
        actions=[
            "kms:Decrypt",
            "kms:DescribeKey",
            "kms:Encrypt",
            "kms:GenerateDataKey",
            "kms:ReEncryptFrom",
            "kms:ReEncryptTo",
        ],
        resources=["*"],
        conditions={"ArnLike": {"kms:EncryptionContext:aws:logs:arn": groups}},
    )


def for_log_delivery(stack: Stack) -> iam.PolicyStatement:
    """Let the log delivery read what Step Functions hands it, encrypted with the machine's key.

    The context names the account's logs as a whole, its `*` included.
    https://docs.aws.amazon.com/step-functions/latest/dg/encryption-at-rest.html
    """
    return iam.PolicyStatement(
        sid="LogDelivery",
        principals=[iam.ServicePrincipal("delivery.logs.amazonaws.com")],
        actions=["kms:Decrypt"],
        resources=["*"],
        conditions={"StringLike": {LOG_CONTEXT: logs_of_account(stack)}},
    )


LOG_CONTEXT = "kms:EncryptionContext:SourceArn"


def logs_of_account(stack: Stack) -> str:
    """Return what stands in the encryption context of a log on its way to CloudWatch Logs."""
    return f"arn:{Aws.PARTITION}:logs:{stack.region}:{stack.account}:*"


def _role_arn(pattern: str) -> str:
    return f"arn:{Aws.PARTITION}:iam::{Aws.ACCOUNT_ID}:{pattern}"

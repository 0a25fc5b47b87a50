"""The rights on network interfaces: of functions in the VPC, and of Bedrock's training jobs."""

from collections.abc import Sequence

from aws_cdk import Aws
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from constructs import Construct

from lambdas.contract import names
from stacks.constructs import acknowledgements
from stacks.constructs.managed_role import allow

JOB_TAG = "BedrockModelCustomizationJobArn"
MANAGED_TAG = "BedrockManaged"

MANAGE_INTERFACES = [
    "ec2:AssignPrivateIpAddresses",
    "ec2:DeleteNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:UnassignPrivateIpAddresses",
]


class FunctionNetworkPolicy(Construct):
    """What the Lambda service needs to give functions an interface in the VPC.

    Lambda checks that deleting is allowed on every resource, so those actions take no narrower one.
    The function's own code is denied all of it.
    https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        environment: str,
        subnets: Sequence[ec2.ISubnet],
        security_group: ec2.ISecurityGroup,
    ) -> None:
        super().__init__(scope, construct_id)
        statements = [
            allow(
                "CreateInterfaces",
                ["ec2:CreateNetworkInterface"],
                _creatable(subnets, security_group),
            ),
            allow("ManageInterfaces", MANAGE_INTERFACES, ["*"]),
            _deny_own_code(),
        ]
        self.policy = iam.ManagedPolicy(
            self, "Policy", path=names.iam_path(environment), statements=statements
        )
        acknowledgements.acknowledge(self.policy, statements)


def training_interfaces(
    subnets: Sequence[ec2.ISubnet], security_group: ec2.ISecurityGroup
) -> list[iam.PolicyStatement]:
    """Return the statements by which a job gets interfaces in our subnets, and only its own.

    https://docs.aws.amazon.com/bedrock/latest/userguide/custom-model-job-access-security.html
    """
    jobs = f"arn:{Aws.PARTITION}:bedrock:{Aws.REGION}:{Aws.ACCOUNT_ID}:model-customization-job/*"
    return [
        _describe(),
        allow(
            "CreateTaggedInterface",
            ["ec2:CreateNetworkInterface"],
            [_arn("network-interface/*")],
            {
                "StringEquals": {f"aws:RequestTag/{MANAGED_TAG}": "true"},
                "ArnLike": {f"aws:RequestTag/{JOB_TAG}": jobs},
            },
        ),
        allow("CreateInSubnets", ["ec2:CreateNetworkInterface"], _places(subnets, security_group)),
        allow(
            "ManageOwnInterfaces",
            [
                "ec2:CreateNetworkInterfacePermission",
                "ec2:DeleteNetworkInterface",
                "ec2:DeleteNetworkInterfacePermission",
            ],
            ["*"],
            {
                "StringEquals": {f"ec2:ResourceTag/{MANAGED_TAG}": "true"},
                "ArnLike": {f"ec2:ResourceTag/{JOB_TAG}": jobs},
                "ArnEquals": {"ec2:Subnet": [_subnet(subnet) for subnet in subnets]},
            },
        ),
        allow(
            "TagNewInterface",
            ["ec2:CreateTags"],
            [_arn("network-interface/*")],
            {
                "StringEquals": {"ec2:CreateAction": "CreateNetworkInterface"},
                "ForAllValues:StringEquals": {"aws:TagKeys": [MANAGED_TAG, JOB_TAG]},
            },
        ),
    ]


def _describe() -> iam.PolicyStatement:
    actions = [
        "ec2:DescribeDhcpOptions",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeSubnets",
        "ec2:DescribeVpcs",
    ]
    return allow("DescribeNetwork", actions, ["*"])


def _deny_own_code() -> iam.PolicyStatement:
    return iam.PolicyStatement(
        sid="DenyOwnCode",
        effect=iam.Effect.DENY,
        actions=["ec2:CreateNetworkInterface", *MANAGE_INTERFACES],
        resources=["*"],
        # The key is there only when the call comes from the function's code.
        conditions={"Null": {"lambda:SourceFunctionArn": "false"}},
    )


def _creatable(subnets: Sequence[ec2.ISubnet], group: ec2.ISecurityGroup) -> list[str]:
    return [_arn("network-interface/*"), *_places(subnets, group)]


def _places(subnets: Sequence[ec2.ISubnet], group: ec2.ISecurityGroup) -> list[str]:
    return [
        *(_subnet(subnet) for subnet in subnets),
        _arn(f"security-group/{group.security_group_id}"),
    ]


def _subnet(subnet: ec2.ISubnet) -> str:
    return _arn(f"subnet/{subnet.subnet_id}")


def _arn(resource: str) -> str:
    return f"arn:{Aws.PARTITION}:ec2:{Aws.REGION}:{Aws.ACCOUNT_ID}:{resource}"

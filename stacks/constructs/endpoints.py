"""VPC endpoints: derived from the clients that the handlers make, each with its own policy."""

from aws_cdk import Aws, Fn
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from constructs import Construct

from lambdas.contract.clients import CLIENTS, GATEWAY_CLIENTS

INTERFACE_SERVICES = {
    "bedrock": ec2.InterfaceVpcEndpointAwsService.BEDROCK,
    "bedrock-runtime": ec2.InterfaceVpcEndpointAwsService.BEDROCK_RUNTIME,
    "cloudwatch": ec2.InterfaceVpcEndpointAwsService.CLOUDWATCH_MONITORING,
    "lambda": ec2.InterfaceVpcEndpointAwsService.LAMBDA_,
    # The CDK has no constant for it.
    # https://docs.aws.amazon.com/scheduler/latest/UserGuide/vpc-interface-endpoints.html
    "scheduler": ec2.InterfaceVpcEndpointAwsService("scheduler"),
    "ssm": ec2.InterfaceVpcEndpointAwsService.SSM,
    "stepfunctions": ec2.InterfaceVpcEndpointAwsService.STEP_FUNCTIONS,
    "sts": ec2.InterfaceVpcEndpointAwsService.STS,
}
"""The endpoint of each boto3 client. S3 has the gateway, which costs nothing."""

CALLED_BY_PROVIDERS = frozenset({"lambda"})
"""What the CDK's custom resources call besides. Always there: without it the last declared capacity
could never be withdrawn again, because the network is deployed before what uses it."""


class Endpoints(Construct):
    """The S3 gateway and one interface endpoint for each other service the Lambdas call.

    Policies name this account, not our buckets or roles: whose request it is and whose resource it
    touches is what an endpoint can judge, and nothing here waits for another stack.
    """

    def __init__(self, scope: Construct, construct_id: str, *, vpc: ec2.IVpc) -> None:
        super().__init__(scope, construct_id)
        self.group = ec2.SecurityGroup(
            self, "Group", vpc=vpc, description="Interface endpoints", allow_all_outbound=False
        )
        self._add_gateway(vpc)
        for client in sorted((CLIENTS | CALLED_BY_PROVIDERS) - GATEWAY_CLIENTS):
            self._add_interface(client, vpc)

    def _add_gateway(self, vpc: ec2.IVpc) -> None:
        gateway = vpc.add_gateway_endpoint("S3Gateway", service=ec2.GatewayVpcEndpointAwsService.S3)
        gateway.add_to_policy(_own_storage())
        gateway.add_to_policy(_cloudformation_answers())

    def _add_interface(self, client: str, vpc: ec2.IVpc) -> None:
        endpoint = ec2.InterfaceVpcEndpoint(
            self,
            client.title().replace("-", ""),
            vpc=vpc,
            service=INTERFACE_SERVICES[client],
            private_dns_enabled=True,
            security_groups=[self.group],
            open=False,
            subnets=ec2.SubnetSelection(subnet_type=ec2.SubnetType.PRIVATE_ISOLATED),
        )
        endpoint.add_to_policy(_own_calls(client))


ENDPOINT_ACTIONS = {
    "bedrock": [
        "bedrock:CreateCustomModelDeployment",
        "bedrock:CreateModelCustomizationJob",
        "bedrock:CreateProvisionedModelThroughput",
        "bedrock:DeleteCustomModel",
        "bedrock:DeleteCustomModelDeployment",
        "bedrock:DeleteProvisionedModelThroughput",
        "bedrock:GetCustomModel",
        "bedrock:GetCustomModelDeployment",
        "bedrock:GetFoundationModel",
        "bedrock:GetModelCustomizationJob",
        "bedrock:GetProvisionedModelThroughput",
        "bedrock:ListCustomModelDeployments",
        "bedrock:ListCustomModels",
        "bedrock:ListModelCustomizationJobs",
        "bedrock:ListProvisionedModelThroughputs",
        "bedrock:ListTagsForResource",
        "bedrock:StopModelCustomizationJob",
        "bedrock:TagResource",
        "bedrock:UntagResource",
        "bedrock:UpdateCustomModelDeployment",
        "bedrock:UpdateProvisionedModelThroughput",
    ],
    "bedrock-runtime": ["bedrock:InvokeModel"],
    "cloudwatch": ["cloudwatch:GetMetricStatistics", "cloudwatch:PutMetricData"],
    "lambda": ["lambda:GetFunction", "lambda:InvokeFunction"],
    "scheduler": ["scheduler:CreateSchedule"],
    "ssm": ["ssm:DeleteParameter", "ssm:GetParameter", "ssm:PutParameter"],
    "stepfunctions": [
        "states:DescribeExecution",
        "states:SendTaskFailure",
        "states:SendTaskSuccess",
        "states:StartExecution",
    ],
    # Nobody needs a right to ask who they are, but an endpoint can stand in the way.
    "sts": ["sts:AssumeRole", "sts:GetCallerIdentity"],
}
"""What the functions call; a test holds it against their roles."""


def _own_calls(client: str) -> iam.PolicyStatement:
    # No aws:ResourceAccount: foundation models belong to no account.
    return iam.PolicyStatement(
        sid="OwnAccount",
        principals=[iam.AnyPrincipal()],
        actions=ENDPOINT_ACTIONS[client],
        resources=["*"],
        conditions={"StringEquals": {"aws:PrincipalAccount": Aws.ACCOUNT_ID}},
    )


def _own_storage() -> iam.PolicyStatement:
    return iam.PolicyStatement(
        sid="OwnBuckets",
        principals=[iam.AnyPrincipal()],
        actions=[
            "s3:AbortMultipartUpload",
            "s3:GetObject",
            "s3:GetObjectVersion",
            "s3:ListBucket",
            "s3:PutObject",
        ],
        resources=["*"],
        conditions={
            "StringEquals": {
                "aws:PrincipalAccount": Aws.ACCOUNT_ID,
                "aws:ResourceAccount": Aws.ACCOUNT_ID,
            }
        },
    )


def _cloudformation_answers() -> iam.PolicyStatement:
    """Let custom resources in the VPC answer CloudFormation.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-vpce-bucketnames.html
    """
    region = Fn.join("", Fn.split("-", Aws.REGION))
    return iam.PolicyStatement(
        sid="CloudFormationAnswers",
        principals=[iam.AnyPrincipal()],
        actions=["s3:PutObject"],
        resources=[
            f"arn:{Aws.PARTITION}:s3:::cloudformation-custom-resource-response-{region}/*",
        ],
        conditions={"StringEquals": {"aws:PrincipalAccount": Aws.ACCOUNT_ID}},
    )

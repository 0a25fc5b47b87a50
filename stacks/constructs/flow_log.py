"""The VPC's flow log: who talked to whom, under the logs key."""

from aws_cdk import Aws
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from constructs import Construct

from lambdas.contract import names
from stacks.constructs.log_group import encrypted_log_group
from stacks.constructs.managed_role import ManagedRole, allow


class FlowLog(Construct):
    """All traffic of a VPC, in a log group of its own."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        vpc: ec2.IVpc,
        key: kms.IKey,
        environment: str,
        retention_days: int,
    ) -> None:
        super().__init__(scope, construct_id)
        group = encrypted_log_group(self, key=key, retention_days=retention_days)
        role = ManagedRole(
            self,
            "Writer",
            path=names.iam_path(environment),
            assumed_by=_flow_log_service(),
            description="Writes the VPC's flow log",
            statements=[
                allow(
                    "WriteFlowLog",
                    ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
                    [group.log_group_arn],
                )
            ],
        ).role
        ec2.FlowLog(
            self,
            "FlowLog",
            resource_type=ec2.FlowLogResourceType.from_vpc(vpc),
            destination=ec2.FlowLogDestination.to_cloud_watch_logs(group, role),
        )


def _flow_log_service() -> iam.IPrincipal:
    """Trust the service for this account's flow logs only.

    https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html
    """
    logs_of_account = f"arn:{Aws.PARTITION}:ec2:{Aws.REGION}:{Aws.ACCOUNT_ID}:vpc-flow-log/*"
    return iam.ServicePrincipal(
        "vpc-flow-logs.amazonaws.com",
        conditions={
            "StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID},
            "ArnLike": {"aws:SourceArn": logs_of_account},
        },
    )

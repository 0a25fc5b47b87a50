"""The network: no way to the internet, and a way to exactly the AWS services that are used."""

from collections.abc import Sequence

from aws_cdk import Environment, Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_kms as kms
from constructs import Construct

from stacks.constructs.endpoints import Endpoints
from stacks.constructs.flow_log import FlowLog
from stacks.settings import S3_PREFIX_LISTS, SUBNET_MASK, Settings

ZONES = 2
HTTPS = ec2.Port.tcp(443)


class NetworkStack(Stack):
    """An isolated VPC in two zones, its endpoints, its security groups and its flow log."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        settings: Settings,
        logs_key: kms.IKey,
        env: Environment,
    ) -> None:
        super().__init__(scope, construct_id, env=env)
        self.vpc = self._make_vpc(settings.vpc_cidr, settings.availability_zones)
        self.functions = self._make_group("FunctionGroup", "The Lambdas")
        self.training = self._make_group("TrainingGroup", "Training jobs of Bedrock")
        endpoints = Endpoints(self, "Endpoints", vpc=self.vpc)
        FlowLog(
            self,
            "FlowLog",
            vpc=self.vpc,
            key=logs_key,
            environment=settings.environment,
            retention_days=settings.log_retention_days,
        )
        storage = ec2.Peer.prefix_list(S3_PREFIX_LISTS[settings.region])
        self.functions.add_egress_rule(storage, HTTPS, "Objects, through the gateway")
        self.training.add_egress_rule(storage, HTTPS, "Data and metrics, through the gateway")
        self.functions.add_egress_rule(endpoints.group, HTTPS, "AWS services")
        endpoints.group.add_ingress_rule(self.functions, HTTPS, "The Lambdas")

    @property
    def subnets(self) -> Sequence[ec2.ISubnet]:
        """The subnets of the Lambdas and of Bedrock's jobs, one in each zone."""
        return self.vpc.isolated_subnets

    def _make_vpc(self, cidr: str, zones: Sequence[str]) -> ec2.Vpc:
        return ec2.Vpc(
            self,
            "Vpc",
            ip_addresses=ec2.IpAddresses.cidr(cidr),
            # Named zones need no look-up; without them the template asks for the first two.
            **({"availability_zones": list(zones)} if zones else {"max_azs": ZONES}),
            nat_gateways=0,
            restrict_default_security_group=True,
            subnet_configuration=[
                ec2.SubnetConfiguration(
                    name="Isolated",
                    subnet_type=ec2.SubnetType.PRIVATE_ISOLATED,
                    cidr_mask=SUBNET_MASK,
                )
            ],
        )

    def _make_group(self, construct_id: str, description: str) -> ec2.SecurityGroup:
        return ec2.SecurityGroup(
            self, construct_id, vpc=self.vpc, description=description, allow_all_outbound=False
        )

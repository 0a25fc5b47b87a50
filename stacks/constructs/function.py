"""The one way to make a Lambda function."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from aws_cdk import Duration, IgnoreMode, Size
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from lambdas.contract import layers
from stacks.constructs.dead_letters import DeadLetters
from stacks.constructs.log_group import encrypted_log_group
from stacks.constructs.managed_role import ManagedRole, allow

PROJECT = Path(__file__).parents[2]
NOT_CODE = ["*", "!lambdas", "!lambdas/**", "lambdas/layers", "__pycache__"]
MEMORY_MB = 512


@dataclass(frozen=True, kw_only=True)
class FunctionSurroundings:
    """What all functions of an environment share."""

    vpc: ec2.IVpc
    subnets: Sequence[ec2.ISubnet]
    security_group: ec2.ISecurityGroup
    network_policy: iam.IManagedPolicy
    settings_key: kms.IKey
    logs_key: kms.IKey
    retention_days: int
    layers: Mapping[str, lambda_.ILayerVersion]
    """By layer name, see `lambdas/contract/layers.py`."""


class Function(Construct):
    """A function of its own role, log group and least rights, in the VPC.

    The construct's id is the state's name, and the folder is the same in snake case: `TrainModel`
    runs `lambdas/train_model/handler.py`. A function that each team has for itself names it.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        surroundings: FunctionSurroundings,
        role_path: str,
        statements: Sequence[iam.PolicyStatement],
        environment: Mapping[str, str],
        timeout: Duration,
        memory_mb: int = MEMORY_MB,
        layer_names: Sequence[str] = (layers.BASE,),
        dead_letters: DeadLetters | None = None,
        team: str | None = None,
        storage_mb: int | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        self.timeout = timeout
        self._whose = f"{construct_id} of team {team}" if team else construct_id
        self._logs = encrypted_log_group(
            self, key=surroundings.logs_key, retention_days=surroundings.retention_days
        )
        if dead_letters:
            statements = [*statements, *dead_letters.sending()]
        self.role = self._make_role(role_path, statements, surroundings)
        self.function = lambda_.Function(
            self,
            "Function",
            runtime=lambda_.Runtime.PYTHON_3_14,
            architecture=lambda_.Architecture.ARM_64,
            code=_code(),
            handler=handler_of(construct_id),
            layers=[surroundings.layers[name] for name in layer_names],
            role=self.role.role,
            environment=dict(environment),
            environment_encryption=kms.Key.from_key_arn(
                self, "SettingsKey", surroundings.settings_key.key_arn
            ),
            vpc=surroundings.vpc,
            vpc_subnets=ec2.SubnetSelection(subnets=list(surroundings.subnets)),
            security_groups=[surroundings.security_group],
            log_group=self._logs,
            logging_format=lambda_.LoggingFormat.JSON,
            timeout=timeout,
            memory_size=memory_mb,
            ephemeral_storage_size=Size.mebibytes(storage_mb) if storage_mb else None,
            dead_letter_queue=dead_letters.queue if dead_letters else None,
        )
        self.function.node.add_dependency(self.role)

    def _make_role(
        self,
        path: str,
        statements: Sequence[iam.PolicyStatement],
        surroundings: FunctionSurroundings,
    ) -> ManagedRole:
        role = ManagedRole(
            self,
            "Rights",
            path=path,
            assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
            description=f"What {self._whose} may do",
            statements=[
                allow(
                    "WriteLogs",
                    ["logs:CreateLogStream", "logs:PutLogEvents"],
                    [self._logs.log_group_arn],
                ),
                allow("ReadSettings", ["kms:Decrypt"], [surroundings.settings_key.key_arn]),
                *statements,
            ],
        )
        role.attach(surroundings.network_policy)
        return role


def folder_of(construct_id: str) -> str:
    """Return the folder of a state: `TrainModel` is `train_model`."""
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in construct_id).lstrip("_")


def handler_of(construct_id: str) -> str:
    """Return the handler of a state: the one place where it is derived."""
    return f"lambdas.{folder_of(construct_id)}.handler.handler"


def _code() -> lambda_.Code:
    # One asset for all functions: the same import paths in Lambda, in tests and here.
    return lambda_.Code.from_asset(str(PROJECT), exclude=NOT_CODE, ignore_mode=IgnoreMode.GIT)

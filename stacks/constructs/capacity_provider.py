"""Declared capacity as custom resources: the CDK's provider, with our roles, key and network."""

from collections.abc import Sequence
from typing import cast

from aws_cdk import CustomResource, Duration
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import custom_resources as cr
from constructs import Construct

from lambdas.contract import names
from stacks.constructs.capacity_guard import CapacityGuard
from stacks.constructs.capacity_waiter import own_waiter, waiter_arn
from stacks.constructs.function import Function, FunctionSurroundings
from stacks.constructs.log_group import encrypted_log_group
from stacks.constructs.managed_role import ManagedRole, allow
from stacks.constructs.serving_functions import ProviderFunctions
from stacks.serving_settings import Capacity, Replacement

LONGEST_INTERVAL_SECONDS = 30
TOTAL_TIMEOUT = Duration.hours(1)
"""The longest that CloudFormation waits for a custom resource; AwaitCapacity ends before.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-custom-resources.html"""

ON_EVENT = "framework-onEvent"
IS_COMPLETE = "framework-isComplete"
ON_TIMEOUT = "framework-onTimeout"
WAITER = "waiter-state-machine"
"""What the CDK's provider calls its parts."""


class CapacityProvider(Construct):
    """The provider that answers CloudFormation, one resource for each capacity, and their guard.

    The CDK makes three functions and a waiter machine. Their roles, log groups, network and keys
    are ours: what the CDK would have written itself is inline, unencrypted and outside the VPC.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        environment: str,
        surroundings: FunctionSurroundings,
        functions: ProviderFunctions,
        sweep_seconds: int,
    ) -> None:
        super().__init__(scope, construct_id)
        self._interval = Duration.seconds(min(sweep_seconds, LONGEST_INTERVAL_SECONDS))
        self._environment = environment
        self._surroundings = surroundings
        self._logs = encrypted_log_group(
            self, key=surroundings.logs_key, retention_days=surroundings.retention_days
        )
        on_event = self._function_role(
            "OnEvent",
            functions.provide_capacity,
            [allow("StartWaiting", ["states:StartExecution"], [waiter_arn(self, environment)])],
        )
        is_complete = self._function_role("IsComplete", functions.await_capacity, [])
        self._provider = self._make_provider(functions, on_event, is_complete)
        for part in (ON_EVENT, IS_COMPLETE, ON_TIMEOUT):
            self._part(part).node.add_dependency(on_event, is_complete)
        own_waiter(
            self,
            self._part(WAITER),
            environment=environment,
            surroundings=surroundings,
            called=[self._arn_of(IS_COMPLETE), self._arn_of(ON_TIMEOUT)],
        )

    def declare(self, capacity: Sequence[Capacity]) -> None:
        """Make the resource of each capacity, and the guard that is there without any too."""
        guard = CapacityGuard(
            self,
            "Guard",
            environment=self._environment,
            service_token=self._provider.service_token,
            service_timeout=TOTAL_TIMEOUT,
            capacity=capacity,
        )
        for one in capacity:
            guard.hold_back(self._resource(one))

    def _resource(self, capacity: Capacity) -> CustomResource:
        """Make the resource of a capacity; its id is team and alias for ever.

        Without a team's `_` no two pairs give one id.
        """
        return CustomResource(
            self,
            f"{capacity.team}_{capacity.alias}",
            resource_type="Custom::ServedCapacity",
            service_token=self._provider.service_token,
            service_timeout=TOTAL_TIMEOUT,
            properties={
                "Team": capacity.team,
                "Alias": capacity.alias,
                "Kind": capacity.kind.value,
                "Units": str(capacity.model_units),
                "Commitment": capacity.commitment.value,
                "OldFirst": _word(capacity.replacement is Replacement.OLD_FIRST),
                "Base": capacity.base,
                "OnRemoval": capacity.on_removal.value,
                "Wait": capacity.wait.value,
            },
        )

    def _function_role(
        self, construct_id: str, called: Function, statements: Sequence[iam.PolicyStatement]
    ) -> ManagedRole:
        """Make the role of a function of the provider, which calls one of ours.

        It asks about the function too: one that slept for weeks has to wake up first.
        https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html
        """
        role = ManagedRole(
            self,
            construct_id,
            path=names.iam_path(self._environment),
            assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
            description=f"What the provider's {construct_id} may do",
            statements=[
                allow(
                    "WriteLogs",
                    ["logs:CreateLogStream", "logs:PutLogEvents"],
                    [self._logs.log_group_arn],
                ),
                allow("ReadSettings", ["kms:Decrypt"], [self._surroundings.settings_key.key_arn]),
                allow(
                    "CallHandler",
                    ["lambda:GetFunction", "lambda:InvokeFunction"],
                    [called.function.function_arn],
                ),
                *statements,
            ],
        )
        role.attach(self._surroundings.network_policy)
        return role

    def _make_provider(
        self, functions: ProviderFunctions, on_event: ManagedRole, is_complete: ManagedRole
    ) -> cr.Provider:
        s = self._surroundings
        return cr.Provider(
            self,
            "Provider",
            on_event_handler=functions.provide_capacity.function,
            is_complete_handler=functions.await_capacity.function,
            query_interval=self._interval,
            total_timeout=TOTAL_TIMEOUT,
            framework_on_event_role=on_event.role,
            framework_complete_and_timeout_role=is_complete.role,
            vpc=s.vpc,
            vpc_subnets=ec2.SubnetSelection(subnets=list(s.subnets)),
            security_groups=[s.security_group],
            log_group=self._logs,
            provider_function_env_encryption=kms.Key.from_key_arn(
                self, "SettingsKey", s.settings_key.key_arn
            ),
        )

    def _part(self, name: str) -> Construct:
        return cast(Construct, self._provider.node.find_child(name))

    def _arn_of(self, name: str) -> str:
        return cast(lambda_.Function, self._part(name)).function_arn


def _word(flag: bool) -> str:
    return "true" if flag else "false"

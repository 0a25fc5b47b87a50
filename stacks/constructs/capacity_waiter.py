"""The waiter machine of the CDK's provider, made ours."""

from collections.abc import Sequence
from typing import cast

from aws_cdk import CfnResource, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_stepfunctions as sfn
from constructs import Construct

from lambdas.contract import names
from stacks.constructs.function import FunctionSurroundings
from stacks.constructs.log_group import encrypted_log_group
from stacks.constructs.managed_role import ManagedRole, allow
from stacks.constructs.state_machine import every_machine, machine_arn, states_service


def waiter_arn(scope: Construct, environment: str) -> str:
    """Return the ARN of the machine by which a deployment waits for capacity."""
    return machine_arn(Stack.of(scope), names.capacity_waiter_name(environment))


def own_waiter(
    scope: Construct,
    waiter: Construct,
    *,
    environment: str,
    surroundings: FunctionSurroundings,
    called: Sequence[str],
) -> None:
    """Give the CDK's waiter a name, our key, a log without data, traces and a role of ours.

    Args:
        scope: the construct that the role belongs to.
        waiter: what the CDK's provider made.
        environment: the environment's name.
        surroundings: the key, and how long logs are kept.
        called: the ARNs of the functions that it may call.
    """
    key = surroundings.settings_key
    role = ManagedRole(
        scope,
        "Waiter",
        path=names.iam_path(environment),
        assumed_by=states_service(Stack.of(scope)),
        description="What the machine may do by which a deployment waits for capacity",
        statements=[
            *every_machine(Stack.of(scope), waiter_arn(scope, environment), key),
            allow("CallProvider", ["lambda:InvokeFunction"], called),
        ],
    )
    logs = encrypted_log_group(
        role, key=surroundings.logs_key, retention_days=surroundings.retention_days
    )
    machine = cast(sfn.CfnStateMachine, waiter.node.find_child("Resource"))
    machine.state_machine_name = names.capacity_waiter_name(environment)
    machine.role_arn = role.role.role_arn
    machine.encryption_configuration = sfn.CfnStateMachine.EncryptionConfigurationProperty(
        type="CUSTOMER_MANAGED_KMS_KEY", kms_key_id=key.key_arn
    )
    machine.logging_configuration = _log_without_data(logs.log_group_arn)
    machine.tracing_configuration = sfn.CfnStateMachine.TracingConfigurationProperty(enabled=True)
    # The CDK's own role has its rights inline; the machine waited for it.
    waiter.node.try_remove_child("Role")
    machine.add_override("DependsOn", [_logical_id(role.policy)])


def _log_without_data(group_arn: str) -> sfn.CfnStateMachine.LoggingConfigurationProperty:
    destination = sfn.CfnStateMachine.CloudWatchLogsLogGroupProperty(log_group_arn=group_arn)
    return sfn.CfnStateMachine.LoggingConfigurationProperty(
        destinations=[
            sfn.CfnStateMachine.LogDestinationProperty(cloud_watch_logs_log_group=destination)
        ],
        include_execution_data=False,
        level="ALL",
    )


def _logical_id(policy: iam.ManagedPolicy) -> str:
    return Stack.of(policy).get_logical_id(cast(CfnResource, policy.node.default_child))

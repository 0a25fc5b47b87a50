"""ProvideCapacity: a request of CloudFormation is an order for the alias machine, given once.

In: the event of the CDK's provider. Out: `Provided`. It knows nothing about capacity. The guard's
requests are no orders: it agrees or refuses at once, and its answer is `Guarded`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from botocore.exceptions import ClientError

from lambdas.common import aws, environment, executions
from lambdas.common.entry import Event, entry, logger
from lambdas.common.storage import Bucket
from lambdas.contract import names
from lambdas.contract.aliases import AliasAction, Provided, Resource, ResourceEvent
from lambdas.contract.guard import RESOURCE_TYPE, Guarded, GuardEvent
from lambdas.provide_capacity import guard

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

DELETE = "Delete"
REMOVE = "remove"


class Environment(msgspec.Struct, frozen=True, kw_only=True):
    """What the function is configured with."""

    account_id: str
    artifacts_bucket_name: str
    environment_name: str
    alias_machine_arn: str


@entry
def handler(event: Event) -> object:
    """Answer a request: of the guard, or of a capacity."""
    env = environment.read(Environment)
    if event.get("ResourceType") == RESOURCE_TYPE:
        return msgspec.to_builtins(_guard(env, msgspec.convert(event, GuardEvent)))
    # CloudFormation makes text of every property.
    request = msgspec.convert(event, ResourceEvent, strict=False)
    return msgspec.to_builtins(_provide(env, request))


def _guard(env: Environment, request: GuardEvent) -> Guarded:
    bucket = Bucket(aws.s3(), env.artifacts_bucket_name, env.account_id)
    guard.check(request, bucket, aws.ssm(), names.guard_parameter(env.environment_name))
    own = f"{env.environment_name}/guard"
    return Guarded(physical_resource_id=request.physical_resource_id or own)


def _provide(env: Environment, request: ResourceEvent) -> Provided:
    """Start what the request asks for; the same request again is the same execution."""
    resource = request.resource_properties
    logger.append_keys(team=resource.team, alias=resource.alias, request=request.request_type)
    return Provided(
        physical_resource_id=physical_id(env.environment_name, request),
        execution_arn=_start(aws.stepfunctions(), env.alias_machine_arn, request),
        capacity_prefix=names.alias_capacity_prefix(
            env.environment_name, resource.team, resource.alias
        ),
    )


def physical_id(environment_name: str, request: ResourceEvent) -> str:
    """Return the id of a resource: another alias is another resource, anything else a change.

    A deletion gives back the id it came with, whoever made that.
    """
    if request.request_type == DELETE and request.physical_resource_id:
        return request.physical_resource_id
    resource = request.resource_properties
    return f"{environment_name}/{resource.team}/{resource.alias}"


def order_of(request: ResourceEvent) -> dict[str, Any]:
    """Return what the alias machine is started with."""
    resource = request.resource_properties
    order = {"team": resource.team, "alias": resource.alias}
    if request.request_type == DELETE:
        return order | _withdrawal(resource)
    declared = msgspec.to_builtins(resource.declared)
    return order | {"action": AliasAction.CONFORM.value, "declared": declared}


def _withdrawal(resource: Resource) -> dict[str, Any]:
    return {
        "action": AliasAction.WITHDRAW.value,
        "kind": resource.kind.value,
        "may_remove": resource.on_removal == REMOVE,
    }


def _start(stepfunctions: SFNClient, machine_arn: str, request: ResourceEvent) -> str:
    """Start the execution named after the request, and return its ARN.

    https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
    """
    order = order_of(request)
    name = f"{order['action']}-{order['alias']}-{request.request_id}"
    try:
        stepfunctions.start_execution(
            stateMachineArn=machine_arn, name=name, input=msgspec.json.encode(order).decode()
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "ExecutionAlreadyExists":
            raise
        logger.info("started before")
    return executions.arn_of(machine_arn, name)

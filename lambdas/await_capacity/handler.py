"""AwaitCapacity: a resource is complete when its order is carried out, or waiting has an end.

In: the event that ProvideCapacity answered. Out: `Awaited`. Raises what the execution failed with:
its message is what CloudFormation shows.
"""

import datetime as dt

import msgspec

from lambdas.await_capacity import verdict
from lambdas.await_capacity.late import tell
from lambdas.common import aws, environment
from lambdas.common.entry import Event, entry, logger
from lambdas.contract.aliases import Awaited, AwaitedResource
from lambdas.contract.guard import RESOURCE_TYPE

STRICT = "strict"


class Environment(msgspec.Struct, frozen=True, kw_only=True):
    """What the function is configured with."""

    retire_machine_arn: str


@entry
def handler(event: Event) -> object:
    """Look how the execution stands."""
    if event.get("ResourceType") == RESOURCE_TYPE:
        # The guard has agreed; there is nothing to wait for.
        return msgspec.to_builtins(Awaited(is_complete=True))
    awaited = msgspec.convert(event, AwaitedResource, strict=False)
    env = environment.read(Environment)
    resource = awaited.resource_properties
    logger.append_keys(team=resource.team, alias=resource.alias)
    progress = verdict.read(aws.stepfunctions(), awaited.execution_arn)
    is_late = verdict.is_late(progress, dt.datetime.now(dt.UTC))
    if is_late and resource.wait == STRICT:
        raise verdict.too_late(awaited)
    if is_late:
        tell(aws.stepfunctions(), env.retire_machine_arn, awaited)
    return msgspec.to_builtins(Awaited(is_complete=is_late or verdict.is_done(progress)))

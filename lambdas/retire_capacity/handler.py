"""RetireCapacity: what was found is gone, or people hear of it.

In: `Finding`. Out: `Retired`, once it is gone, or if it may not go. Everything is judged again: a
finding ages. Raises `StillStoppingError` until it is gone; the state's retry is the wait.
"""

from __future__ import annotations

import datetime as dt

import msgspec

from lambdas.common import aws, environment
from lambdas.common.entry import Event, entry, logger
from lambdas.common.storage import Bucket
from lambdas.contract.retirement import Finding
from lambdas.retire_capacity import retire
from lambdas.retire_capacity.owners import Owners


class Environment(msgspec.Struct, frozen=True, kw_only=True):
    """What the function is configured with."""

    account_id: str
    artifacts_bucket_name: str
    environment_name: str
    run_machine_arn: str


@entry
def handler(event: Event) -> object:
    """Remove what was found, or have people told of it."""
    finding = msgspec.convert(event, Finding)
    env = environment.read(Environment)
    logger.append_keys(thing=finding.name)
    owners = Owners(
        environment=env.environment_name,
        stepfunctions=aws.stepfunctions(),
        bucket=Bucket(aws.s3(), env.artifacts_bucket_name, env.account_id),
        run_machine_arn=env.run_machine_arn,
        now=dt.datetime.now(dt.UTC),
    )
    return msgspec.to_builtins(retire.retire(aws.bedrock(), finding, owners))

"""AuditServing: nothing serves without a living owner, past its time or for nobody, every hour.

Out: `Audited`. Each finding starts the retire machine, which judges again before it removes. With
`{"dry_run": true}` it only answers. What can't be read hides nothing else: it is named at the end.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

import msgspec

from lambdas.audit_serving.act import Actor
from lambdas.audit_serving.audit import Audit, Audited
from lambdas.audit_serving.failures import Failures
from lambdas.audit_serving.look import Look
from lambdas.audit_serving.policy import Policy
from lambdas.audit_serving.read_world import Reader
from lambdas.common import aws, environment
from lambdas.common.entry import Event, entry, logger
from lambdas.common.storage import Bucket
from lambdas.contract.serving import DeclaredCapacity

Choice = Literal["remove", "tell"]
REMOVE = "remove"


class Environment(msgspec.Struct, frozen=True, kw_only=True):
    """What the function is configured with."""

    account_id: str
    artifacts_bucket_name: str
    environment_name: str
    declared_capacity: list[DeclaredCapacity]
    run_machine_arn: str
    retire_machine_arn: str
    alias_machine_arn: str
    grace_seconds: int
    orphan_policy: Choice
    idle_policy: Choice
    idle_hours: int
    keep_models: int
    unit_hour_prices: dict[str, dict[str, float]]


@entry
def handler(event: Event) -> object:
    """Audit, and raise at the end if a part couldn't be done."""
    env = environment.read(Environment)
    audited = audit(env, dt.datetime.now(dt.UTC), dry_run=event.get("dry_run") is True)
    logger.info("audited", extra={"findings": [one.name for one in audited.findings]})
    return msgspec.to_builtins(audited)


def audit(env: Environment, now: dt.datetime, *, dry_run: bool) -> Audited:
    """Return what was found, after it was acted upon, unless this is a rehearsal.

    Raises:
        AuditIncompleteError: a part couldn't be read or done; everything else is done. A
            rehearsal tells that in its answer instead.
    """
    failures = Failures()
    world = Reader(
        bedrock=aws.bedrock(),
        bucket=Bucket(aws.s3(), env.artifacts_bucket_name, env.account_id),
        environment=env.environment_name,
        failures=failures,
    ).read()
    found = _audit(env, failures, now).judge(world)
    if not dry_run:
        _actor(env, failures, now).act(found)
        failures.raise_if_any()
    return Audited.of(found, failures.noted, dry_run=dry_run)


def _audit(env: Environment, failures: Failures, now: dt.datetime) -> Audit:
    policy = policy_of(env)
    look = Look(
        stepfunctions=aws.stepfunctions(),
        cloudwatch=aws.cloudwatch(),
        run_machine_arn=env.run_machine_arn,
        policy=policy,
        now=now,
        failures=failures,
    )
    return Audit(
        bedrock=aws.bedrock(),
        ssm=aws.ssm(),
        look=look,
        environment=env.environment_name,
        declared={(one.team, one.alias) for one in env.declared_capacity},
        policy=policy,
        failures=failures,
        now=now,
    )


def _actor(env: Environment, failures: Failures, now: dt.datetime) -> Actor:
    return Actor(
        bedrock=aws.bedrock(),
        stepfunctions=aws.stepfunctions(),
        cloudwatch=aws.cloudwatch(),
        environment=env.environment_name,
        retire_machine_arn=env.retire_machine_arn,
        alias_machine_arn=env.alias_machine_arn,
        failures=failures,
        now=now,
    )


def policy_of(env: Environment) -> Policy:
    """Return what settings say."""
    return Policy(
        removes=env.orphan_policy == REMOVE,
        removes_idle=env.idle_policy == REMOVE,
        idle_for=dt.timedelta(hours=env.idle_hours),
        grace=dt.timedelta(seconds=env.grace_seconds),
        keep_models=env.keep_models,
        prices=env.unit_hour_prices,
    )

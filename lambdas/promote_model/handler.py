"""PromoteModel: an alias leads to the model and the capacity that it is ordered to.

In: `AliasOrder`. Out: `Promotion`, once the model serves and record and parameter say so.
Raises `StillDeployingError`, `StillStoppingError`, `AliasBusyError` and
`DeploymentQuotaExceededError` until then: the state's retry is the wait.
"""

import datetime as dt

import msgspec

from lambdas.common import aliases, aws, environment
from lambdas.common.entry import Event, entry, logger
from lambdas.common.storage import Bucket
from lambdas.contract.aliases import AliasAction, AliasOrder, Promotion
from lambdas.contract.serving import DeclaredCapacity
from lambdas.promote_model.move import move
from lambdas.promote_model.project import project
from lambdas.promote_model.withdraw import withdraw
from lambdas.promote_model.work import Quotas, Work


class Environment(msgspec.Struct, frozen=True, kw_only=True):
    """What the function is configured with."""

    account_id: str
    artifacts_bucket_name: str
    environment_name: str
    declared_capacity: list[DeclaredCapacity]
    deployments_quota: int
    model_units_quotas: dict[str, int]
    custom_model_units_quota: int
    longest_deployment_seconds: int


@entry
def handler(event: Event) -> object:
    """Carry out an order, as far as it goes at this call."""
    order = msgspec.convert(event, AliasOrder)
    logger.append_keys(team=order.team, alias=order.alias, action=order.action.value)
    return msgspec.to_builtins(carry_out(_work(order, environment.read(Environment))))


def carry_out(work: Work) -> Promotion:
    """Return what became of an order; carried out again, it becomes the same."""
    if work.order.action is AliasAction.PROJECT:
        return _repair(work)
    if work.order.action is AliasAction.WITHDRAW:
        return withdraw(work)
    return move(work)


def _repair(work: Work) -> Promotion:
    project(work)
    record = aliases.read(work.bucket, work.order.team, work.order.alias).record
    return Promotion(
        alias=work.order.alias,
        arn=record.arn if record else "",
        model_arn=record.current.model_arn if record and record.current else "",
        changed=False,
        team=work.order.team,
    )


def _work(order: AliasOrder, env: Environment) -> Work:
    return Work(
        order=order,
        bedrock=aws.bedrock(),
        ssm=aws.ssm(),
        stepfunctions=aws.stepfunctions(),
        bucket=Bucket(aws.s3(), env.artifacts_bucket_name, env.account_id),
        environment=env.environment_name,
        capacity=env.declared_capacity,
        quotas=Quotas(
            deployments=env.deployments_quota,
            custom_model_units=env.custom_model_units_quota,
            model_units=env.model_units_quotas,
        ),
        longest=dt.timedelta(seconds=env.longest_deployment_seconds),
        now=dt.datetime.now(dt.UTC),
    )

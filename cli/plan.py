"""`customize plan`: everything a run will do, before it does it, and what an answer must name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import msgspec
import typer
from botocore.exceptions import ClientError

from cli.deployment import Run, Site, locate
from cli.errors import NotFoundError, RefusedError, ServiceError
from cli.output import print_json, utc
from cli.plan_text import lines
from cli.runs import METADATA_ONLY, NO_SUCH_EXECUTION
from cli.service_errors import code_of, is_access_denied
from lambdas.contract.approval import hash_of
from lambdas.contract.places import plan_key
from lambdas.contract.run import Plan

if TYPE_CHECKING:
    from mypy_boto3_s3.type_defs import GetObjectOutputTypeDef


class ShownPlan(msgspec.Struct, frozen=True, kw_only=True):
    """A plan, and what to know to answer it."""

    run_id: str
    plan_hash: str
    status: str | None
    """Of the run; None where the caller may not see it, as approvers may not, or it's forgotten."""
    answer_until: dt.datetime | None
    """An answer counts at least until then; None: nobody is asked."""
    plan: Any
    """The whole document, with members that this version doesn't know."""


def show_plan(site: Site, run_id: str, *, as_json: bool) -> None:
    """Print the plan of a run."""
    run = locate(site.deployment, run_id)
    shown = _look(site, run)
    if as_json:
        print_json(shown)
        return
    plan = _read(run, shown.plan)
    typer.echo("\n".join(lines(plan, shown.plan_hash, shown.status)))
    if strange := sorted(unknown_members(shown.plan, msgspec.to_builtins(plan))):
        again = site.target.command("plan", run_id, "--json")
        typer.echo(f"Not shown, since this version doesn't know it: {', '.join(strange)} ({again})")
    if shown.answer_until:
        typer.echo("\n".join(["", *_to_answer(site, shown)]))


def _look(site: Site, run: Run) -> ShownPlan:
    found = _stored(site, run)
    plan = msgspec.json.decode(found["Body"].read())
    return ShownPlan(
        run_id=run.run_id,
        plan_hash=hash_of(plan),
        status=_status(site, run),
        answer_until=_answer_until(site, _read(run, plan), found["LastModified"]),
        plan=plan,
    )


def _read(run: Run, document: object) -> Plan:
    try:
        return msgspec.convert(document, Plan)
    except msgspec.MsgspecError as error:
        raise ServiceError(f"this version can't read the plan of {run.run_id}: {error}") from error


def unknown_members(document: object, known: object, path: str = "$") -> Iterator[str]:
    """Yield what a document has and a reader left out, as JSON paths."""
    if isinstance(document, dict) and isinstance(known, dict):
        for name, member in document.items():
            if name in known:
                yield from unknown_members(member, known[name], f"{path}.{name}")
            else:
                yield f"{path}.{name}"
    elif isinstance(document, list) and isinstance(known, list):
        for index, (one, other) in enumerate(zip(document, known, strict=False)):
            yield from unknown_members(one, other, f"{path}[{index}]")


def _stored(site: Site, run: Run) -> GetObjectOutputTypeDef:
    deployment = site.deployment
    try:
        return site.aws.s3.get_object(
            Bucket=deployment.artifacts_bucket,
            Key=plan_key(run.team, run.run_id),
            ExpectedBucketOwner=deployment.account,
        )
    except ClientError as error:
        if code_of(error) == "NoSuchKey":
            raise NotFoundError(
                f"run {run.run_id} has no plan: there is no such run, or it ended before it had one"
            ) from error
        if is_access_denied(error):
            raise RefusedError(
                f"AWS refused the plan of run {run.run_id}: it takes the launcher or the approver "
                f"role of team {run.team}, and to approvers a plan that is missing is refused too"
            ) from error
        raise


def _status(site: Site, run: Run) -> str | None:
    """Return how the run stands, if the caller may know and Step Functions still does."""
    try:
        found = site.aws.stepfunctions.describe_execution(
            executionArn=run.execution_arn, includedData=METADATA_ONLY
        )
    except ClientError as error:
        if is_access_denied(error) or code_of(error) == NO_SUCH_EXECUTION:
            return None
        raise
    return found["status"]


def _answer_until(site: Site, plan: Plan, planned_at: dt.datetime) -> dt.datetime | None:
    """Return until when an answer counts for sure: the run asks just after its plan is written."""
    if plan.approval is None:
        return None
    return utc(planned_at) + dt.timedelta(hours=site.deployment.hours_to_answer)


def _to_answer(site: Site, shown: ShownPlan) -> list[str]:
    plan = ("--plan", shown.plan_hash)
    return [
        f"To answer, with the approver role, until {shown.answer_until:%Y-%m-%d %H:%M} UTC:",
        f"  {site.target.command('approve', shown.run_id, *plan)}",
        f"  {site.target.command('reject', shown.run_id, *plan, '--reason', 'REASON')}",
    ]

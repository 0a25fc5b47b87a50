"""`customize start`: hand a request to the team's front door."""

from __future__ import annotations

import re
import secrets
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec
import typer
from botocore.exceptions import ClientError

from cli.deployment import Site, Target, choose_team
from cli.errors import FrontDoorError, ServiceError, UsageError
from cli.output import print_json
from cli.runs import ENDED, look
from cli.service_errors import code_of
from lambdas.contract.names import LONGEST_EXECUTION_NAME
from lambdas.contract.status import RUN_SUCCEEDED

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions.type_defs import DescribeExecutionOutputTypeDef

NAME = re.compile(rf"[0-9A-Za-z][0-9A-Za-z_.-]{{0,{LONGEST_EXECUTION_NAME - 1}}}")
FRONT_DOOR_SECONDS = 60
"""A front door starts an execution and ends; it needs a second or two."""
LOOK_SECONDS = 0.3


class Starting(msgspec.Struct, frozen=True, kw_only=True, tag_field="event", tag="starting"):
    """Where the run is about to be started."""

    account: str
    region: str
    environment: str
    team: str


class Started(msgspec.Struct, frozen=True, kw_only=True, tag_field="event", tag="started"):
    """The run that the front door started."""

    run_id: str
    execution_arn: str
    console_url: str


class FrontDoorAnswer(msgspec.Struct, frozen=True):
    """A front door's output."""

    run_id: str
    execution_arn: str
    console_url: str


def start(site: Site, team: str | None, request: str, name: str | None, *, as_json: bool) -> str:
    """Start a run and return its id."""
    name = _derived_name() if name is None else _checked_name(name)
    team = choose_team(site.deployment, team)
    _announce(site, team, as_json=as_json)
    front_door_arn = site.deployment.teams[team].front_door_arn
    answer = _answer(site, _knock(site, front_door_arn, name, request))
    _tell(site.target, answer, as_json=as_json)
    return answer.run_id


def _derived_name() -> str:
    return f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"


def _checked_name(name: str) -> str:
    if not NAME.fullmatch(name):
        raise UsageError(
            f"{name!r} can't name a run: letters, digits, `-`, `_` and `.`, "
            f"at most {LONGEST_EXECUTION_NAME}"
        )
    return name


def _announce(site: Site, team: str, *, as_json: bool) -> None:
    account, region = site.aws.account, site.aws.region
    environment = site.target.environment
    if as_json:
        print_json(Starting(account=account, region=region, environment=environment, team=team))
    else:
        typer.echo(f"Account {account}, region {region}, environment {environment}, team {team}")


def _knock(site: Site, front_door_arn: str, name: str, request: str) -> str:
    try:
        answer = site.aws.stepfunctions.start_execution(
            stateMachineArn=front_door_arn, name=name, input=request
        )
    except ClientError as error:
        if code_of(error) != "ExecutionAlreadyExists":
            raise
        raise UsageError(
            f"the team has started a run named {name} before; choose another --name"
        ) from error
    return answer["executionArn"]


def _answer(site: Site, execution_arn: str) -> FrontDoorAnswer:
    ended = _wait(site, execution_arn)
    if ended["status"] != RUN_SUCCEEDED:
        raise FrontDoorError(
            f"the front door ended {ended['status']} without starting a run: "
            f"{ended.get('error', 'no error given')}: {ended.get('cause', 'no cause given')}"
        )
    try:
        return msgspec.json.decode(ended.get("output", ""), type=FrontDoorAnswer)
    except msgspec.MsgspecError as error:
        raise ServiceError(f"the front door's answer can't be read: {error}") from error


def _wait(site: Site, execution_arn: str) -> DescribeExecutionOutputTypeDef:
    give_up = time.monotonic() + FRONT_DOOR_SECONDS
    while True:
        execution = look(site, execution_arn)
        if execution is not None and execution["status"] in ENDED:
            return execution
        if time.monotonic() > give_up:
            raise ServiceError(
                f"the front door has not answered in {FRONT_DOOR_SECONDS} s; the run may still "
                f"start: {site.target.command('list')}"
            )
        time.sleep(LOOK_SECONDS)


def _tell(target: Target, answer: FrontDoorAnswer, *, as_json: bool) -> None:
    if as_json:
        print_json(
            Started(
                run_id=answer.run_id,
                execution_arn=answer.execution_arn,
                console_url=answer.console_url,
            )
        )
        return
    typer.secho(f"Started run {answer.run_id}", bold=True)
    typer.echo(f"  execution  {answer.execution_arn}")
    typer.echo(f"  console    {answer.console_url}")
    typer.echo(f"  next       {target.command('watch', answer.run_id)}")

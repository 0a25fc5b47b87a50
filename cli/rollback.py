"""`customize rollback`: an alias goes back to the model before."""

from __future__ import annotations

import secrets
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec
import typer
from botocore.exceptions import ClientError

from cli import records
from cli.deployment import Site, choose_team
from cli.errors import ExitCode, InterruptionError, NotFoundError, UsageError
from cli.history import NO_ERROR, readable
from cli.outcome import parsed
from cli.output import can_ask, print_json
from cli.runs import ENDED, look
from cli.service_errors import code_of
from lambdas.contract.names import LONGEST_EXECUTION_NAME
from lambdas.contract.status import RUN_SUCCEEDED

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions.type_defs import DescribeExecutionOutputTypeDef

    from lambdas.contract.aliases import AliasTarget

LOOK_SECONDS = 5
NOT_STARTED = "NOT_STARTED"
"""Whoever was asked thought better of it."""
NO_MACHINE = "StateMachineDoesNotExist"


class Move(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be done."""

    team: str
    alias: str
    model_from: AliasTarget | None
    model_to: AliasTarget


class RolledBack(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it."""

    team: str
    alias: str
    status: str
    changed: bool = False
    model_arn: str | None = None
    """The model that the alias leads to now, as the machine says."""
    invoke: str | None = None
    execution_arn: str | None = None
    error: str | None = None
    cause: str | None = None


def rollback(site: Site, team: str | None, alias: str, *, yes: bool, as_json: bool) -> None:
    """Take an alias back and wait for it; exits with `RUN_FAILED` unless that succeeded."""
    team = choose_team(site.deployment, team)
    machine = _machine(site, team)
    move = _move(site, team, alias)
    if not (yes or _confirmed(move)):
        _tell(RolledBack(team=team, alias=alias, status=NOT_STARTED), as_json=as_json)
        return
    execution_arn = _start(site, machine, alias)
    try:
        ended = _wait(site, execution_arn)
    except KeyboardInterrupt:
        again = site.target.command("aliases", "--team", team)
        raise InterruptionError(
            f"no longer waiting; the rollback goes on (see it: {again})"
        ) from None
    result = _result(move, execution_arn, ended)
    _tell(result, as_json=as_json)
    if result.status != RUN_SUCCEEDED:
        raise typer.Exit(ExitCode.RUN_FAILED)


def _machine(site: Site, team: str) -> str:
    arn = site.deployment.teams[team].rollback_machine_arn
    if not arn:
        raise _no_rollback(site)
    return arn


def _no_rollback(site: Site) -> NotFoundError:
    environment = site.deployment.environment
    return NotFoundError(
        f"environment {environment} has no rollback: it was deployed by an older version, or "
        "without its Serving stack; have it deployed anew"
    )


def _move(site: Site, team: str, alias: str) -> Move:
    record = records.find(site, team, alias)
    listing = site.target.command("aliases", "--team", team)
    if record is None:
        raise NotFoundError(f"team {team} has no alias {alias!r}; see them with: {listing}")
    if not record.previous:
        raise NotFoundError(f"alias {alias} has no model before to go back to: {listing}")
    return Move(team=team, alias=alias, model_from=record.current, model_to=record.previous[0])


def _confirmed(move: Move) -> bool:
    if not can_ask():
        raise UsageError("nobody can be asked here: give --yes to roll the alias back")
    before = move.model_from
    lines = [
        f"Alias {move.alias} of team {move.team} goes",
        f"  from {_described(before) if before else 'no model'}",
        f"  to   {_described(move.model_to)}",
    ]
    typer.echo("\n".join(lines), err=True)
    return typer.confirm("Roll it back?", err=True)


def _described(target: AliasTarget) -> str:
    return f"run {target.run_id}, promoted {target.promoted_at}: {target.model_arn}"


def _start(site: Site, machine: str, alias: str) -> str:
    name = f"{alias}-{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"
    try:
        answer = site.aws.stepfunctions.start_execution(
            stateMachineArn=machine,
            name=name[:LONGEST_EXECUTION_NAME],
            input=msgspec.json.encode({"alias": alias}).decode(),
        )
    except ClientError as error:
        if code_of(error) != NO_MACHINE:
            raise
        raise _no_rollback(site) from error
    return answer["executionArn"]


def _wait(site: Site, execution_arn: str) -> DescribeExecutionOutputTypeDef:
    """Wait as long as the machine does: new capacity can take an hour."""
    while True:
        execution = look(site, execution_arn)
        if execution is not None and execution["status"] in ENDED:
            return execution
        time.sleep(LOOK_SECONDS)


def _result(move: Move, execution_arn: str, ended: DescribeExecutionOutputTypeDef) -> RolledBack:
    output = parsed(ended.get("output")) if ended["status"] == RUN_SUCCEEDED else None
    told = output if isinstance(output, dict) else {}
    return RolledBack(
        team=move.team,
        alias=move.alias,
        status=ended["status"],
        changed=told.get("changed") is True,
        model_arn=told.get("model_arn"),
        invoke=told.get("arn"),
        execution_arn=execution_arn,
        error=ended.get("error"),
        cause=ended.get("cause"),
    )


def _tell(result: RolledBack, *, as_json: bool) -> None:
    if as_json:
        print_json(result)
        return
    typer.echo("\n".join(_lines(result)))


def _lines(result: RolledBack) -> list[str]:
    name = f"Alias {result.alias} of team {result.team}"
    if result.status == NOT_STARTED:
        return [f"{name} stays as it is"]
    if result.status != RUN_SUCCEEDED:
        cause = f"{result.error or NO_ERROR}: {readable(result.cause)}"
        return [f"{name} was not rolled back ({result.status})", cause]
    verb = "is rolled back" if result.changed else "led there already; nothing changed"
    return [f"{name} {verb}", f"  model      {result.model_arn}", f"  to invoke  {result.invoke}"]

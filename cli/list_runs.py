"""`customize list`: the team's runs, found through its front door."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec
from botocore.exceptions import ClientError

from cli.deployment import Site, choose_team, locate
from cli.output import clock, is_terminal, print_json, utc
from cli.runs import METADATA_ONLY, NO_SUCH_EXECUTION
from cli.service_errors import code_of
from lambdas.contract.names import run_id

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions.type_defs import ExecutionListItemTypeDef

NOT_STARTED = "NOT_STARTED"
"""The front door was knocked at but no run came of it, or not yet."""

PIPE_WIDTH = 160
"""Columns of a table that no terminal limits: the longest run id stays in one piece."""


class RunLine(msgspec.Struct, frozen=True, kw_only=True):
    """One run of the list."""

    run_id: str
    status: str
    started: datetime
    ended: datetime | None = None

    @property
    def duration(self) -> str:
        """How long the run took, or takes so far."""
        return clock((self.ended or datetime.now(UTC)) - self.started)


def list_runs(site: Site, team: str | None, limit: int, *, as_json: bool) -> None:
    """Print the team's newest runs."""
    team = choose_team(site.deployment, team)
    # Launchers may list their own front door's executions only: those of the run machine are
    # every team's.
    knocks = site.aws.stepfunctions.list_executions(
        stateMachineArn=site.deployment.teams[team].front_door_arn, maxResults=limit
    )["executions"]
    lines = [_line(site, team, knock) for knock in knocks]
    if as_json:
        print_json({"team": team, "runs": lines})
    else:
        _print_table(team, lines)


def _line(site: Site, team: str, knock: ExecutionListItemTypeDef) -> RunLine:
    run = locate(site.deployment, run_id(team, knock["name"]))
    try:
        execution = site.aws.stepfunctions.describe_execution(
            executionArn=run.execution_arn, includedData=METADATA_ONLY
        )
    except ClientError as error:
        if code_of(error) != NO_SUCH_EXECUTION:
            raise
        return RunLine(run_id=run.run_id, status=NOT_STARTED, started=utc(knock["startDate"]))
    stop = execution.get("stopDate")
    return RunLine(
        run_id=run.run_id,
        status=execution["status"],
        started=utc(execution["startDate"]),
        ended=utc(stop) if stop else None,
    )


def _print_table(team: str, lines: list[RunLine]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(title=f"Runs of team {team}", title_justify="left")
    table.add_column("run id", overflow="fold")
    for column in ("status", "started (UTC)", "duration"):
        table.add_column(column, no_wrap=True)
    for line in lines:
        duration = "" if line.status == NOT_STARTED else line.duration
        table.add_row(line.run_id, line.status, f"{line.started:%Y-%m-%d %H:%M:%S}", duration)
    Console(width=None if is_terminal() else PIPE_WIDTH).print(table)

"""`customize aliases`: the names by which consumers find the team's models."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from cli import records
from cli.deployment import Site, choose_team
from cli.list_runs import PIPE_WIDTH
from cli.output import is_terminal, print_json
from lambdas.contract.names import alias_parameter

if TYPE_CHECKING:
    from rich.console import RenderableType

    from lambdas.contract.aliases import AliasRecord

MINUTE = len("2026-11-24T10:00")


class AliasLine(msgspec.Struct, frozen=True, kw_only=True):
    """One alias of the list."""

    alias: str
    kind: str
    invoke: str | None
    """What to give as `modelId`; None while nothing serves."""
    model_arn: str | None
    run_id: str | None
    since: str | None
    previous: int
    """To how many models before it can be rolled back."""
    parameter: str
    """The SSM parameter that says what to invoke."""
    moving_to: str | None
    """The model that somebody is putting there now."""


def list_aliases(site: Site, team: str | None, *, as_json: bool) -> None:
    """Print the team's aliases."""
    team = choose_team(site.deployment, team)
    environment = site.deployment.environment
    lines = [_line(environment, record) for record in records.of_team(site, team)]
    if as_json:
        print_json({"team": team, "aliases": lines})
    else:
        _print_table(team, lines)


def _line(environment: str, record: AliasRecord) -> AliasLine:
    current = record.current
    return AliasLine(
        alias=record.alias,
        kind=record.kind,
        invoke=record.arn or None,
        model_arn=current.model_arn if current else None,
        run_id=current.run_id if current else None,
        since=current.promoted_at if current else None,
        previous=len(record.previous),
        parameter=alias_parameter(environment, record.team, record.alias),
        moving_to=record.claim.model_arn if record.claim else None,
    )


def _print_table(team: str, lines: list[AliasLine]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(title=f"Aliases of team {team}", title_justify="left", show_lines=True)
    for column in ("alias", "kind", "since (UTC)", "before"):
        table.add_column(column, no_wrap=True)
    table.add_column("run", overflow="fold")
    table.add_column("invoke / model / parameter", overflow="fold")
    for line in lines:
        table.add_row(*_cells(line))
    console = Console(width=None if is_terminal() else PIPE_WIDTH)
    console.print(table)
    if not lines:
        console.print("None yet: settings declare an alias, and the first promotion makes it.")


def _cells(line: AliasLine) -> list[RenderableType]:
    from rich.text import Text

    since = (line.since or "")[:MINUTE].replace("T", " ")
    invoke = line.invoke or "nothing serves"
    model = line.model_arn or "no model yet"
    if line.moving_to:
        model += f" (moving to {line.moving_to})"
    places = f"{invoke}\n{model}\n{line.parameter}"
    words = [line.alias, line.kind, since, str(line.previous), line.run_id or "", places]
    # Text, not markup: nothing in these names is an instruction to rich.
    return [Text(word) for word in words]

"""What can be typed about runs.

Each command's work has a module of its own, imported where it is used: the SDK alone takes longer
to import than `--help` may take to answer.
"""

from pathlib import Path
from typing import Annotated

import typer

from cli.options import Environment, Interval, Json, Profile, Region, RunId, Team

commands = typer.Typer()


@commands.command()
def start(
    request: Annotated[str, typer.Argument(help="A JSON file, `-` for stdin, or JSON itself.")],
    *,
    name: Annotated[
        str | None, typer.Option("--name", help="The run's name; the time of day if left out.")
    ] = None,
    watching: Annotated[bool, typer.Option("--watch", help="Go on and watch the run.")] = False,
    interval: Interval = 5,
    environment: Environment = "dev",
    team: Team = None,
    region: Region = None,
    profile: Profile = None,
    as_json: Json = False,
) -> None:
    """Start a run through the team's front door."""
    from cli import start, watch
    from cli.deployment import Target, open_site
    from cli.request import read_request

    text = read_request(request)
    site = open_site(Target(environment, region, profile))
    run_id = start.start(site, team, text, name, as_json=as_json)
    if watching:
        watch.watch(site, run_id, interval, as_json=as_json)


@commands.command()
def watch(
    run_id: RunId,
    *,
    interval: Interval = 5,
    environment: Environment = "dev",
    region: Region = None,
    profile: Profile = None,
    as_json: Json = False,
) -> None:
    """Show a run as it goes on, until it ends."""
    from cli import watch
    from cli.deployment import Target, open_site

    site = open_site(Target(environment, region, profile))
    watch.watch(site, run_id, interval, as_json=as_json)


@commands.command()
def stop(
    run_id: RunId,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask.")] = False,
    environment: Environment = "dev",
    region: Region = None,
    profile: Profile = None,
    as_json: Json = False,
) -> None:
    """Stop a run; clean-up then stops its Bedrock job."""
    from cli import stop
    from cli.deployment import Target, open_site

    site = open_site(Target(environment, region, profile))
    stop.stop(site, run_id, yes=yes, as_json=as_json)


@commands.command("list")
def list_runs(
    *,
    limit: Annotated[
        int, typer.Option("--limit", min=1, max=100, help="Show this many of the newest runs.")
    ] = 20,
    environment: Environment = "dev",
    team: Team = None,
    region: Region = None,
    profile: Profile = None,
    as_json: Json = False,
) -> None:
    """List the team's newest runs."""
    from cli import list_runs
    from cli.deployment import Target, open_site

    site = open_site(Target(environment, region, profile))
    list_runs.list_runs(site, team, limit, as_json=as_json)


@commands.command()
def report(
    run_id: RunId,
    *,
    output: Annotated[
        Path | None,
        typer.Option("--output", help="The folder to write to; named after the run if left out."),
    ] = None,
    environment: Environment = "dev",
    region: Region = None,
    profile: Profile = None,
    as_json: Json = False,
) -> None:
    """Download a run's report."""
    from cli import report
    from cli.deployment import Target, open_site

    site = open_site(Target(environment, region, profile))
    report.report(site, run_id, output, as_json=as_json)

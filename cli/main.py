"""The command `customize`: what can be typed. Each command's work has a module of its own.

Those modules are imported where they are used: the SDK alone takes longer to import than `--help`
may take to answer.
"""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from cli.errors import CommandError, ExitCode, InterruptionError
from cli.options import AliasName, Environment, Interval, Json, Profile, Region, RunId, Team

EXIT_CODES = "\b\nExit codes:\n" + "\n".join(f"{code:>5}  {code.meaning}" for code in ExitCode)


class Commands(TyperGroup):
    """The commands; an expected failure of any becomes one sentence and its exit code."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was typed."""
        try:
            return super().invoke(ctx)
        except (Exception, KeyboardInterrupt) as error:
            failure = _expected(error)
            if failure is None:
                raise
            typer.echo(f"customize: {failure}", err=True)
            raise typer.Exit(failure.exit_code) from error


def _expected(error: BaseException) -> CommandError | None:
    """Return what `error` says to the caller, None if nobody expected it."""
    if isinstance(error, CommandError):
        return error
    if isinstance(error, KeyboardInterrupt):
        return InterruptionError("interrupted; a run that was started goes on")
    if "botocore" not in sys.modules:
        return None
    from cli.service_errors import translate

    return translate(error)


app = typer.Typer(
    cls=Commands,
    name="customize",
    help="Start, watch and stop model customization runs, read reports, roll aliases back.",
    epilog=EXIT_CODES,
    no_args_is_help=True,
    add_completion=False,
    # Drawing help with rich takes four times as long as writing it.
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@app.command()
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


@app.command()
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


@app.command()
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


@app.command("list")
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


@app.command()
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


@app.command()
def aliases(
    *,
    environment: Environment = "dev",
    team: Team = None,
    region: Region = None,
    profile: Profile = None,
    as_json: Json = False,
) -> None:
    """List the team's aliases: what to invoke, and which model answers."""
    from cli import aliases
    from cli.deployment import Target, open_site

    site = open_site(Target(environment, region, profile))
    aliases.list_aliases(site, team, as_json=as_json)


@app.command()
def rollback(
    alias: AliasName,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask.")] = False,
    environment: Environment = "dev",
    team: Team = None,
    region: Region = None,
    profile: Profile = None,
    as_json: Json = False,
) -> None:
    """Take an alias back to the model before; once more takes that back."""
    from cli import rollback
    from cli.deployment import Target, open_site

    site = open_site(Target(environment, region, profile))
    rollback.rollback(site, team, alias, yes=yes, as_json=as_json)


def main() -> None:
    """Run the command line of this process."""
    app()


if __name__ == "__main__":
    main()

"""What can be typed about aliases.

Each command's work has a module of its own, imported where it is used: the SDK alone takes longer
to import than `--help` may take to answer.
"""

from typing import Annotated

import typer

from cli.options import AliasName, Environment, Json, Profile, Region, Team

commands = typer.Typer()


@commands.command()
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


@commands.command()
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

"""What can be typed about models and prices.

Each command's work has a module of its own, imported where it is used: the SDK alone takes longer
to import than `--help` may take to answer.
"""

from pathlib import Path
from typing import Annotated

import typer

from cli.options import Environment, Json, Profile, Region

commands = typer.Typer()
prices = typer.Typer(
    help="The prices that runs are estimated with.", no_args_is_help=True, rich_markup_mode=None
)
commands.add_typer(prices, name="prices")


@commands.command()
def models(
    name: Annotated[
        str | None, typer.Argument(help="One model, in full: a name of the catalogue, or its id.")
    ] = None,
    *,
    as_json: Json = False,
) -> None:
    """Show the catalogue: what can be customized, how, where, and for how much."""
    from cli import models

    models.show(name, as_json=as_json)


@prices.command()
def refresh(
    *,
    output: Annotated[
        Path | None,
        typer.Option("--output", help="Write the price file here instead of to the deployment."),
    ] = None,
    environment: Environment = "dev",
    region: Region = None,
    profile: Profile = None,
    as_json: Json = False,
) -> None:
    """Fetch prices from the AWS Price List and write the dated file that runs read."""
    from cli import prices

    prices.refresh(output, environment, region, profile, as_json=as_json)

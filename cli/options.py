"""The arguments and options that several commands share, declared once."""

from typing import Annotated

import typer

RunId = Annotated[str, typer.Argument(help="The run, as `start` printed it.")]
AliasName = Annotated[str, typer.Argument(help="The alias, as `aliases` lists it.")]
Environment = Annotated[
    str,
    typer.Option(
        "--environment", "-e", envvar="CUSTOMIZE_ENVIRONMENT", help="The deployed environment."
    ),
]
Team = Annotated[
    str | None,
    typer.Option(
        "--team",
        "-t",
        envvar="CUSTOMIZE_TEAM",
        help="The team; needed only if the environment has several.",
    ),
]
Region = Annotated[
    str | None, typer.Option("--region", help="The AWS region; the SDK's default if left out.")
]
Profile = Annotated[
    str | None,
    typer.Option("--profile", help="An AWS profile, usually one for the team's launcher role."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
Interval = Annotated[
    float, typer.Option("--interval", min=0.1, help="Seconds between two looks at the run.")
]

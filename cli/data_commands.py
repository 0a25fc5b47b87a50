"""What can be typed about data; all of it works without AWS.

Each command's work has a module of its own, imported where it is used: the SDK alone takes longer
to import than `--help` may take to answer.
"""

from pathlib import Path
from typing import Annotated

import typer

from cli.options import Json

commands = typer.Typer()
data = typer.Typer(
    help="Check and prepare datasets on this machine, as the deployed system would.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
commands.add_typer(data, name="data")

Model = Annotated[
    str, typer.Option("--model", help="The base model: a name of the catalogue, or its id.")
]
Method = Annotated[
    str | None,
    typer.Option("--method", help="How it is customized; fine-tuning where that is offered."),
]


@data.command(
    # The command reads its own arguments, `--help` among them: see there.
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
    add_help_option=False,
)
def check(context: typer.Context) -> None:
    """Tell every reason for which a job would fail on these data."""
    from cli import data_check

    raise typer.Exit(data_check.run(context.args))


@data.command()
def prepare(
    files: Annotated[list[Path], typer.Argument(help="JSON Lines or CSV, in any common shape.")],
    *,
    model: Model,
    method: Method = None,
    output: Annotated[Path, typer.Option("--output", help="The folder that gets the datasets.")],
    options: Annotated[
        Path | None,
        typer.Option("--options", help="A JSON file with what a preparation request can say."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Turn raw data into training, validation and test sets, with a manifest."""
    from cli import data_prepare

    data_prepare.prepare(files, model, method, output, options, as_json=as_json)

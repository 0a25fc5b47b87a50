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


@data.command()
def check(
    files: Annotated[list[Path], typer.Argument(help="JSON Lines to train on.")],
    *,
    model: Model,
    method: Method = None,
    validation: Annotated[
        Path | None, typer.Option("--validation", help="Held-out JSON Lines.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Tell every reason for which a job would fail on these data."""
    from cli import data_check

    data_check.check(files, model, method, validation, as_json=as_json)


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

"""The command `customize`: its commands together, and how it fails."""

import sys
from typing import Any

import typer
from typer.core import TyperGroup

from cli import (
    approval_commands,
    catalogue_commands,
    data_commands,
    run_commands,
    serving_commands,
)
from cli.errors import CommandError, ExitCode, InterruptionError

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
    help="Prepare data, start and watch model customization runs, approve them, read reports.",
    epilog=EXIT_CODES,
    no_args_is_help=True,
    add_completion=False,
    # Drawing help with rich takes four times as long as writing it.
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

for module in (
    run_commands,
    approval_commands,
    serving_commands,
    data_commands,
    catalogue_commands,
):
    app.add_typer(module.commands)


def main() -> None:
    """Run the command line of this process."""
    app()


if __name__ == "__main__":
    main()

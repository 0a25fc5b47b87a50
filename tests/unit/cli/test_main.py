"""The command line itself: fast, and documented in one place."""

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from cli.errors import CommandError, ExitCode
from cli.progress import Event
from cli.start import Started, Starting
from tests.unit.cli.conftest import Customize

PROJECT = Path(__file__).parents[3]
COMMANDS = (
    "start",
    "watch",
    "stop",
    "list",
    "report",
    "aliases",
    "rollback",
    "plan",
    "approve",
    "reject",
)
SLOW = ("boto3", "botocore", "aws_cdk", "rich", "msgspec")


def test_importing_it_imports_nothing_slow() -> None:
    code = f"import sys, cli.main; print([name for name in {SLOW} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


def test_help_lists_commands_and_exit_codes(customize: Customize) -> None:
    lines = [" ".join(line.split()) for line in customize("--help").stdout.splitlines()]
    for command in COMMANDS:
        assert any(line.startswith(f"{command} ") for line in lines)
    for code in ExitCode:
        assert f"{code} {code.meaning}" in lines


def test_the_reference_shows_every_exit_code() -> None:
    reference = (PROJECT / "docs" / "command.md").read_text(encoding="utf-8")
    for code in ExitCode:
        assert f"| {code} | {code.meaning} |" in reference


@pytest.mark.parametrize("command", COMMANDS)
def test_the_reference_shows_every_option(customize: Customize, command: str) -> None:
    reference = (PROJECT / "docs" / "command.md").read_text(encoding="utf-8")
    words = customize(command, "--help").stdout.replace(",", " ").split()
    for option in {word for word in words if word.startswith("--")} - {"--help"}:
        assert f"`{option}" in reference


@pytest.mark.parametrize("event", [Starting, Started, *Event.__subclasses__()])
def test_the_reference_shows_every_event(event: type[msgspec.Struct]) -> None:
    reference = (PROJECT / "docs" / "command.md").read_text(encoding="utf-8")
    tag = event.__struct_config__.tag
    [row] = [line for line in reference.splitlines() if line.startswith(f"| `{tag}` |")]
    for field in event.__struct_fields__:
        assert f"`{field}`" in row


def test_every_failure_has_an_exit_code_of_the_table() -> None:
    for failure in CommandError.__subclasses__():
        assert failure.exit_code in set(ExitCode) - {ExitCode.OK}

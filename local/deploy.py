"""Deploys the real templates into the embedded AWS with the real CDK CLI."""

import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from local.emulator import Emulator
from local.surroundings import ACCOUNT, REGION
from local.toolchain import PROJECT, cdk_cli

ENVIRONMENT = "embedded"
"""The environment of cdk.json that the embedded AWS runs."""


class DeployError(Exception):
    """A step of the deployment failed; the message ends with what it printed."""


def synthesize(emulator: Emulator, assembly: Path) -> None:
    """Write the templates of the embedded environment to `assembly`."""
    code = (
        "import app, sys; "
        f"app.build_app({{'environment': '{ENVIRONMENT}'}}, outdir=sys.argv[1]).synth()"
    )
    _run([sys.executable, "-c", code, str(assembly)], emulator.surroundings(), "synthesis")


def bootstrap(emulator: Emulator) -> None:
    """Make what the CDK CLI deploys with; from a folder without an app, so that none is run."""
    target = f"aws://{ACCOUNT}/{REGION}"
    command = [*cdk_cli(), "bootstrap", target]
    _run(command, emulator.surroundings(), "bootstrap", folder=Path(emulator.home))


def deploy(emulator: Emulator, assembly: Path) -> None:
    """Deploy every stack of an assembly."""
    command = [*cdk_cli(), "deploy", "--app", str(assembly), "--all", "--concurrency", "3"]
    command += ["--require-approval", "never", "--method", "direct", "--output", emulator.home]
    _run(command, emulator.surroundings(), "deployment", folder=Path(emulator.home))


def _run(
    command: Sequence[str], environment: Mapping[str, str], step: str, folder: Path = PROJECT
) -> None:
    done = subprocess.run(
        command,
        env=dict(environment),
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise DeployError(f"{step} failed:\n{done.stdout[-4000:]}")

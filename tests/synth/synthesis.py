"""Syntheses of the app, each made once a session: one takes as long as hundreds of tests."""

import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_s3 as s3

import app
from local.toolchain import PROJECT, cdk_cli
from tests.synth.assembly import Assembly

EMBEDDED = {"environment": "embedded"}
CANARY = "Canary"
PRICES = {
    "nova-micro": {
        "training_usd_per_1k_tokens": 0.001,
        "provisioned_usd_per_unit_hour": {"one_month": 10},
        "as_of": "2026-11-24",
    }
}
SERVING = {
    "capacity": [
        {"team": "research", "alias": "faq-long", "kind": "on_demand"},
        {"team": "research-faq", "alias": "long", "kind": "on_demand"},
        {
            "team": "research",
            "alias": "live",
            "kind": "provisioned",
            "units": 2,
            "commitment": "one_month",
            "accept_commitment": True,
            "ceiling_usd": 20_000,
            "replacement": "old_first",
            "wait": "strict",
            "on_removal": "remove",
        },
    ]
}
SOURCES = ("app.py", "cdk.json", "stacks", "lambdas")


def once(folder: Path, make: Callable[[Path], None]) -> Assembly:
    """Return the assembly that `make` writes to a folder, made by whichever worker comes first."""
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "manifest.json").exists():
            shutil.rmtree(folder, ignore_errors=True)
            make(folder)
    return Assembly(folder)


def embedded(folder: Path) -> None:
    """Synthesize as tests and the demo do."""
    app.build_app(EMBEDDED, outdir=str(folder)).synth()


def dev_with_canary(folder: Path) -> None:
    """Synthesize the environment `dev` beside a bad bucket, which has to fail.

    One synthesis for two purposes: the other stacks' templates are written before the guards judge,
    and their report says whose every finding is.
    """
    with_canary = app.build_app(dev(), outdir=str(folder))
    s3.Bucket(cdk.Stack(with_canary, CANARY), "Bucket")
    try:
        with_canary.synth()
    except RuntimeError as error:
        (folder / "refused.txt").write_text(str(error))


def context(environment: str, **changed: object) -> dict[str, Any]:
    """Return the context that chooses an environment of cdk.json, with some settings changed."""
    environments = json.loads(app.CDK_JSON.read_text())["context"]["environments"]
    chosen = environments[environment] | changed
    return {"environment": environment, "environments": {environment: chosen}}


def dev() -> dict[str, Any]:
    """Return the context of `dev` with the host's layers: those for Lambda may not be built.

    It declares capacity too, and a second team whose name begins as the first one's.
    """
    teams = [{"name": "research"}, {"name": "research-faq"}]
    return context(
        "dev",
        layers="host",
        teams=teams,
        serving=SERVING,
        prices=PRICES,
        price_keepers=["arn:aws:iam::111122223333:role/finops"],
    )


def by_python(folder: Path) -> None:
    """Synthesize a copy of the project with `python app.py`."""
    chosen = {"CDK_CONTEXT_JSON": json.dumps(EMBEDDED), "CDK_OUTDIR": str(folder)}
    _run([sys.executable, "app.py"], _copy(folder), chosen | {"PYTHONHASHSEED": "1"})


def by_cli(folder: Path) -> None:
    """Synthesize another copy of the project with the CDK CLI, chosen by its own option."""
    command = [*cdk_cli(), "synth", "--quiet", "-c", "environment=embedded"]
    # The CLI runs cdk.json's `python`, which has to be this one.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    quiet = {"CDK_DISABLE_CLI_TELEMETRY": "true", "CDK_DISABLE_VERSION_CHECK": "true"}
    chosen = {"PATH": path, "PYTHONHASHSEED": "2", **quiet}
    _run([*command, "--output", str(folder)], _copy(folder), chosen)


def _copy(folder: Path) -> Path:
    # No dot in it: the CDK takes what follows for the extension of an asset.
    copy = folder.with_name(f"{folder.name}-project")
    shutil.rmtree(copy, ignore_errors=True)
    copy.mkdir(parents=True)
    for name in SOURCES:
        source = PROJECT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, copy / name)
    (copy / "build").symlink_to(PROJECT / "build")
    return copy


def _run(command: list[str], folder: Path, variables: Mapping[str, str]) -> None:
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command}:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"

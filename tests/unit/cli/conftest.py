"""A deployed environment `dev` with one team, and the command to try on it."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
import pytest
from typer.testing import CliRunner, Result

from cli.main import app
from tests.unit.cli.cloud import REGION, Cloud
from tests.unit.cli.session import Session

Customize = Callable[..., Result]


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the caller's own settings and credentials out of every test."""
    for name in list(os.environ):
        if name.startswith(("AWS_", "CUSTOMIZE_")):
            monkeypatch.delenv(name)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, os.devnull)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Cloud:
    """Put an account with one deployed environment in the place of AWS."""
    cloud = Cloud()
    cloud.deploy("demo")

    def session(
        region_name: str | None, profile_name: str | None = None, **credentials: str
    ) -> Session:
        del profile_name
        return Session(cloud, region_name or REGION, credentials.get("aws_session_token", "person"))

    monkeypatch.setattr(boto3, "Session", session)
    monkeypatch.setattr(time, "sleep", cloud.sleep)
    return cloud


@pytest.fixture
def customize() -> Customize:
    """Return a function that runs the command line and gives back what it printed."""

    def run(*words: str, **more: Any) -> Result:
        return CliRunner().invoke(app, words, **more)

    return run


@pytest.fixture
def write(tmp_path: Path) -> Any:
    """Return a function that writes a file and gives back its path."""

    def write(name: str, body: bytes) -> str:
        (tmp_path / name).write_bytes(body)
        return str(tmp_path / name)

    return write

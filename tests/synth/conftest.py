"""The syntheses that only these tests need; `embedded` stands in `tests/conftest.py`."""

from pathlib import Path

import pytest

from stacks import settings
from stacks.settings import Settings
from tests.synth import synthesis
from tests.synth.assembly import Assembly


@pytest.fixture(scope="session")
def dev(shared_folder: Path) -> Assembly:
    """Return the environment `dev`, synthesized beside a bad bucket that the guards refuse."""
    return synthesis.once(shared_folder / "dev", synthesis.dev_with_canary)


@pytest.fixture(scope="session")
def by_python(shared_folder: Path) -> Assembly:
    """Return what `python app.py` writes for `embedded` in another folder."""
    return synthesis.once(shared_folder / "by-python", synthesis.by_python)


@pytest.fixture(scope="session")
def by_cli(shared_folder: Path) -> Assembly:
    """Return what the CDK CLI writes for `embedded` in a third folder."""
    return synthesis.once(shared_folder / "by-cli", synthesis.by_cli)


@pytest.fixture(params=["embedded", "dev"])
def environment(request: pytest.FixtureRequest) -> str:
    """Return the name of each environment in turn: what follows from settings holds for both."""
    name: str = request.param
    return name


@pytest.fixture
def assembly(request: pytest.FixtureRequest, environment: str) -> Assembly:
    """Return the synthesis of an environment."""
    found: Assembly = request.getfixturevalue(environment)
    return found


@pytest.fixture
def chosen(environment: str) -> Settings:
    """Return the settings that an environment was synthesized with."""
    contexts = {"embedded": synthesis.context("embedded"), "dev": synthesis.dev()}
    return settings.read(contexts[environment])

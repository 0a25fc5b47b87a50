"""One embedded AWS with the deployed environment, for all tests of a session."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from local import emulator
from local.launcher import CUSTOM_MODEL_UNITS, MODEL_UNITS, TIME_SCALE
from local.session import deploy_environment
from tests.local.scenarios import SCENARIOS, Scenarios
from tests.local.serving_scenarios import SERVING
from tests.local.system import System

STAND_IN = {TIME_SCALE: "0.01", CUSTOM_MODEL_UNITS: "8", MODEL_UNITS: "8"}
"""Jobs take about a second, and the account has model units, unlike a new one."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of this folder in one process: they share one embedded AWS."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("embedded"))


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """The deployed environment."""
    home = Path(tmp_path_factory.mktemp("aws"))
    with emulator.running(home, STAND_IN) as running:
        yield System(deploy_environment(running, home / "cdk.out"), home)


@pytest.fixture(scope="session")
def scenarios(system: System) -> Iterator[Scenarios]:
    """The runs that the tests look at, begun together because most of their time is waiting."""
    with Scenarios(system, SCENARIOS | SERVING) as begun:
        yield begun

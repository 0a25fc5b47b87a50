"""The deployed environment, and a stage on which runs are played in virtual time."""

from collections.abc import Iterator

import pytest

from tests.faults import blueprint
from tests.faults.blueprint import Blueprint
from tests.faults.opening import opened
from tests.faults.stage import Stage
from tests.synth.assembly import Assembly


@pytest.fixture(scope="session")
def deployed(embedded: Assembly) -> Blueprint:
    """Return what the environment `embedded` deploys."""
    return blueprint.read(embedded)


@pytest.fixture
def stage(deployed: Blueprint) -> Iterator[Stage]:
    """Yield a cloud with that environment and its data."""
    with opened(deployed) as cloud:
        stage = Stage(cloud)
        stage.prepare()
        yield stage

"""The environment that DeployModel runs in."""

import pytest

from tests.fakes.bedrock import FakeBedrock
from tests.fakes.cloud import Cloud
from tests.unit.deploy_model.samples import VARIABLES, trained_bedrock


@pytest.fixture
def bedrock() -> FakeBedrock:
    return trained_bedrock()


@pytest.fixture
def cloud(bedrock: FakeBedrock, monkeypatch: pytest.MonkeyPatch) -> Cloud:
    made = Cloud(bedrock=bedrock)
    made.install(monkeypatch, VARIABLES)
    return made

"""What tests of the stand-in begin with."""

from typing import TYPE_CHECKING

import pytest

from local.bedrock import Bedrock
from tests.unit.local.bedrock_world import (
    TRAINING,
    VALIDATION,
    FakeWorld,
    client,
    conversations,
    standin,
)

if TYPE_CHECKING:
    from mypy_boto3_bedrock import BedrockClient


@pytest.fixture
def world() -> FakeWorld:
    made = FakeWorld()
    made.put(TRAINING, conversations(20, seed=1))
    made.put(VALIDATION, conversations(10, seed=2))
    return made


@pytest.fixture
def bedrock(world: FakeWorld) -> Bedrock:
    return standin(world)


@pytest.fixture
def api(bedrock: Bedrock) -> "BedrockClient":
    return client(bedrock)

"""What tests of the stand-in begin with."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from local.bedrock import Bedrock
from local.bedrock.virtual_clock import VirtualClock
from tests.unit.local.bedrock_world import (
    TRAINING,
    VALIDATION,
    FakeWorld,
    client,
    conversations,
    custom_model,
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


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock(datetime(2026, 11, 22, 12, tzinfo=UTC))


@pytest.fixture
def serving(world: FakeWorld, clock: VirtualClock) -> Bedrock:
    """A stand-in whose time stands still, with one model and units to provision it."""
    made = standin(world, clock, model_units_quota=4, custom_model_units_quota=6)
    custom_model(made)
    return made


@pytest.fixture
def serving_api(serving: Bedrock) -> "BedrockClient":
    return client(serving)

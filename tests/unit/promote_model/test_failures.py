"""What goes wrong while capacity is made, and what comes after."""

import datetime as dt

import pytest

from lambdas.contract.aliases import AliasAction
from lambdas.contract.errors import (
    DeploymentFailedError,
    DeploymentQuotaExceededError,
    DeploymentTimeExceededError,
    ModelUnitsExceededError,
)
from tests.unit.promote_model.world import BULK, FAQ, LONGEST, LOOK, World, begun

ALIASES = pytest.mark.parametrize("alias", [FAQ, BULK])


@pytest.fixture
def world() -> World:
    return World()


@ALIASES
def test_new_capacity_that_fails_is_removed_and_reported(world: World, alias: str) -> None:
    order = begun(world, world.promote("a", alias))
    (name,) = world.bedrock.made
    world.bedrock.change(name, "Failed", "No capacity in this zone.")
    with pytest.raises(DeploymentFailedError, match="No capacity in this zone") as raised:
        world.look(order)
    assert name in str(raised.value)
    assert f"nothing serves alias demo/{alias}" in str(raised.value)
    assert world.all_capacity() == {}
    assert world.record(alias).claim is None


@ALIASES
def test_a_redrive_after_that_makes_it_anew_with_another_token(world: World, alias: str) -> None:
    order = begun(world, world.promote("a", alias))
    world.bedrock.change(world.bedrock.made[0], "Failed")
    with pytest.raises(DeploymentFailedError):
        world.look(order)
    world.now += LOOK
    world.done(order)
    world.check_agreement("a", alias)
    assert len(world.bedrock.made) == 2


def test_what_failed_before_and_could_not_be_removed_is_no_news(world: World) -> None:
    order = begun(world, world.promote("a"))
    world.bedrock.change(world.bedrock.made[0], "Failed")
    world.bedrock.refuse("DeleteCustomModelDeployment", "InternalServerException")
    with pytest.raises(DeploymentFailedError):
        world.look(order)
    world.end(order, "FAILED")
    assert len(world.all_capacity()) == 1
    world.now += LOOK
    world.performed(world.promote("b"))
    world.check_agreement("b")


def test_an_unknown_status_is_a_failure_of_what_never_served(world: World) -> None:
    order = begun(world, world.promote("a"))
    world.bedrock.change(world.bedrock.made[0], "Paused")
    with pytest.raises(DeploymentFailedError, match="is Paused"):
        world.look(order)
    assert world.all_capacity() == {}


@pytest.mark.parametrize("status", ["Failed", "Paused"])
def test_capacity_that_serves_is_never_removed_for_its_status(world: World, status: str) -> None:
    arn = world.performed(world.promote("a")).arn
    world.bedrock.change(world.bedrock.made[0], status)
    with pytest.raises(DeploymentFailedError, match="left as it is: delete it"):
        world.look(world.order(AliasAction.CONFORM))
    assert list(world.all_capacity()) == [arn]


@ALIASES
def test_what_is_created_for_too_long_is_reported(world: World, alias: str) -> None:
    order = begun(world, world.promote("a", alias))
    world.now += LONGEST - LOOK
    begun(world, order)
    with pytest.raises(DeploymentTimeExceededError, match="Creating for 2:01:00"):
        world.look(order)
    assert world.record(alias).claim is None
    world.get_on()
    world.done(order)
    world.check_agreement("a", alias)


def test_capacity_that_a_person_deletes_while_it_is_made_is_made_anew(world: World) -> None:
    order = begun(world, world.promote("a"))
    world.bedrock.vanish(world.bedrock.made[0])
    with pytest.raises(RuntimeError, match="or somebody deleted it"):
        world.look(order)
    world.now += dt.timedelta(minutes=10)
    world.done(order)
    world.check_agreement("a")


def test_without_room_for_a_deployment_it_waits(world: World) -> None:
    world.bedrock.deployments_quota = 0
    order = world.promote("a")
    for _ in range(3):
        with pytest.raises(DeploymentQuotaExceededError):
            world.look(order)
        world.get_on()
    world.bedrock.deployments_quota = 1
    world.done(order)
    world.check_agreement("a")


def test_without_model_units_it_fails_and_lets_go(world: World) -> None:
    world.bedrock.units_quota = 0
    with pytest.raises(ModelUnitsExceededError, match="L-BE77399C"):
        world.look(world.promote("a", BULK))
    assert world.record(BULK).claim is None


def test_a_call_that_ends_while_it_removes_what_failed_leaves_no_used_token(world: World) -> None:
    order = begun(world, world.promote("a"))
    world.bedrock.change(world.bedrock.made[0], "Failed")
    world.bedrock.lose("DeleteCustomModelDeployment", KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        world.look(order)
    world.now += LOOK
    world.done(order)
    world.check_agreement("a")

"""What goes wrong while another model is put in place, and what comes after."""

import datetime as dt
from collections.abc import Callable

import pytest

from lambdas.contract.aliases import AliasAction
from lambdas.contract.errors import (
    DeploymentFailedError,
    DeploymentRefusedError,
    DeploymentTimeExceededError,
    StillDeployingError,
)
from tests.unit.promote_model.world import BULK, FAQ, LONGEST, LOOK, World, begun

ALIASES = pytest.mark.parametrize("alias", [FAQ, BULK])


@pytest.fixture
def world() -> World:
    return World()


def test_a_failed_swap_is_reported_and_the_model_before_goes_on(world: World) -> None:
    arn = world.performed(world.promote("a")).arn
    order = begun(world, world.promote("b"))
    world.bedrock.change(world.bedrock.made[0], "UpdateFailed", "The model is damaged.")
    with pytest.raises(DeploymentFailedError, match="The model is damaged") as raised:
        world.look(order)
    assert f"the model before, {world.models['a']}, goes on answering" in str(raised.value)
    world.check_agreement("a")
    assert world.record().arn == arn


def fail_update(world: World) -> None:
    """End a swap of either kind without success."""
    name = world.bedrock.made[0]
    if name in world.bedrock.deployments:
        world.bedrock.change(name, "UpdateFailed")
        return
    throughput = world.bedrock.throughputs[name]
    throughput |= {"status": "InService", "desiredModelArn": throughput["modelArn"]}


@ALIASES
def test_after_a_failed_swap_a_redrive_swaps_again(world: World, alias: str) -> None:
    world.performed(world.promote("a", alias))
    order = begun(world, world.promote("b", alias))
    fail_update(world)
    with pytest.raises(DeploymentFailedError):
        world.look(order)
    begun(world, order)
    world.get_on()
    world.done(order)
    world.check_agreement("b", alias)


@ALIASES
def test_after_a_failed_swap_a_later_run_swaps_again(world: World, alias: str) -> None:
    world.performed(world.promote("a", alias))
    order = begun(world, world.promote("b", alias))
    fail_update(world)
    with pytest.raises(DeploymentFailedError):
        world.look(order)
    world.end(order, "FAILED")
    world.performed(world.promote("b", alias, execution="demo_run-later"))
    world.check_agreement("b", alias)


def test_a_failed_swap_of_an_aborted_run_is_not_the_next_ones(world: World) -> None:
    world.performed(world.promote("a"))
    order = begun(world, world.promote("b"))
    fail_update(world)
    world.end(order, "ABORTED")
    world.performed(world.promote("b", execution="demo_run-later"))
    world.check_agreement("b")


@ALIASES
def test_a_swap_that_takes_too_long_is_reported(world: World, alias: str) -> None:
    world.performed(world.promote("a", alias))
    order = begun(world, world.promote("b", alias))
    world.now += LONGEST - LOOK
    begun(world, order)
    with pytest.raises(DeploymentTimeExceededError, match=r"after 2:01:00.*goes on answering"):
        world.look(order)
    world.get_on()
    world.done(order)
    world.check_agreement("b", alias)


def test_a_run_redriven_days_later_has_the_whole_time_for_its_swap(world: World) -> None:
    world.performed(world.promote("a"))
    order = world.promote("b")
    world.bedrock.refuse("UpdateCustomModelDeployment", "InternalServerException")
    with pytest.raises(Exception, match="InternalServer"):
        world.look(order)
    world.now += dt.timedelta(days=3)
    begun(world, order)
    begun(world, order)
    world.done(order)
    world.check_agreement("b")


def test_a_swap_on_its_way_for_somebody_who_ended_is_waited_for(world: World) -> None:
    world.performed(world.promote("a"))
    order = begun(world, world.promote("b"))
    world.end(order, "ABORTED")
    world.performed(world.order(AliasAction.CONFORM))
    world.check_agreement("a")


@ALIASES
def test_what_bedrock_refuses_to_put_there_is_reported(world: World, alias: str) -> None:
    world.performed(world.promote("a", alias))
    del world.bedrock.models["bc-dev-b"]
    with pytest.raises(DeploymentRefusedError, match=r"refused to put .* There is no such model"):
        world.look(world.promote("b", alias))
    world.check_agreement("a", alias)


def busy(world: World) -> None:
    """Another update begins, past our claim."""
    client = world.bedrock
    client.on_call = bool
    name = client.made[0]
    client.update_custom_model_deployment(
        customModelDeploymentIdentifier=name, modelArn=world.models["a"]
    )


def gone(world: World) -> None:
    """A person deletes what is to be updated."""
    world.bedrock.on_call = bool
    world.bedrock.vanish(world.bedrock.made[0])


@pytest.mark.parametrize("accident", [busy, gone])
def test_capacity_that_changed_between_the_look_and_the_swap_is_looked_at_again(
    world: World, accident: Callable[[World], None]
) -> None:
    world.performed(world.promote("a"))
    order = world.promote("b")

    def between(operation: str) -> None:
        if operation == "UpdateCustomModelDeployment":
            accident(world)

    world.bedrock.on_call = between
    with pytest.raises(StillDeployingError, match="changed while we looked"):
        world.look(order)
    world.get_on()
    world.done(order)
    world.check_agreement("b")


def test_a_swap_whose_answer_was_lost_fails_as_ours(world: World) -> None:
    world.performed(world.promote("a"))
    order = world.promote("b")
    world.bedrock.lose("UpdateCustomModelDeployment", KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        world.look(order)
    begun(world, order)
    world.bedrock.change(world.bedrock.made[0], "UpdateFailed", "The model is damaged.")
    with pytest.raises(DeploymentFailedError, match="The model is damaged"):
        world.look(order)

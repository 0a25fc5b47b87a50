"""Rollback: the model before takes its place again, once for each execution."""

import pytest

from lambdas.contract.aliases import AliasAction
from lambdas.contract.errors import PromotionRefusedError, StillDeployingError
from tests.unit.promote_model.world import World


@pytest.fixture
def world() -> World:
    made = World()
    made.performed(made.promote("a"))
    made.performed(made.promote("b"))
    return made


def test_the_model_before_answers_again_behind_the_same_arn(world: World) -> None:
    arn = world.record().arn
    answer = world.performed(world.order(AliasAction.ROLLBACK))
    assert (answer.arn, answer.model_arn, answer.changed) == (arn, world.models["a"], True)
    world.check_agreement("a")
    current = world.record().current
    assert current is not None
    assert current.run_id == "demo_run-a"
    assert "the model before took its place again" in answer.notification.message


def test_another_rollback_takes_that_back(world: World) -> None:
    world.performed(world.order(AliasAction.ROLLBACK))
    world.performed(world.order(AliasAction.ROLLBACK))
    world.check_agreement("b")
    assert [one.model_arn for one in world.record().previous] == [world.models["a"]]


def test_a_call_repeated_after_a_lost_answer_does_not_go_back_once_more(world: World) -> None:
    order = world.order(AliasAction.ROLLBACK)
    first = world.done(order)
    assert world.done(order) == first
    world.check_agreement("a")


def test_nor_does_it_when_somebody_else_moved_the_alias_meanwhile(world: World) -> None:
    order = world.order(AliasAction.ROLLBACK)
    world.done(order)
    world.performed(world.promote("b", execution="demo_run-again"))
    assert world.look(order).model_arn == world.models["b"]
    world.check_agreement("b")


def test_what_it_goes_back_to_is_fixed_by_its_claim(world: World) -> None:
    order = world.order(AliasAction.ROLLBACK)
    with pytest.raises(StillDeployingError):
        world.look(order)
    claim = world.record().claim
    assert claim is not None
    assert claim.model_arn == world.models["a"]
    world.done(order)
    world.check_agreement("a")


def test_without_a_model_before_it_is_refused() -> None:
    world = World()
    world.performed(world.promote("a"))
    record = world.record()
    with pytest.raises(PromotionRefusedError, match="no other model stood behind it before"):
        world.look(world.order(AliasAction.ROLLBACK))
    assert world.record() == record


def test_an_alias_that_never_had_a_model_is_refused() -> None:
    world = World()
    with pytest.raises(PromotionRefusedError, match="no other model"):
        world.look(world.order(AliasAction.ROLLBACK))


def test_a_deleted_model_is_not_gone_back_to(world: World) -> None:
    record = world.record()
    del world.bedrock.models["bc-dev-a"]
    with pytest.raises(PromotionRefusedError) as raised:
        world.look(world.order(AliasAction.ROLLBACK))
    assert f"the model before, {world.models['a']} of run demo_run-a, was deleted" in str(
        raised.value
    )
    assert f"goes on serving from {record.arn}" in str(raised.value)
    assert world.record() == record
    assert "UpdateCustomModelDeployment" not in world.bedrock.calls[-2:]
    world.check_agreement("b")


def test_it_goes_back_to_a_model_of_another_base_by_other_capacity(world: World) -> None:
    world.performed(world.promote("c"))
    world.performed(world.order(AliasAction.ROLLBACK))
    world.check_agreement("b")
    assert len(world.bedrock.made) == 3

"""Capacity with a term is made only by whom somebody allowed it."""

import msgspec
import pytest

from lambdas.contract.aliases import AliasAction
from lambdas.contract.errors import PromotionRefusedError
from lambdas.contract.serving import Commitment
from tests.unit.promote_model.world import BULK, PROVISIONED, World

COMMITTED = msgspec.structs.replace(PROVISIONED, commitment=Commitment.ONE_MONTH)


@pytest.fixture
def world() -> World:
    """Return an account whose alias goes back from b to a, behind committed capacity."""
    made = World(COMMITTED)
    made.performed(made.promote("a", BULK, may_commit=True))
    made.performed(made.promote("b", BULK))
    return made


def test_a_run_whose_plan_was_approved_for_the_term_makes_it(world: World) -> None:
    assert len(world.bedrock.made) == 1
    world.check_agreement("b", BULK)


def test_any_other_run_is_refused_before_anything_is_made() -> None:
    world = World(COMMITTED)
    with pytest.raises(PromotionRefusedError) as raised:
        world.look(world.promote("a", BULK))
    assert str(raised.value) == (
        "the capacity of alias demo/bulk would be made anew, 1 model unit committed for one_month, "
        "and nobody agreed to this order buying that term: a run may whose plan was approved for "
        "it (committed_term), or a deployment of settings that declare it; nothing serves alias "
        "demo/bulk"
    )
    assert world.bedrock.made == []
    assert world.record(BULK).claim is None


@pytest.mark.parametrize("gone", ["vanished", "redeclared"])
def test_capacity_that_went_after_the_plan_is_not_made_anew(world: World, gone: str) -> None:
    (name,) = world.bedrock.made
    if gone == "vanished":
        world.bedrock.vanish(name)
    else:
        world.capacity = [msgspec.structs.replace(COMMITTED, units=2)]
    for order in (world.promote("a", BULK, "demo_again"), world.order(AliasAction.ROLLBACK, BULK)):
        with pytest.raises(PromotionRefusedError, match="nobody agreed"):
            world.look(order)
    assert world.bedrock.made == [name]


def test_a_rollback_behind_capacity_that_stands_buys_nothing(world: World) -> None:
    world.performed(world.order(AliasAction.ROLLBACK, BULK))
    world.check_agreement("a", BULK)


def test_settings_that_declare_it_make_it(world: World) -> None:
    world.bedrock.vanish(world.bedrock.made[0])
    world.performed(world.order(AliasAction.CONFORM, BULK, declared=COMMITTED))
    world.check_agreement("b", BULK)


def test_what_was_ordered_before_orders_said_so_buys_no_term(world: World) -> None:
    old = msgspec.to_builtins(world.promote("a", BULK))
    del old["may_commit"]
    assert not msgspec.convert(old, type(world.promote("a"))).may_commit

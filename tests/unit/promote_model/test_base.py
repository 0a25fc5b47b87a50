"""A model of another base than the capacity is declared for: its price was never reckoned with."""

import msgspec
import pytest

from lambdas.contract import names
from lambdas.contract.aliases import AliasAction
from lambdas.contract.errors import PromotionRefusedError
from tests.fakes.custom_models import NOVA_MICRO
from tests.unit.promote_model.world import BULK, FAQ, NOVA_LITE, ON_DEMAND, PROVISIONED, World

CONFORM, ROLLBACK = AliasAction.CONFORM, AliasAction.ROLLBACK
MICRO = msgspec.structs.replace(PROVISIONED, base=NOVA_MICRO)
LITE = msgspec.structs.replace(PROVISIONED, base=NOVA_LITE)


def test_a_model_of_another_base_is_not_promoted() -> None:
    world = World(MICRO)
    arn = world.performed(world.promote("a", BULK)).arn
    record = world.record(BULK)
    with pytest.raises(PromotionRefusedError) as refused:
        world.look(world.promote("c", BULK))
    assert str(refused.value) == (
        f"the capacity of alias demo/bulk is declared for {NOVA_MICRO}; the base of "
        f"{world.models['c']} is {NOVA_LITE}. Give the alias a model of the declared base, or "
        f"declare its capacity for the other; alias demo/bulk goes on serving from {arn}"
    )
    assert world.record(BULK) == record
    world.check_agreement("a", BULK)
    assert len(world.bedrock.made) == 1


def test_the_first_model_has_to_have_the_base_too() -> None:
    world = World(LITE)
    with pytest.raises(PromotionRefusedError, match="nothing serves alias demo/bulk"):
        world.look(world.promote("a", BULK))
    assert (world.bedrock.made, world.s3.written) == ([], [])


@pytest.mark.parametrize("alias", [FAQ, BULK])
def test_capacity_for_any_base_takes_any_model(alias: str) -> None:
    world = World(ON_DEMAND, PROVISIONED)
    world.performed(world.promote("a", alias))
    world.performed(world.promote("c", alias))
    world.check_agreement("c", alias)


def test_a_rollback_to_a_model_of_another_base_is_refused() -> None:
    world = World(PROVISIONED)
    world.performed(world.promote("c", BULK))
    world.performed(world.promote("a", BULK))
    world.capacity = [MICRO]
    with pytest.raises(PromotionRefusedError, match="is declared for"):
        world.look(world.order(ROLLBACK, BULK))
    world.check_agreement("a", BULK)


def test_capacity_declared_for_another_base_serves_its_model_until_one_of_that_base_comes() -> None:
    world = World(MICRO)
    arn = world.performed(world.promote("a", BULK)).arn
    world.capacity = [LITE]
    answer = world.performed(world.order(CONFORM, BULK))
    assert (answer.changed, answer.arn) == (False, arn)
    world.performed(world.promote("c", BULK))
    world.check_agreement("c", BULK)


def test_no_other_model_of_that_base_is_put_behind_what_stands() -> None:
    world = World(MICRO)
    world.performed(world.promote("a", BULK))
    world.capacity = [LITE]
    with pytest.raises(PromotionRefusedError, match="is declared for"):
        world.look(world.promote("b", BULK))
    world.check_agreement("a", BULK)


def test_nothing_is_made_anew_for_a_model_of_another_base() -> None:
    world = World(MICRO)
    world.performed(world.promote("a", BULK))
    world.capacity = [msgspec.structs.replace(LITE, units=2)]
    with pytest.raises(PromotionRefusedError, match="is declared for"):
        world.look(world.order(CONFORM, BULK))
    world.check_agreement("a", BULK)
    assert len(world.bedrock.made) == 1


def test_the_name_is_made_of_the_base_as_declared_capacity_says_it() -> None:
    world = World(MICRO)
    world.performed(world.promote("a", BULK))
    wanted = names.alias_capacity_name("dev", "demo", BULK, MICRO.fixed(NOVA_MICRO))
    assert world.bedrock.made == [wanted]

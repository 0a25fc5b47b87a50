"""Conform: capacity as settings say, under the model that stands behind the alias."""

import msgspec
import pytest

from lambdas.contract.aliases import AliasAction
from lambdas.contract.errors import DeploymentRefusedError, PromotionRefusedError
from lambdas.contract.serving import DeclaredCapacity, Kind
from tests.unit.promote_model.world import BULK, ON_DEMAND, PROVISIONED, World

CONFORM = AliasAction.CONFORM
TWO_UNITS = msgspec.structs.replace(PROVISIONED, units=2)


@pytest.mark.parametrize("alias", ["faq", BULK])
def test_the_first_deployment_makes_nothing_for_there_is_no_model(alias: str) -> None:
    world = World()
    answer = world.look(world.order(CONFORM, alias))
    assert (answer.changed, answer.arn, answer.model_arn) == (False, "", "")
    assert (world.bedrock.made, world.s3.written, world.ssm.parameters) == ([], [], {})


def test_a_deployment_after_a_promotion_changes_nothing() -> None:
    world = World()
    world.performed(world.promote("a"))
    world.performed(world.promote("b"))
    record = world.record()
    answer = world.look(world.order(CONFORM))
    assert (answer.changed, answer.arn, answer.model_arn) == (False, record.arn, world.models["b"])
    assert world.record() == record
    world.check_agreement("b")
    assert len(world.bedrock.made) == 1


@pytest.mark.parametrize("alias", ["faq", BULK])
def test_capacity_that_a_person_deleted_is_made_anew(alias: str) -> None:
    world = World()
    first = world.performed(world.promote("a", alias)).arn
    (name,) = world.bedrock.made
    world.bedrock.vanish(name)
    answer = world.performed(world.order(CONFORM, alias))
    assert answer.changed
    assert answer.arn != first
    assert world.bedrock.made == [name, name]
    world.check_agreement("a", alias)


def test_other_settings_bring_other_capacity_and_the_old_goes_last() -> None:
    world = World()
    old = world.performed(world.promote("a", BULK)).arn
    world.capacity = [TWO_UNITS]
    order = world.order(CONFORM, BULK)
    answer = world.performed(order)
    assert answer.arn != old
    world.check_agreement("a", BULK)
    assert "2 model units, commitment none" in answer.notification.message
    assert "its capacity became what the settings say" in answer.notification.message
    assert world.record(BULK).previous == []


def test_another_kind_is_other_capacity() -> None:
    world = World()
    world.performed(world.promote("a"))
    world.capacity = [DeclaredCapacity(team="demo", alias="faq", kind=Kind.PROVISIONED, units=1)]
    world.performed(world.order(CONFORM))
    world.check_agreement("a")
    assert world.record().kind is Kind.PROVISIONED
    assert world.bedrock.deployments == {}


def test_what_cloudformation_rolls_back_to_is_made_whatever_the_settings_say() -> None:
    world = World()
    arn = world.performed(world.promote("a", BULK)).arn
    world.capacity = [TWO_UNITS]
    answer = world.performed(world.order(CONFORM, BULK, declared=PROVISIONED))
    assert (answer.arn, answer.changed) == (arn, False)
    world.check_agreement("a", BULK)


def test_an_alias_that_settings_do_not_know_is_refused() -> None:
    world = World(ON_DEMAND)
    with pytest.raises(PromotionRefusedError, match="its aliases: faq"):
        world.look(world.order(CONFORM, BULK))


def test_a_model_that_was_deleted_stands_behind_nothing() -> None:
    world = World()
    world.performed(world.promote("a"))
    world.bedrock.vanish(world.bedrock.made[0])
    del world.bedrock.models["bc-dev-a"]
    assert not world.look(world.order(CONFORM)).changed
    assert len(world.bedrock.made) == 1


def test_what_bedrock_refuses_is_reported_and_the_alias_is_free_again() -> None:
    world = World()
    world.bedrock.refuse("CreateCustomModelDeployment", "ValidationException", "No such region.")
    with pytest.raises(DeploymentRefusedError, match="No such region"):
        world.look(world.promote("a"))
    assert world.record().claim is None
    world.performed(world.promote("b"))
    world.check_agreement("b")

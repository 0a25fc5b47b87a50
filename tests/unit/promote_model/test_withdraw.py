"""Withdraw: P5, P4, C1, C3. Never by accident, never in silence."""

import msgspec
import pytest

from lambdas.contract.aliases import AliasAction, AliasOrder
from lambdas.contract.errors import RemovalRefusedError, StillDeployingError, StillStoppingError
from lambdas.contract.serving import Commitment
from tests.unit.promote_model.world import BULK, FAQ, LOOK, PROVISIONED, World

COMMITTED = msgspec.structs.replace(PROVISIONED, commitment=Commitment.SIX_MONTHS)
ALIASES = pytest.mark.parametrize("alias", [FAQ, BULK])


def withdraw(world: World, alias: str, *, may_remove: bool = True) -> AliasOrder:
    """Order it as CloudFormation's resource does, when settings know the alias no more."""
    world.capacity = []
    return world.order(AliasAction.WITHDRAW, alias, may_remove=may_remove)


@ALIASES
def test_p5_what_serves_is_not_removed_unless_settings_say_so(alias: str) -> None:
    world = World()
    arn = world.performed(world.promote("a", alias)).arn
    record = world.record(alias)
    with pytest.raises(RemovalRefusedError) as raised:
        world.look(withdraw(world, alias, may_remove=False))
    for words in (
        f"alias demo/{alias} still serves from {world.bedrock.made[0]} ({arn})",
        "goes on serving and is paid by the",
        'set "on_removal": "remove" for this capacity, deploy, and then remove it again',
    ):
        assert words in str(raised.value)
    assert world.record(alias) == record
    world.check_agreement("a", alias)


@ALIASES
def test_p5_it_goes_when_settings_say_so(alias: str) -> None:
    world = World()
    world.performed(world.promote("a", alias))
    answer = world.performed(withdraw(world, alias))
    assert (world.all_capacity(), world.parameter(alias)) == ({}, "")
    record = world.record(alias)
    assert (record.arn, record.claim) == ("", None)
    assert record.current is not None
    assert (answer.changed, answer.arn, answer.model_arn) == (True, "", "")
    assert answer.notification.subject == f"Alias {alias} serves no more"
    assert f"The model stays: {world.models['a']}" in answer.notification.message


def test_record_and_parameter_go_before_the_capacity() -> None:
    world = World()
    world.performed(world.promote("a"))
    seen: list[tuple[str, str]] = []

    def watch(operation: str) -> None:
        if operation == "DeleteCustomModelDeployment":
            seen.append((world.record().arn, world.parameter()))

    world.bedrock.on_call = watch
    world.performed(withdraw(world, FAQ))
    assert seen == [("", "")]


@ALIASES
def test_it_waits_until_nothing_is_left(alias: str) -> None:
    world = World()
    world.performed(world.promote("a", alias))
    world.bedrock.lingering_reads = 3
    order = withdraw(world, alias)
    for _ in range(2):
        with pytest.raises(StillStoppingError, match=world.bedrock.made[0]):
            world.look(order)
        world.now += LOOK
    world.performed(order)
    assert world.all_capacity() == {}


@ALIASES
def test_what_is_being_made_is_waited_for_and_then_goes(alias: str) -> None:
    world = World()
    promotion = world.promote("a", alias)
    with pytest.raises(StillDeployingError):
        world.look(promotion)
    world.end(promotion, "ABORTED")
    world.now += 5 * LOOK
    order = withdraw(world, alias, may_remove=False)
    with pytest.raises(StillStoppingError, match="is Creating"):
        world.look(order)
    assert not world.done(order).changed
    assert world.all_capacity() == {}


def test_c1_an_alias_that_was_never_promoted_is_gone_already() -> None:
    world = World()
    answer = world.look(withdraw(world, FAQ, may_remove=False))
    assert (answer.changed, answer.arn) == (False, "")
    assert world.s3.written == []


def test_c1_capacity_without_a_record_goes() -> None:
    world = World()
    promotion = world.promote("a")
    with pytest.raises(StillDeployingError):
        world.look(promotion)
    world.s3.versions.clear()
    world.performed(withdraw(world, FAQ, may_remove=False))
    assert world.all_capacity() == {}


@ALIASES
def test_c3_twice_is_once(alias: str) -> None:
    world = World()
    world.performed(world.promote("a", alias))
    order = withdraw(world, alias)
    first = world.done(order)
    assert world.look(order) == first
    world.end(order)
    second = world.performed(withdraw(world, alias, may_remove=False))
    assert not second.changed
    assert world.all_capacity() == {}


@ALIASES
def test_c3_what_a_person_deleted_serves_nobody(alias: str) -> None:
    world = World()
    world.performed(world.promote("a", alias))
    world.bedrock.vanish(world.bedrock.made[0])
    world.performed(withdraw(world, alias, may_remove=False))
    assert (world.record(alias).arn, world.parameter(alias)) == ("", "")


@ALIASES
def test_what_failed_serves_nobody(alias: str) -> None:
    world = World()
    world.performed(world.promote("a", alias))
    world.bedrock.change(world.bedrock.made[0], "Failed")
    world.performed(withdraw(world, alias, may_remove=False))
    assert world.all_capacity() == {}


def test_p4_what_a_term_keeps_alive_is_left_and_told_with_its_date() -> None:
    world = World(COMMITTED)
    world.performed(world.promote("a", BULK, may_commit=True))
    (name,) = world.bedrock.made
    answer = world.performed(withdraw(world, BULK))
    assert f"{name} (arn:" in answer.notification.message
    assert "is committed until 2027-02-17 12:00 UTC" in answer.notification.message
    assert "renews itself" in answer.notification.message
    assert len(world.all_capacity()) == 1
    assert (world.record(BULK).arn, world.parameter(BULK)) == ("", "")


def test_p4_a_term_that_ended_keeps_nothing_alive() -> None:
    world = World(COMMITTED)
    world.performed(world.promote("a", BULK, may_commit=True))
    world.bedrock.throughputs[world.bedrock.made[0]]["commitmentExpirationTime"] = world.now
    world.performed(withdraw(world, BULK))
    assert world.all_capacity() == {}


def test_an_alias_that_comes_back_serves_the_model_it_had() -> None:
    world = World()
    capacity = world.capacity
    world.performed(world.promote("a"))
    world.performed(withdraw(world, FAQ))
    world.capacity = capacity
    assert world.performed(world.order(AliasAction.CONFORM)).changed
    world.check_agreement("a")

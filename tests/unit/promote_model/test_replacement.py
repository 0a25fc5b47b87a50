"""P6: new before old where the quotas hold both, else a refusal or an outage by choice."""

import msgspec
import pytest

from lambdas.contract.aliases import AliasAction
from lambdas.contract.errors import PromotionRefusedError, StillDeployingError, StillStoppingError
from lambdas.contract.serving import Commitment, DeclaredCapacity, Kind
from lambdas.promote_model.room import missing
from lambdas.promote_model.work import Quotas
from tests.fakes.custom_models import NOVA_MICRO
from tests.unit.promote_model.world import BULK, FAQ, NOVA_LITE, PROVISIONED, TEAM, World

CONFORM = AliasAction.CONFORM
THREE_UNITS = msgspec.structs.replace(PROVISIONED, units=3)
OLD_FIRST = msgspec.structs.replace(THREE_UNITS, old_first=True)
COMMITTED = msgspec.structs.replace(PROVISIONED, commitment=Commitment.ONE_MONTH)


def serving_world(quota: int, declared: DeclaredCapacity = PROVISIONED) -> World:
    """Return an account with so many units, one of which serves."""
    world = World(declared)
    world.bedrock.units_quota = quota
    world.quotas = Quotas(
        deployments=1, custom_model_units=quota, model_units={NOVA_MICRO: quota, NOVA_LITE: quota}
    )
    world.performed(world.promote("a", BULK, may_commit=True))
    return world


def test_with_room_for_both_the_old_goes_after_the_new_serves() -> None:
    world = serving_world(4)
    world.capacity = [THREE_UNITS]
    seen: list[int] = []
    world.bedrock.on_call = lambda _: seen.append(len(world.all_capacity()))
    world.performed(world.order(CONFORM, BULK))
    assert min(seen) == 1
    assert max(seen) == 2
    world.check_agreement("a", BULK)


def test_without_room_it_is_refused_with_the_choices_and_the_old_goes_on() -> None:
    world = serving_world(3)
    record = world.record(BULK)
    world.capacity = [THREE_UNITS]
    with pytest.raises(PromotionRefusedError) as raised:
        world.look(world.order(CONFORM, BULK))
    for words in (
        f"{world.bedrock.made[0]} goes on serving",
        "3 more needed, 1 of 3 in use",
        "L-BE77399C",
        f"model units of {NOVA_MICRO}",
        "serving.quotas",
        '"replacement": "old_first", which means an outage',
        "go back to the settings before",
    ):
        assert words in str(raised.value)
    assert world.record(BULK) == record
    world.check_agreement("a", BULK)


def test_without_anything_to_replace_bedrock_has_the_only_word() -> None:
    world = World()
    world.quotas = Quotas(deployments=0, custom_model_units=0, model_units={})
    for alias in (FAQ, BULK):
        world.performed(world.promote("a", alias))
    assert len(world.bedrock.made) == 2


def test_after_the_refusal_the_settings_before_change_nothing() -> None:
    world = serving_world(3)
    world.capacity = [THREE_UNITS]
    with pytest.raises(PromotionRefusedError):
        world.look(world.order(CONFORM, BULK))
    assert not world.performed(world.order(CONFORM, BULK, declared=PROVISIONED)).changed
    assert len(world.bedrock.made) == 1


def test_settings_may_prefer_an_outage() -> None:
    world = serving_world(3)
    world.capacity = [OLD_FIRST]
    world.bedrock.lingering_reads = 3
    order = world.order(CONFORM, BULK)
    with pytest.raises(StillStoppingError, match="makes room"):
        world.look(order)
    assert (world.record(BULK).arn, world.parameter(BULK)) == ("", "")
    answer = world.performed(order)
    assert answer.changed
    world.check_agreement("a", BULK)
    assert len(world.bedrock.made) == 2


def test_with_room_nobody_has_an_outage() -> None:
    world = serving_world(4)
    world.capacity = [OLD_FIRST]
    with pytest.raises(StillDeployingError):
        world.look(world.order(CONFORM, BULK))
    assert world.parameter(BULK) != ""


def test_an_outage_that_was_aborted_is_ended_by_the_next_order() -> None:
    world = serving_world(3)
    world.capacity = [OLD_FIRST]
    order = world.order(CONFORM, BULK)
    with pytest.raises(StillStoppingError):
        world.look(order)
    world.end(order, "ABORTED")
    world.performed(world.order(CONFORM, BULK))
    world.check_agreement("a", BULK)


def test_a_rollback_that_was_refused_after_its_outage_is_not_taken_for_done() -> None:
    world = serving_world(1)
    world.capacity = [msgspec.structs.replace(PROVISIONED, old_first=True)]
    world.performed(world.promote("c", BULK))
    order = world.order(AliasAction.ROLLBACK, BULK)
    with pytest.raises(StillStoppingError):
        world.look(order)
    world.bedrock.refuse("CreateProvisionedModelThroughput", "ServiceQuotaExceededException")
    with pytest.raises(Exception, match="ServiceQuotaExceeded"):
        world.look(order)
    assert world.record(BULK).claim is None
    world.done(order)
    world.check_agreement("a", BULK)


def test_what_a_term_keeps_alive_is_no_room_not_even_for_an_outage() -> None:
    world = serving_world(3, COMMITTED)
    world.capacity = [msgspec.structs.replace(COMMITTED, units=3, old_first=True)]
    with pytest.raises(PromotionRefusedError, match=r"is committed until 2026-09-20"):
        world.look(world.order(CONFORM, BULK))
    world.check_agreement("a", BULK)


def test_what_a_term_keeps_alive_is_left_when_the_new_serves() -> None:
    world = serving_world(4, COMMITTED)
    world.capacity = [msgspec.structs.replace(COMMITTED, units=3)]
    world.performed(world.order(CONFORM, BULK))
    world.check_agreement("a", BULK, others=1)


def test_what_serves_nobody_makes_room_before_anything_is_refused() -> None:
    world = serving_world(4)
    world.capacity = [msgspec.structs.replace(PROVISIONED, units=2)]
    order = world.order(CONFORM, BULK)
    with pytest.raises(StillDeployingError):
        world.look(order)
    world.end(order, "ABORTED")
    world.capacity = [THREE_UNITS]
    world.performed(world.order(CONFORM, BULK))
    world.check_agreement("a", BULK)


def test_capacity_of_an_alias_whose_name_begins_alike_is_left_alone() -> None:
    world = World(
        DeclaredCapacity(team="demo", alias="b-c", kind=Kind.ON_DEMAND),
        DeclaredCapacity(team="demo-b", alias="c", kind=Kind.ON_DEMAND),
    )
    theirs = msgspec.structs.replace(world.promote("a", "c"), team="demo-b")
    world.performed(theirs)
    world.performed(world.promote("a", "b-c"))
    world.performed(world.promote("c", "b-c"))
    world.check_agreement("c", "b-c", others=1)


def test_old_capacity_that_will_not_go_fails_nothing() -> None:
    world = serving_world(4)
    world.capacity = [THREE_UNITS]
    order = world.order(CONFORM, BULK)
    with pytest.raises(StillDeployingError):
        world.look(order)
    world.get_on()
    world.bedrock.refuse("DeleteProvisionedModelThroughput", "InternalServerException")
    assert world.look(order).changed
    world.check_agreement("a", BULK, others=1)


@pytest.mark.parametrize(
    ("declared", "quotas", "lacking"),
    [
        (THREE_UNITS, (0, 3, 3), []),
        (THREE_UNITS, (0, 2, 3), ["across all custom models"]),
        (THREE_UNITS, (0, 3, 2), [f"model units of {NOVA_MICRO}"]),
        (msgspec.structs.replace(COMMITTED, units=3), (0, 0, 3), []),
        (DeclaredCapacity(team=TEAM, alias="x", kind=Kind.ON_DEMAND), (1, 0, 0), []),
        (DeclaredCapacity(team=TEAM, alias="x", kind=Kind.ON_DEMAND), (0, 9, 9), ["L-1EF80F3E"]),
    ],
)
def test_each_kind_is_held_against_its_own_quotas(
    declared: DeclaredCapacity, quotas: tuple[int, int, int], lacking: list[str]
) -> None:
    deployments, units, of_model = quotas
    given = Quotas(
        deployments=deployments, custom_model_units=units, model_units={NOVA_MICRO: of_model}
    )
    found = list(missing(declared, NOVA_MICRO, given, []))
    assert len(found) == len(lacking)
    assert all(words in sentence for words, sentence in zip(lacking, found, strict=True))


def test_a_model_without_a_quota_in_the_settings_has_none() -> None:
    given = Quotas(deployments=9, custom_model_units=9, model_units={})
    assert list(missing(PROVISIONED, NOVA_MICRO, given, []))

"""Promote: after the new one serves, and however often the function is called."""

import pytest

from lambdas.contract import names
from lambdas.contract.aliases import AliasAction
from lambdas.contract.errors import PromotionRefusedError, StillDeployingError
from tests.unit.promote_model.world import BULK, FAQ, TEAM, World


def test_the_first_promotion_makes_the_capacity_and_tells_nobody_before_it_serves() -> None:
    world = World()
    order = world.promote("a")
    with pytest.raises(StillDeployingError):
        world.look(order)
    assert world.record().arn == ""
    assert world.parameter() == ""
    world.get_on()
    answer = world.look(order)
    world.check_agreement("a")
    assert (answer.arn, answer.model_arn) == (world.parameter(), world.models["a"])
    assert (answer.changed, answer.alias, answer.team) == (True, FAQ, TEAM)


@pytest.mark.parametrize("alias", [FAQ, BULK])
def test_capacity_carries_the_tags_that_make_it_the_aliass(alias: str) -> None:
    world = World()
    world.performed(world.promote("a", alias))
    (name,) = world.bedrock.made
    assert world.bedrock.tags_of(name) == {
        names.TAG_ENVIRONMENT: "dev",
        names.TAG_TEAM: TEAM,
        names.TAG_ALIAS: alias,
    }
    assert name.startswith(names.alias_capacity_prefix("dev", TEAM, alias))


@pytest.mark.parametrize("alias", [FAQ, BULK])
def test_the_next_model_is_swapped_in_place(alias: str) -> None:
    world = World()
    before = world.performed(world.promote("a", alias)).arn
    order = world.promote("b", alias)
    with pytest.raises(StillDeployingError):
        world.look(order)
    assert world.record(alias).current is not None
    assert world.done(order).arn == before
    world.check_agreement("b", alias)
    assert [one.model_arn for one in world.record(alias).previous] == [world.models["a"]]
    assert len(world.bedrock.made) == 1


def test_while_a_model_is_swapped_the_record_still_says_the_one_that_answers() -> None:
    world = World()
    world.performed(world.promote("a"))
    with pytest.raises(StillDeployingError):
        world.look(world.promote("b"))
    record = world.record()
    assert record.current is not None
    assert record.current.model_arn == world.models["a"]
    assert record.claim is not None
    assert record.claim.model_arn == world.models["b"]


def test_a_model_of_another_base_gets_capacity_of_its_own_and_the_old_goes_last() -> None:
    world = World()
    old = world.performed(world.promote("a")).arn
    order = world.promote("c")
    with pytest.raises(StillDeployingError):
        world.look(order)
    assert (world.parameter(), len(world.all_capacity())) == (old, 2)
    assert world.performed(order).arn != old
    world.check_agreement("c")


def test_a_model_that_is_current_is_only_projected_again() -> None:
    world = World()
    world.performed(world.promote("a"))
    record = world.record()
    world.ssm.parameters.clear()
    answer = world.look(world.promote("a", execution="demo_run-again"))
    assert not answer.changed
    assert answer.notification.subject == ""
    assert world.record() == record
    world.check_agreement("a")


def test_the_same_call_again_after_its_answer_was_lost_answers_the_same() -> None:
    world = World()
    order = world.promote("a")
    assert world.done(order) == world.look(order)
    assert world.look(order).changed


def test_what_changed_is_told_in_words() -> None:
    world = World()
    world.performed(world.promote("a"))
    mail = world.performed(world.promote("b")).notification
    assert mail.subject == "Alias faq leads to the model of run demo_run-b"
    for words in (
        "Alias demo/faq (dev): a run promoted its model.",
        f"Model: {world.models['b']}, made by run demo_run-b",
        f"Capacity: {world.bedrock.made[0]}, on demand, paid by the token",
        f"To invoke it, give as modelId: {world.record().arn}",
        f"Before it stood {world.models['a']}, made by run demo_run-a.",
        "customize rollback faq --environment dev",
    ):
        assert words in mail.message


@pytest.mark.parametrize("action", [AliasAction.PROMOTE, AliasAction.ROLLBACK])
def test_an_unknown_alias_is_refused_with_those_that_the_team_has(action: AliasAction) -> None:
    world = World()
    with pytest.raises(PromotionRefusedError, match=r"'typo'.*its aliases: bulk, faq"):
        world.look(world.order(action, "typo"))
    assert world.s3.written == []


def test_the_record_remembers_ten_models_each_once() -> None:
    world = World()
    models = [f"m{number}" for number in range(12)]
    world.models |= {name: world.bedrock.add_model(f"bc-dev-{name}") for name in models}
    for name in [*models, *models[:3]]:
        world.performed(world.promote(name, execution=f"demo_{name}-{len(world.s3.written)}"))
    previous = [one.model_arn for one in world.record().previous]
    assert len(previous) == len(set(previous)) == 10
    assert previous[:3] == [world.models[name] for name in ("m1", "m0", "m11")]
    assert len(world.record().moved_by) == 10
    assert len(world.bedrock.made) == 1

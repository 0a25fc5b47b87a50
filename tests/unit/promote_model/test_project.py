"""Project: the parameter follows the record, also when the record moves on meanwhile."""

from typing import Any

import pytest

from lambdas.contract.aliases import AliasAction
from lambdas.contract.errors import AliasBusyError
from lambdas.promote_model.handler import carry_out
from tests.unit.promote_model.world import World

PROJECT = AliasAction.PROJECT


@pytest.mark.parametrize("parameter", ["", "arn:somewhere-else"])
def test_a_parameter_that_somebody_changed_says_again_what_the_record_says(parameter: str) -> None:
    world = World()
    arn = world.performed(world.promote("a")).arn
    record = world.record()
    for name in list(world.ssm.parameters):
        del world.ssm.parameters[name]
        if parameter:
            world.ssm.parameters[name] = parameter
    answer = world.look(world.order(PROJECT))
    assert (answer.arn, answer.model_arn, answer.changed) == (arn, world.models["a"], False)
    assert world.record() == record
    world.check_agreement("a")


def test_an_alias_without_a_record_has_no_parameter() -> None:
    world = World()
    world.ssm.parameters["/bedrock-customization/dev/aliases/demo/faq"] = "arn:invented"
    assert world.look(world.order(PROJECT)).arn == ""
    assert world.parameter() == ""
    assert world.s3.written == []


def test_a_repair_does_not_undo_a_move_that_comes_in_between() -> None:
    world = World()
    world.performed(world.promote("a"))

    def move_on(operation: str) -> None:
        world.ssm.on_call = bool
        if operation == "PutParameter":
            world.performed(world.promote("c"))

    world.ssm.on_call = move_on
    world.look(world.order(PROJECT))
    world.check_agreement("c")


def test_a_record_that_never_stands_still_is_waited_for() -> None:
    world = World()
    world.performed(world.promote("a"))
    count = 0

    class Restless:
        """A record that says something else at every read."""

        def __getattr__(self, name: str) -> Any:
            return getattr(world.s3, name)

        def get_object(self, **asked: Any) -> Any:
            nonlocal count
            count += 1
            record = world.s3.body("artifacts", asked["Key"])
            arn = world.record().arn.encode()
            world.s3.put("artifacts", asked["Key"], record.replace(arn, arn + b"%d" % count))
            return world.s3.get_object(**asked)

    order = world.order(PROJECT)
    work = world.work(order, lambda client: Restless() if client is world.s3 else client)
    with pytest.raises(AliasBusyError, match="changes faster"):
        carry_out(work)

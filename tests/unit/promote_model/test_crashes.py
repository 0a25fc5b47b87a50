"""W4: a call ends before or after any of its calls to AWS; what comes next puts it right."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import pytest
from botocore.exceptions import ReadTimeoutError

from lambdas.common.ownership import LAST_CALL
from lambdas.contract.aliases import AliasAction, AliasOrder
from lambdas.promote_model.handler import carry_out
from tests.unit.promote_model.world import BULK, LOOK, NOT_YET, PROVISIONED, World

Order = Callable[[World], AliasOrder]

OLD_FIRST = msgspec.structs.replace(PROVISIONED, units=4, old_first=True)
ORDERS: dict[str, tuple[Order, str]] = {
    "same base": (lambda world: world.promote("b", BULK), "b"),
    "other base": (lambda world: world.promote("c", BULK), "c"),
    "rollback": (lambda world: world.order(AliasAction.ROLLBACK, BULK), "a"),
    "conform": (lambda world: world.order(AliasAction.CONFORM, BULK), "d"),
    "old first": (lambda world: world.order(AliasAction.CONFORM, BULK, declared=OLD_FIRST), "d"),
    "withdraw": (lambda world: world.order(AliasAction.WITHDRAW, BULK, may_remove=True), ""),
}
MOST_CALLS = 100


class DyingError(BaseException):
    """The function ends here, as when Lambda kills it."""


class Mortal:
    """Counts the calls of all clients, and ends the function at one of them."""

    def __init__(self, last: int, accident: BaseException, *, done: bool) -> None:
        self.left = last
        self.accident: BaseException = accident
        self.done = done
        """Whether the last call still does what it was asked for."""

    def client(self, client: Any) -> Any:
        """Return a client that may be the end."""
        return _Client(self, client)

    def call(self, call: Callable[..., Any], arguments: Any, asked: Any) -> Any:
        """Call, if this is not the end."""
        self.left -= 1
        if self.left:
            return call(*arguments, **asked)
        if self.done:
            call(*arguments, **asked)
        raise self.accident


class _Client:
    def __init__(self, mortal: Mortal, client: Any) -> None:
        self._mortal = mortal
        self._client = client

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._client, name)
        return lambda *arguments, **asked: self._mortal.call(call, arguments, asked)


def world_of() -> World:
    """Return an account whose alias has had two models."""
    world = World()
    world.bedrock.units_quota = 4
    world.models["d"] = world.bedrock.add_model("bc-dev-d")
    world.performed(world.promote("a", BULK))
    world.performed(world.promote("d", BULK))
    return world


def accidents(order: Order) -> Iterator[tuple[World, AliasOrder]]:
    """Yield the account after every accident that an execution of an order can have."""
    for accident in (DyingError(), ReadTimeoutError(endpoint_url="https://aws")):
        for done in (False, True):
            for last in range(1, MOST_CALLS):
                world = world_of()
                asked = order(world)
                if not dies(world, asked, Mortal(last, accident, done=done)):
                    break
                yield world, asked
            else:
                raise AssertionError("it never came to an end")


def dies(world: World, order: AliasOrder, mortal: Mortal) -> bool:
    """Perform an order; return whether an accident came before its end."""
    while True:
        try:
            carry_out(world.work(order, mortal.client))
        except NOT_YET:
            world.get_on()
        except type(mortal.accident):
            return True
        else:
            return False


def check(world: World, model: str) -> None:
    """Assert that everything agrees, and that nothing was made that isn't there."""
    if model:
        world.check_agreement(model, BULK)
        return
    record = world.record(BULK)
    assert (record.claim, record.arn, world.parameter(BULK)) == (None, "", "")
    assert world.all_capacity() == {}


@pytest.mark.parametrize("name", ORDERS)
def test_a_repeated_call_finishes_what_was_begun(name: str) -> None:
    order, model = ORDERS[name]
    undisturbed = world_of()
    expected = undisturbed.done(order(undisturbed))
    count = 0
    for world, asked in accidents(order):
        answer = world.done(asked)
        assert answer.changed == expected.changed
        check(world, model)
        assert len(world.bedrock.made) == len(undisturbed.bedrock.made)
        assert [one.model_arn for one in world.record(BULK).previous] == [
            one.model_arn for one in undisturbed.record(BULK).previous
        ]
        count += 1
    assert count > 4 * 5


@pytest.mark.parametrize("name", ORDERS)
def test_after_an_abort_the_next_promotion_finds_its_way(name: str) -> None:
    for world, aborted in accidents(ORDERS[name][0]):
        abort(world, aborted)
        world.performed(world.promote("c", BULK, execution="demo_run-next"))
        check(world, "c")


@pytest.mark.parametrize("name", ORDERS)
def test_after_an_abort_a_deployment_serves_what_the_record_says(name: str) -> None:
    for world, aborted in accidents(ORDERS[name][0]):
        abort(world, aborted)
        current = world.record(BULK).current
        assert current is not None
        # What was being made when the first came by can't be removed before it is there.
        for _ in range(2):
            answer = world.performed(world.order(AliasAction.CONFORM, BULK))
            world.get_on()
        assert answer.model_arn == current.model_arn
        check(world, next(n for n, arn in world.models.items() if arn == current.model_arn))


@pytest.mark.parametrize("name", ORDERS)
def test_after_an_abort_a_removal_leaves_nothing(name: str) -> None:
    for world, aborted in accidents(ORDERS[name][0]):
        abort(world, aborted)
        world.performed(world.order(AliasAction.WITHDRAW, BULK, may_remove=True))
        check(world, "")


def abort(world: World, order: AliasOrder) -> None:
    """End an execution, and wait until no call of it can go on."""
    world.end(order, "ABORTED")
    world.now += LAST_CALL + LOOK
    world.capacity = [msgspec.structs.replace(PROVISIONED, old_first=True)]

"""P8: two executions move one alias; whatever comes between what, everything agrees in the end."""

import itertools
from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lambdas.common.ownership import LAST_CALL
from lambdas.contract.aliases import AliasAction, AliasOrder
from lambdas.contract.errors import AliasBusyError
from tests.unit.promote_model.actors import Actor
from tests.unit.promote_model.world import BULK, LOOK, NOT_YET, PROVISIONED, World

Order = Callable[[World], AliasOrder]

ORDERS: dict[str, Order] = {
    "same base": lambda world: world.promote("b", BULK),
    "other base": lambda world: world.promote("c", BULK),
    "rollback": lambda world: world.order(AliasAction.ROLLBACK, BULK),
    "conform": lambda world: world.order(AliasAction.CONFORM, BULK),
    "other settings": lambda world: world.order(
        AliasAction.CONFORM, BULK, declared=msgspec.structs.replace(PROVISIONED, units=2)
    ),
    "withdraw": lambda world: world.order(AliasAction.WITHDRAW, BULK, may_remove=True),
    "project": lambda world: world.order(AliasAction.PROJECT, BULK),
}
PAIRS = [pair for pair in itertools.permutations(ORDERS, 2) if "same base" in pair]
STRIDE = 2
"""Between the steps at which one comes in; each pair begins at another, so together they meet."""


def world_of(*, ready: bool = True) -> World:
    """Return an account whose alias has had two models."""
    world = World()
    world.models["d"] = world.bedrock.add_model("bc-dev-d")
    world.performed(world.promote("a", BULK))
    world.performed(world.promote("d", BULK))
    world.bedrock.auto_ready = ready
    return world


def check(world: World) -> None:
    """Assert that record, capacity and parameter agree, whoever came last, and nothing leaks."""
    record = world.record(BULK)
    assert record.claim is None
    assert world.parameter(BULK) == record.arn
    assert record.current is not None
    expected = {record.arn: record.current.model_arn} if record.arn else {}
    assert world.all_capacity() == expected


def steps_of(order: Order) -> int:
    """Return how many calls an execution makes that nobody disturbs."""
    world = world_of()
    actor = Actor(world, order(world))
    steps = 0
    while not actor.finished:
        actor.go(1)
        steps += 1
    return steps


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_no_interleaving_leaves_them_in_disagreement(first: str, second: str) -> None:
    for at, until in itertools.product(
        range(steps_of(ORDERS[first])), range(1, steps_of(ORDERS[second]), STRIDE)
    ):
        world = world_of()
        one, other = (Actor(world, ORDERS[name](world)) for name in (first, second))
        one.go(at)
        other.go(until + at % STRIDE)
        one.go()
        other.go()
        assert (one.error, other.error) == (None, None)
        check(world)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    pair=st.lists(st.sampled_from(sorted(ORDERS)), min_size=2, max_size=3),
    turns=st.lists(st.tuples(st.integers(0, 2), st.integers(1, 9)), max_size=25),
    ready=st.booleans(),
)
def test_nor_do_three_that_take_turns_as_they_like(
    pair: list[str], turns: list[tuple[int, int]], ready: bool
) -> None:
    world = world_of(ready=ready)
    actors = [Actor(world, ORDERS[name](world)) for name in pair]
    for who, steps in turns:
        actors[who % len(actors)].go(steps)
    for actor in actors:
        actor.go()
    assert [actor.error for actor in actors] == [None] * len(actors)
    check(world)


def test_the_loser_waits_and_goes_after() -> None:
    world = world_of()
    first, second = world.promote("b", BULK), world.promote("c", BULK)
    one = Actor(world, first)
    one.go(4)
    assert world.record(BULK).claim is not None
    with pytest.raises(AliasBusyError, match=r"is being moved by .*demo_run-b .RUNNING."):
        world.look(second)
    one.go()
    world.done(second)
    world.check_agreement("c", BULK)
    assert [target.model_arn for target in world.record(BULK).previous[:2]] == [
        world.models["b"],
        world.models["d"],
    ]


def test_of_two_that_read_the_same_record_one_writes_its_claim() -> None:
    world = world_of()
    orders = [world.promote(model, BULK) for model in ("b", "c")]
    one, other = (Actor(world, order, looks=1) for order in orders)
    # Each has read and is about to claim.
    one.go(2)
    other.go(2)
    one.go(1)
    other.go()
    claim = world.record(BULK).claim
    assert claim is not None
    assert claim.model_arn == world.models["b"]
    one.go()
    world.done(orders[0])
    world.check_agreement("b", BULK)


@pytest.mark.parametrize("status", ["FAILED", "ABORTED", "TIMED_OUT", "SUCCEEDED"])
def test_the_claim_of_an_ended_execution_is_taken_over(status: str) -> None:
    world = world_of(ready=False)
    first, second = world.promote("b", BULK), world.promote("c", BULK)
    Actor(world, first, looks=1).go()
    world.end(first, status)
    world.now += LAST_CALL + LOOK
    world.done(second)
    world.check_agreement("c", BULK)


def test_so_is_that_of_an_execution_that_nobody_knows_any_more() -> None:
    world = world_of(ready=False)
    first = world.promote("b", BULK)
    Actor(world, first, looks=1).go()
    del world.stepfunctions.executions[first.execution_arn]
    world.done(world.promote("c", BULK))
    world.check_agreement("c", BULK)


def test_that_of_a_redriven_execution_is_not() -> None:
    world = world_of(ready=False)
    first = world.promote("b", BULK)
    Actor(world, first, looks=1).go()
    world.stepfunctions.run(first.execution_arn, "RUNNING", stopDate=world.now, redriveCount=1)
    world.now += 10 * LAST_CALL
    with pytest.raises(AliasBusyError):
        world.look(world.promote("c", BULK))


def test_a_call_that_outlives_its_aborted_execution_does_no_harm() -> None:
    """Lambda goes on for a while after an abort: nobody takes over before that is over."""
    for at in range(1, steps_of(ORDERS["same base"])):
        world = world_of()
        first, second = world.promote("b", BULK), world.promote("a", BULK)
        left_over = Actor(world, first, looks=1)
        left_over.go(at)
        world.end(first, "ABORTED")
        is_done = any(answers(world, second) for _ in range(3))
        left_over.go()
        world.end(first, "ABORTED")
        if not is_done:
            world.now += LAST_CALL + LOOK
            world.done(second)
        world.check_agreement("a", BULK)


def test_a_call_that_comes_after_the_end_of_its_execution_moves_nothing() -> None:
    world = world_of()
    late = world.promote("b", BULK)
    world.end(late, "ABORTED")
    record = world.record(BULK)
    with pytest.raises(AliasBusyError, match="has ended and moves nothing any more"):
        world.look(late)
    assert world.record(BULK) == record


def test_an_execution_that_step_functions_does_not_know_yet_may_move_it() -> None:
    world = world_of()
    early = world.promote("b", BULK)
    del world.stepfunctions.executions[early.execution_arn]
    world.done(early)
    world.check_agreement("b", BULK)


def test_the_claim_of_one_that_is_not_known_yet_stands() -> None:
    world = world_of(ready=False)
    early = world.promote("b", BULK)
    Actor(world, early, looks=1).go()
    del world.stepfunctions.executions[early.execution_arn]
    world.now -= LOOK
    assert not answers(world, world.promote("c", BULK))
    assert len(world.bedrock.made) == 1


def answers(world: World, order: AliasOrder) -> bool:
    """Look once, without time going by, and return whether that was all."""
    try:
        world.look(order)
    except NOT_YET:
        return False
    return True

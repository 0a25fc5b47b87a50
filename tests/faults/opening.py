"""A new AWS for one play, in the place of everything that handlers reach."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager

from local.bedrock import Options
from tests.faults import patching
from tests.faults.blueprint import Blueprint
from tests.faults.cloud import Cloud
from tests.faults.injection import Open, Order


@contextmanager
def opened(
    blueprint: Blueprint,
    *,
    seed: int = 0,
    orders: Iterable[Order] = (),
    options: Options | None = None,
) -> Iterator[Cloud]:
    """Return a new AWS, and end everything in it afterwards."""
    with ExitStack() as stack:
        stack.enter_context(patching.in_silence())
        cloud = _made(blueprint, seed, orders, options)
        stack.enter_context(patching.in_place(cloud))
        stack.callback(cloud.timeline.close)
        yield cloud


def _made(
    blueprint: Blueprint, seed: int, orders: Iterable[Order], options: Options | None
) -> Cloud:
    random.seed(seed)
    chosen = options or Options(
        seed=seed, custom_model_units_quota=4, model_units_quota=4, job_quota=10
    )
    cloud = Cloud(blueprint, seed, chosen)
    cloud.injection.orders = [Open(order) for order in orders]
    cloud.functions.load()
    return cloud

"""What the operations of a stand-in share."""

from dataclasses import dataclass

from local.bedrock.clock import Clock
from local.bedrock.events import Events
from local.bedrock.faults import FaultBook
from local.bedrock.models import Catalogue
from local.bedrock.options import Options
from local.bedrock.state import Store
from local.bedrock.world import World


@dataclass(frozen=True, kw_only=True)
class Parts:
    """The parts of one stand-in."""

    options: Options
    world: World
    clock: Clock
    store: Store
    faults: FaultBook
    events: Events
    catalogue: Catalogue


def assembled(options: Options, world: World, clock: Clock | None = None) -> Parts:
    """Return the parts of a new stand-in, in which nothing exists yet.

    Args:
        options: How it is set up.
        world: The AWS around it.
        clock: Its time, instead of the one that `options` describe.
    """
    faults = FaultBook()
    return Parts(
        options=options,
        world=world,
        clock=clock or Clock(options.time_scale),
        store=Store(options.seed),
        faults=faults,
        events=Events(world, faults),
        catalogue=Catalogue(),
    )

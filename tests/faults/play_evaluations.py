"""Plays of runs that hold their model against its base."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from tests.faults.stage import Stage

ON_DEMAND = {"kind": "on_demand", "hours_to_live": 0}
Goal = Callable[[], bool]


def evaluated(stage: Stage) -> Goal:
    """A run compares its model with the base, which is too few records to decide by."""
    run = stage.run("first", ON_DEMAND, evaluates=True)
    stage.until(lambda: stage.ended(run))
    return lambda: stage.status(run) == "SUCCEEDED"


def aborted(stage: Stage) -> Goal:
    """Somebody stops a run while its questions are asked."""
    run = asking(stage)
    stage.abort(run)
    return lambda: stage.status(run) == "ABORTED"


def asking(stage: Stage) -> str:
    """Start a run and let it come to its questions, if it does."""
    run = stage.run("first", ON_DEMAND, evaluates=True)
    stage.until(lambda: bool(children(stage)) or stage.ended(run), dt.timedelta(hours=1))
    return run


def children(stage: Stage) -> list[dict[str, object]]:
    """Return the executions that ask, a batch each."""
    return [one for one in stage.cloud.executions() if one.get("mapRunArn")]

"""Plays of single runs: kept, tried, for hours, aborted, forgotten."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial

from local.bedrock.faults import FailDeployment, FailJob
from tests.faults import judge
from tests.faults.alerts import ENDED_BADLY
from tests.faults.redrive import redrive
from tests.faults.stage import Stage

ON_DEMAND = "on_demand"
PROVISIONED = "provisioned"
HOURS = 2
MANY_HOURS = 100
"""So many that nothing but the clean-up and the audit ends capacity in a play."""
A_WEEK = dt.timedelta(days=7, hours=2)
Goal = Callable[[], bool]


def kept(stage: Stage) -> Goal:
    """A run serves its model on demand until somebody removes it."""
    return _through(stage, {"kind": ON_DEMAND})


def tried(stage: Stage) -> Goal:
    """A run serves its model for one prompt."""
    return _through(stage, {"kind": ON_DEMAND, "hours_to_live": 0})


def for_hours(stage: Stage) -> Goal:
    """A run serves its model until a schedule ends that."""
    return _through(stage, {"kind": ON_DEMAND, "hours_to_live": HOURS})


def provisioned(stage: Stage) -> Goal:
    """A run pays for a model unit until a schedule ends that."""
    return _through(stage, {"kind": PROVISIONED, "hours_to_live": HOURS})


def aborted_in_training(stage: Stage) -> Goal:
    """Somebody stops a run while its job trains, which it would do for ever."""
    stage.cloud.stand_in.hold_jobs()
    run = stage.run("first")
    stage.until(lambda: bool(judge.live_jobs(stage.cloud.stand_in.ledger())), _MINUTES)
    return _aborted(stage, run)


def aborted_while_deploying(stage: Stage) -> Goal:
    """Somebody stops a run while its deployment is being made."""
    run = stage.run("first", {"kind": ON_DEMAND})
    stage.until(lambda: bool(judge.live_capacity(stage.cloud.stand_in.ledger())), _MINUTES)
    return _aborted(stage, run)


def aborted_while_provisioning(stage: Stage) -> Goal:
    """Somebody stops a run while its throughput is being made."""
    return _aborted_with_units(stage)


def swept(stage: Stage) -> Goal:
    """The event of an aborted run is lost: the sweep finds its job."""
    stage.cloud.bus.off.add("Listeners/RunEnded")
    return aborted_in_training(stage)


def late_job(stage: Stage) -> Goal:
    """Somebody stops a run just when its job is asked for, and the job begins after that."""
    stage.cloud.stand_in.hold_jobs()
    return _aborted_by_order(stage, stage.run("first"))


def late_deployment(stage: Stage) -> Goal:
    """Somebody stops a run just when its deployment is asked for, and it is made after that."""
    return _aborted_by_order(stage, stage.run("first", {"kind": ON_DEMAND}))


def late_throughput(stage: Stage) -> Goal:
    """Somebody stops a run just when its throughput is asked for, and it is made after that."""
    wanted = {"kind": PROVISIONED, "hours_to_live": MANY_HOURS}
    return _aborted_by_order(stage, stage.run("first", wanted))


def redriven(stage: Stage) -> Goal:
    """A run whose job failed is taken up again, and again when its deployment failed."""
    stage.cloud.stand_in.order(FailJob(), FailDeployment())
    run = stage.run("first", {"kind": ON_DEMAND})
    for _ in range(2):
        stage.until(lambda: stage.ended(run))
        stage.quiet()
        if stage.status(run) in ENDED_BADLY:
            redrive(stage.cloud, run)
    stage.until(lambda: stage.ended(run))
    return lambda: stage.status(run) == "SUCCEEDED"


def surplus(stage: Stage) -> Goal:
    """Retention removes a model a week after it said so."""
    stage.cloud.functions.configure("KEEP_MODELS", "1")
    for name in ("first", "second"):
        run = stage.run(name)
        stage.until(partial(stage.ended, run))
    stage.cloud.call("AuditServing", {})
    stage.cloud.pass_time(A_WEEK)
    stage.cloud.call("AuditServing", {})
    models = [(one.name, one.deleted) for one in stage.cloud.stand_in.ledger().models]
    gone = ["first" in name for name, deleted in models if deleted]
    return lambda: gone == [True] and len(models) > 1


def audited(stage: Stage) -> Goal:
    """The event of an aborted run is lost: the audit finds its throughput."""
    stage.cloud.bus.off.add("Listeners/RunEnded")
    return _aborted_with_units(stage)


def stuck(stage: Stage) -> Goal:
    """A throughput stays in its creation, so that the clean-up of its aborted run gives up."""
    stage.cloud.stand_in.hold_capacity()
    goal = _aborted_with_units(stage)
    stage.quiet()
    stage.cloud.stand_in.release()
    return goal


_MINUTES = dt.timedelta(minutes=30)


def _through(stage: Stage, deployment: dict[str, object]) -> Goal:
    run = stage.run("first", deployment)
    stage.until(lambda: stage.ended(run))
    return lambda: stage.status(run) == "SUCCEEDED"


def _aborted_by_order(stage: Stage, run: str) -> Goal:
    stage.until(lambda: stage.ended(run))
    stage.aborted.add(run)
    return lambda: stage.status(run) == "ABORTED"


def _aborted_with_units(stage: Stage) -> Goal:
    run = stage.run("first", {"kind": PROVISIONED, "hours_to_live": MANY_HOURS})
    stage.until(lambda: bool(judge.live_capacity(stage.cloud.stand_in.ledger())), _MINUTES)
    return _aborted(stage, run)


def _aborted(stage: Stage, run: str) -> Goal:
    stage.cloud.pass_time(dt.timedelta(seconds=7))
    stage.abort(run)
    return lambda: stage.status(run) == "ABORTED"

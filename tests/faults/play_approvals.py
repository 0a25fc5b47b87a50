"""Plays of runs that ask for approval: answered, rejected, forgotten, stopped."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from lambdas.contract.approval import Decision
from lambdas.contract.errors import ApprovalExpiredError, ApprovalRejectedError
from tests.faults.approvers import answer_until_heard, waiting
from tests.faults.redrive import redrive
from tests.faults.stage import Stage

HALF_AN_HOUR = dt.timedelta(minutes=30)
"""Within the hour that the embedded environment lets a plan wait."""
LONGER = dt.timedelta(hours=2)
Goal = Callable[[], bool]


def approved(stage: Stage) -> Goal:
    """Somebody approves a plan after half an hour."""
    run = asked(stage)
    stage.cloud.pass_time(HALF_AN_HOUR)
    answer_until_heard(stage, run, Decision.APPROVED)
    stage.until(lambda: stage.ended(run))
    return lambda: stage.status(run) == "SUCCEEDED"


def rejected(stage: Stage) -> Goal:
    """Somebody rejects a plan; taking the run up again changes nothing."""
    run = asked(stage)
    answer_until_heard(stage, run, Decision.REJECTED)
    stage.until(lambda: stage.ended(run))
    _redriven(stage, run)
    stage.aborted.add(run)
    return lambda: _made_nothing(stage) and _ended_by(stage, run, ApprovalRejectedError)


def unanswered(stage: Stage) -> Goal:
    """Nobody answers a plan in time; taking the run up again asks nobody anew."""
    run = asked(stage)
    stage.until(lambda: stage.ended(run), LONGER)
    _redriven(stage, run)
    stage.aborted.add(run)
    return lambda: _made_nothing(stage) and _ended_by(stage, run, ApprovalExpiredError)


def aborted(stage: Stage) -> Goal:
    """Somebody stops a run while it waits for its answer."""
    run = asked(stage)
    stage.cloud.pass_time(dt.timedelta(minutes=2))
    stage.abort(run)
    stage.quiet()
    return lambda: _made_nothing(stage) and stage.status(run) == "ABORTED"


def asked(stage: Stage) -> str:
    """Start a run that asks, and let it come to that, if it does."""
    run = stage.run("first", asks=True)
    stage.until(lambda: waiting(stage, run) is not None or stage.ended(run), HALF_AN_HOUR)
    stage.cloud.pass_time(dt.timedelta(minutes=1))
    return run


def _redriven(stage: Stage, run: str) -> None:
    stage.quiet()
    if stage.ended(run) and stage.status(run) == "FAILED":
        redrive(stage.cloud, run)
        stage.until(lambda: stage.ended(run), LONGER)


def _ended_by(stage: Stage, run: str, error: type[Exception]) -> bool:
    execution = stage.cloud.find_execution(run) or {}
    return bool(execution.get("error") == error.__name__)


def _made_nothing(stage: Stage) -> bool:
    ledger = stage.cloud.stand_in.ledger()
    return not [*ledger.jobs, *ledger.deployments, *ledger.throughputs]

"""What comes after a play: its end, one sweep, one audit, and an operator who hears of alarms."""

from __future__ import annotations

import datetime as dt

from tests.faults import judge
from tests.faults.alerts import alerts
from tests.faults.stage import Stage

GRACE_AND_SLACK = dt.timedelta(hours=1, minutes=20)
"""Longer than the embedded environment's grace time and any slack of sweep and audit."""
LIFETIME = dt.timedelta(hours=3)
"""Longer than anything of a play was to live."""
AN_HOUR = dt.timedelta(hours=1)


def run_out(stage: Stage, *, backstops: bool = True) -> None:
    """Let everything come to its end.

    A right that was denied stays denied until an operator hears of it: then it is mended, and the
    next audit has to end what is left.
    """
    stage.quiet()
    stage.cloud.pass_time(LIFETIME)
    stage.quiet()
    if not backstops:
        return
    look(stage)
    if judge.leaks(stage, stage.cloud.stand_in.ledger()) and alerts(stage.cloud):
        stage.cloud.injection.mend()
        stage.mended = True
        look(stage)


def look(stage: Stage) -> None:
    """Sweep once and audit once, when nothing is too young for them any more."""
    stage.cloud.pass_time(GRACE_AND_SLACK)
    stage.cloud.call("SweepRuns", {})
    stage.quiet()
    stage.cloud.call("AuditServing", {})
    stage.quiet()

"""WriteReport: writes report.json and report.html, and the mail that tells of them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec

from lambdas.common import environment
from lambdas.common.entry import Event, entry
from lambdas.common.team_files import ResultsEnvironment as Environment
from lambdas.common.team_files import team_results
from lambdas.contract.report import WriteReportEvent
from lambdas.write_report.write import write


@entry
def handler(event: Event) -> Any:
    """Answer WriteReport."""
    asked = msgspec.convert(event, WriteReportEvent)
    run = asked.plan.run
    bucket = team_results(environment.read(Environment), run)
    return msgspec.to_builtins(write(bucket, asked, dt.datetime.now(dt.UTC)))

"""WriteReport: writes report.json and report.html, and the mail that tells of them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec

from lambdas.common import environment
from lambdas.common.aws import s3_as
from lambdas.common.entry import Event, entry
from lambdas.common.storage import Bucket
from lambdas.contract.report import WriteReportEvent
from lambdas.write_report.write import write


class Environment(msgspec.Struct, frozen=True, kw_only=True):
    """What the stack tells this function."""

    artifacts_bucket_name: str
    account_id: str
    team_data_role_arns: dict[str, str]
    """Each team's data role: the function writes a team's report with that team's rights."""


@entry
def handler(event: Event) -> Any:
    """Answer WriteReport."""
    asked = msgspec.convert(event, WriteReportEvent)
    run = asked.plan.run
    here = environment.read(Environment)
    bucket = Bucket(
        client=s3_as(here.team_data_role_arns[run.team], run.run_id),
        name=here.artifacts_bucket_name,
        owner=here.account_id,
    )
    return msgspec.to_builtins(write(bucket, asked, dt.datetime.now(dt.UTC)))

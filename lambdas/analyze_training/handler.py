"""AnalyzeTraining: reads the job's metrics files, judges them and writes analysis.json."""

from __future__ import annotations

from typing import Any

import msgspec

from lambdas.analyze_training.analysis import analyze
from lambdas.common import environment
from lambdas.common.aws import s3_as
from lambdas.common.entry import Event, entry
from lambdas.common.storage import Bucket
from lambdas.contract import places
from lambdas.contract.report import ANALYSIS_FILE, AnalysisSummary, AnalyzeTrainingEvent


class Environment(msgspec.Struct, frozen=True, kw_only=True):
    """What the stack tells this function."""

    artifacts_bucket_name: str
    account_id: str
    team_data_role_arns: dict[str, str]
    """Each team's data role: the function reads a team's files with that team's rights."""


@entry
def handler(event: Event) -> Any:
    """Answer AnalyzeTraining."""
    asked = msgspec.convert(event, AnalyzeTrainingEvent)
    run = asked.plan.run
    here = environment.read(Environment)
    bucket = Bucket(
        client=s3_as(here.team_data_role_arns[run.team], run.run_id),
        name=here.artifacts_bucket_name,
        owner=here.account_id,
    )
    analysis = analyze(bucket, asked.plan, asked.trained)
    key = f"{places.run_prefix(run.team, run.run_id)}{ANALYSIS_FILE}"
    bucket.write(key, msgspec.json.encode(analysis), "application/json")
    verdict = analysis.verdict
    return msgspec.to_builtins(AnalysisSummary(verdict=verdict.word, epoch=verdict.epoch, key=key))

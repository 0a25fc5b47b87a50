"""AnalyzeTraining: reads the job's metrics files, judges them and writes analysis.json."""

from __future__ import annotations

from typing import Any

import msgspec

from lambdas.analyze_training.analysis import analyze
from lambdas.common import environment
from lambdas.common.entry import Event, entry
from lambdas.common.team_files import ResultsEnvironment as Environment
from lambdas.common.team_files import team_results
from lambdas.contract import places
from lambdas.contract.report import ANALYSIS_FILE, AnalysisSummary, AnalyzeTrainingEvent


@entry
def handler(event: Event) -> Any:
    """Answer AnalyzeTraining."""
    asked = msgspec.convert(event, AnalyzeTrainingEvent)
    run = asked.plan.run
    bucket = team_results(environment.read(Environment), run)
    analysis = analyze(bucket, asked.plan, asked.trained)
    key = f"{places.run_prefix(run.team, run.run_id)}{ANALYSIS_FILE}"
    bucket.write(key, msgspec.json.encode(analysis), "application/json")
    verdict = analysis.verdict
    return msgspec.to_builtins(AnalysisSummary(verdict=verdict.word, epoch=verdict.epoch, key=key))

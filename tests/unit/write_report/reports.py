"""Reports to draw and to write."""

import msgspec

from lambdas.analyze_training.advice import advise
from lambdas.analyze_training.verdict import judge
from lambdas.contract.report import Analysis, Report
from lambdas.write_report.build import build
from tests.unit.analyze_training.samples import PLAN, TRAINED, went

TRAINING = [2.0, 1.61, 1.42, 1.31]
VALIDATION = [2.23, 1.84, 1.93, 2.11]


def analysis_of(training: list[float], validation: list[float], steps: int = 10) -> Analysis:
    """Return what AnalyzeTraining finds in such losses."""
    run = went(training, validation, steps)
    verdict = judge(run)
    return Analysis(
        training=run,
        verdict=verdict,
        next_steps=advise(PLAN, run, verdict),
        warnings=["Mind this."],
    )


def report_of(training: list[float], validation: list[float], steps: int = 10) -> Report:
    """Return the report of a run with such losses, as it comes back from report.json."""
    report = build(PLAN, TRAINED, analysis_of(training, validation, steps))
    return msgspec.json.decode(msgspec.json.encode(report), type=Report)

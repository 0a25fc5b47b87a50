"""What an evaluation decided, in a line to read first."""

from lambdas.contract.evaluation import Retention
from lambdas.contract.evaluation_result import Decision, Evaluation
from lambdas.write_report.pairs import deciding

HEADLINES = {
    Decision.PROMOTE: "Better than its base, and promoted",
    Decision.KEEP: "Better than its base, and kept",
    Decision.RETIRE: "Not better than its base, and retired",
    Decision.UNDECIDED: "Inconclusive: nothing decided, nothing promoted",
}
WORSE = "Worse than its base, and retired"
FORGETFUL = "Better at its task, but it forgot others: retired"
TONES = {
    Decision.PROMOTE: "good",
    Decision.KEEP: "good",
    Decision.RETIRE: "bad",
    Decision.UNDECIDED: "warn",
}
"""The colour of each decision; its words say the same without colour."""


def headline_of(evaluation: Evaluation) -> str:
    """Return the decision in a line."""
    if evaluation.decision is not Decision.RETIRE:
        return HEADLINES[evaluation.decision]
    result, regression = deciding(evaluation), evaluation.regression
    if result and result.interval.high < 0:
        return WORSE
    better = result is not None and result.interval.low > evaluation.verdict.margin
    if better and regression and regression.retention is Retention.FORGOT:
        return FORGETFUL
    return HEADLINES[Decision.RETIRE]

"""What to try next after an evaluation: rules from its numbers to suggestions."""

import math
from collections.abc import Callable
from typing import NamedTuple

from lambdas.common.figures import count, percent
from lambdas.contract.evaluation import ArmFacts, Choice, MetricResult, Retention
from lambdas.contract.evaluation_result import Evaluation
from lambdas.contract.report import Suggestion
from lambdas.contract.run import EvaluationPlan, Plan
from lambdas.evaluation import wording
from lambdas.evaluation.decide import LEAST_RECORDS
from lambdas.write_report import pairs

OFTEN_CUT = 0.05
"""A larger share of truncated answers weighs on the scores."""
MOST_RECORDS = 10
"""Times the records tested: beyond that, the difference is too small to be worth finding."""


class Evaluated(NamedTuple):
    """What the rules look at."""

    plan: Plan
    rules: EvaluationPlan
    evaluation: Evaluation
    result: MetricResult
    """Of the metric that decides, custom against base."""


Rule = Callable[[Evaluated], Suggestion | None]


def mend_answers(now: Evaluated) -> Suggestion | None:
    """Too many answers failed: they are the first thing to look at."""
    result, most = now.result, now.rules.rules.most_failures
    failures = max(result.failures.values())
    if failures <= most * result.n:
        return None
    return Suggestion(
        suggestion="Find out why answers failed (see the warnings), and evaluate again.",
        reason=f"{failures:,} of {count(result.n, 'answer')} of one side failed, and "
        f"{percent(most)} may.",
    )


def test_on_enough(now: Evaluated) -> Suggestion | None:
    """Too few records for any interval."""
    if now.result.n >= LEAST_RECORDS:
        return None
    return Suggestion(
        suggestion=f"Test on at least {LEAST_RECORDS} records.",
        reason=f"{count(now.result.n, 'record')} can't show a difference that chance would not.",
    )


def test_on_more(now: Evaluated) -> Suggestion | None:
    """It looks better, but the interval is too wide: more records make it narrower."""
    result, margin = now.result, now.evaluation.verdict.margin
    undecided = result.interval.low <= margin < result.difference
    needed = _records_needed(result, margin) if undecided and result.n >= LEAST_RECORDS else 0
    if not needed or needed > MOST_RECORDS * result.n:
        return None
    return Suggestion(
        suggestion=f"Test on about {needed:,} records.",
        reason=f"{_scores(result)}. The interval of the difference reaches down to "
        f"{wording.signed(result.interval.low)} with {count(result.n, 'record')}, and narrows with "
        "their root.",
    )


def other_data(now: Evaluated) -> Suggestion | None:
    """No better, with an interval that is narrow enough to say so: the data teaches too little."""
    if now.evaluation.verdict.choice is not Choice.NOT_BETTER or _forgot(now):
        return None
    if now.result.difference > now.evaluation.verdict.margin:
        return None
    return Suggestion(
        suggestion="Train on records that are more like the test's, and check their answers.",
        reason=f"{_scores(now.result)}, after {count(now.plan.training.records, 'record')} of "
        "training.",
    )


def mix_tasks(now: Evaluated) -> Suggestion | None:
    """Other tasks were forgotten."""
    regression = now.evaluation.regression
    if regression is None or regression.retention is not Retention.FORGOT:
        return None
    return Suggestion(
        suggestion="Mix records of other tasks into the training, or lower epochs or learning "
        "rate.",
        reason=regression.sentence,
    )


def use_retrieval(now: Evaluated) -> Suggestion | None:
    """Retrieval was measured, and tuning gains nothing over it."""
    rivals = pairs.deciding(now.evaluation, pairs.RIVALS)
    retrieval = pairs.deciding(now.evaluation, pairs.RETRIEVAL)
    if rivals is None or rivals.interval.low > 0:
        return None
    if retrieval is None or retrieval.interval.low <= 0:
        return None
    if rivals.interval.high < 0:
        return Suggestion(
            suggestion="Retrieve instead of tuning.",
            reason=f"{_scores(rivals)}: with similar records in its prompt the base is better.",
        )
    return Suggestion(
        suggestion="Choose between retrieval and the custom model by their cost.",
        reason=f"{_scores(rivals)}: neither is shown to be better than the other.",
    )


def measure_retrieval(now: Evaluated) -> Suggestion | None:
    """Tuning did not help, and nobody measured what retrieval would do."""
    if now.evaluation.verdict.choice is not Choice.NOT_BETTER or now.rules.rules.retrieval:
        return None
    return Suggestion(
        suggestion="Measure retrieval too: evaluation.retrieval in the request.",
        reason=f"{_scores(now.result)}: what tuning did not bring, similar training records in "
        "the prompt may.",
    )


def longer_answers(now: Evaluated) -> Suggestion | None:
    """Many answers were cut."""
    cut = [one for one in now.evaluation.arms if one.truncated > OFTEN_CUT * _asked(one)]
    if not cut:
        return None
    most = now.rules.rules.max_answer_tokens
    told = "; ".join(f"{one.truncated:,} of {_asked(one):,} of {one.arm}" for one in cut)
    return Suggestion(
        suggestion=f"Allow answers more than {most:,} tokens, or ask for shorter ones.",
        reason=f"Answers that were cut and scored as they were: {told}.",
    )


def fresh_test_set(now: Evaluated) -> Suggestion | None:
    """A test set that decided before says less each time."""
    if not now.evaluation.earlier_uses:
        return None
    return Suggestion(
        suggestion="Hold out a fresh test set.",
        reason=f"This one had decided {count(now.evaluation.earlier_uses, 'run')} before.",
    )


RULES: tuple[Rule, ...] = (
    mend_answers,
    test_on_enough,
    test_on_more,
    use_retrieval,
    mix_tasks,
    other_data,
    measure_retrieval,
    longer_answers,
    fresh_test_set,
)
"""In the order in which to try them; each rule's docstring tells when it speaks."""


def suggestions(plan: Plan, evaluation: Evaluation | None) -> list[Suggestion]:
    """Return what to try next, the first thing first."""
    if plan.evaluation is None or evaluation is None:
        return []
    # A side that never answered is the first thing to mend.
    metric = evaluation.verdict.metric
    result = next(one for one in evaluation.metrics if one.metric == metric)
    now = Evaluated(plan, plan.evaluation, evaluation, result)
    return [suggestion for rule in RULES if (suggestion := rule(now)) is not None]


def _records_needed(result: MetricResult, margin: float) -> int:
    """Return how many records would lift the interval above the margin at the same difference."""
    ratio = (result.difference - result.interval.low) / (result.difference - margin)
    return _rounded_up(result.n * ratio**2)


def _rounded_up(number: float) -> int:
    """Return a number with two digits, because it is a rough one."""
    unit: int = 10 ** max(math.floor(math.log10(number)) - 1, 0)
    return math.ceil(number / unit) * unit


def _forgot(now: Evaluated) -> bool:
    regression = now.evaluation.regression
    return regression is not None and regression.retention is Retention.FORGOT


def _scores(result: MetricResult) -> str:
    name = wording.NAMES[result.metric]
    return (
        f"Scores by {name}: {result.arm} {wording.score(result.score_of(result.arm))}, "
        f"{result.against} {wording.score(result.score_of(result.against))}"
    )


def _asked(one: ArmFacts) -> int:
    return one.answered + one.failed

"""An evaluation from its answers to its verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from lambdas.common.used_sets import note_use
from lambdas.contract import places
from lambdas.contract.evaluation import (
    Arm,
    ArmFacts,
    EmbeddingFacts,
    EvaluationRequest,
    MetricResult,
    Regression,
)
from lambdas.contract.evaluation_result import Evaluation, ScoredEvaluation
from lambdas.contract.evaluation_steps import QuestionSet, sets_of
from lambdas.evaluation.bootstrap import RESAMPLES
from lambdas.evaluation.compare import compare, result_of
from lambdas.evaluation.decide import decide, judge_regression
from lambdas.evaluation.lines import own_file
from lambdas.evaluation.metrics import ChosenMetrics, choose_metrics
from lambdas.score_evaluation import costs
from lambdas.score_evaluation.answers import AnsweredSet
from lambdas.score_evaluation.decision import decide_on_model, headline_of
from lambdas.score_evaluation.examples import Examples, words_of
from lambdas.score_evaluation.sides import Scored, score
from lambdas.score_evaluation.warnings import warnings

if TYPE_CHECKING:
    from lambdas.common.storage import Bucket
    from lambdas.contract.run import EvaluationPlan, Plan, Run

JSON = "application/json"
SEED = 0
"""The same answers always lead to the same verdict."""


def score_evaluation(
    plan: Plan, planned: EvaluationPlan, data: Bucket, artifacts: Bucket
) -> ScoredEvaluation:
    """Return the verdict, after writing everything it rests on to the run's folder."""
    run = plan.run
    answered = {
        one: AnsweredSet(run, planned, one, data=data, artifacts=artifacts)
        for one in sets_of(planned)
    }
    scored = {
        one: score(found, found.arms, metrics_of(one, planned.rules).every)
        for one, found in answered.items()
    }
    embedding = _embedding(run, planned, artifacts)
    earlier = note_use(artifacts, run, planned.test.sha256)
    test_set = answered[QuestionSet.TEST]
    evaluation = _evaluation(plan, planned, scored, test_set, earlier, embedding=embedding)
    key = places.evaluation_key(run.team, run.run_id)
    artifacts.write(key, msgspec.json.encode(evaluation), JSON)
    return ScoredEvaluation(
        verdict=evaluation.verdict,
        decision=evaluation.decision,
        key=key,
        headline=headline_of(evaluation.verdict, evaluation.decision, plan),
    )


def metrics_of(question_set: QuestionSet, rules: EvaluationRequest) -> ChosenMetrics:
    """Return what a set is measured by: the regression set by the metric of its task alone."""
    if question_set is QuestionSet.TEST or rules.regression is None:
        return choose_metrics(rules)
    of_task = EvaluationRequest(test=rules.regression.test, task=rules.regression.task)
    deciding = choose_metrics(of_task).deciding
    return ChosenMetrics(deciding, (), (deciding,))


def _evaluation(
    plan: Plan,
    planned: EvaluationPlan,
    scored: dict[QuestionSet, Scored],
    test_set: AnsweredSet,
    earlier: int,
    *,
    embedding: EmbeddingFacts | None,
) -> Evaluation:
    rules, test = planned.rules, scored[QuestionSet.TEST]
    metrics = metrics_of(QuestionSet.TEST, rules)
    custom = _compared(test, rules, Arm.CUSTOM, Arm.BASE)
    regression = _regression(scored.get(QuestionSet.REGRESSION), rules)
    result = result_of(custom, metrics.deciding)
    verdict = decide(
        result,
        rules.promotion,
        most_failures=rules.most_failures,
        regression=regression,
    )
    left_out = [metric for metric in metrics.every if metric not in test.tally.metrics]
    facts = costs.arm_facts(test, plan, embedding)
    examples = Examples(test, result)
    shown = words_of(test_set, examples.positions) if rules.examples_in_report else {}
    return Evaluation(
        verdict=verdict,
        decision=decide_on_model(verdict, plan),
        task=rules.task,
        confidence=rules.promotion.confidence,
        records=test.tally.records,
        arms=facts,
        metrics=custom,
        retrieval_against_base=_compared(test, rules, Arm.RETRIEVAL, Arm.BASE),
        custom_against_retrieval=_compared(test, rules, Arm.CUSTOM, Arm.RETRIEVAL),
        left_out=left_out,
        regression=regression,
        regression_arms=_regression_facts(scored, plan),
        custom_fixed_usd=costs.custom_fixed_usd(plan),
        retrieval_fixed_usd=costs.retrieval_fixed_usd(plan, embedding),
        embedding=embedding,
        break_even=costs.overtaking(plan, facts, embedding),
        gains=examples.told(examples.gains, shown),
        losses=examples.told(examples.losses, shown),
        earlier_uses=earlier,
        resamples=RESAMPLES,
        seed=SEED,
        warnings=list(
            warnings(planned, scored, earlier_uses=earlier, left_out=left_out, embedding=embedding)
        ),
    )


def _embedding(run: Run, planned: EvaluationPlan, artifacts: Bucket) -> EmbeddingFacts | None:
    """Return what looking for similar records by vectors took."""
    if planned.embedding is None:
        return None
    key = places.embedding_key(run.team, run.run_id)
    body = artifacts.read(key)
    with own_file(key):
        return msgspec.json.decode(body, type=EmbeddingFacts)


def _compared(
    test: Scored, rules: EvaluationRequest, challenger: Arm, against: Arm
) -> list[MetricResult]:
    """Return the results of a pair; none if one of the two did not answer."""
    if not {challenger, against} <= test.sides.keys():
        return []
    confidence = rules.promotion.confidence
    return compare(test.tally, challenger, against=against, confidence=confidence, seed=SEED)


def _regression(scored: Scored | None, rules: EvaluationRequest) -> Regression | None:
    if scored is None or rules.regression is None:
        return None
    results = compare(scored.tally, Arm.CUSTOM, confidence=rules.promotion.confidence, seed=SEED)
    return judge_regression(
        result_of(results, metrics_of(QuestionSet.REGRESSION, rules).deciding),
        most_loss=rules.regression.most_loss,
        most_failures=rules.most_failures,
    )


def _regression_facts(scored: dict[QuestionSet, Scored], plan: Plan) -> list[ArmFacts]:
    one = scored.get(QuestionSet.REGRESSION)
    return costs.arm_facts(one, plan) if one else []

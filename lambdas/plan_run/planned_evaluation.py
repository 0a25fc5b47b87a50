"""What an evaluation comes to: the plan of it, and what to know before paying."""

import datetime as dt
from collections.abc import Iterator

from lambdas.catalogue.embedding import embedding_model
from lambdas.common.figures import count, usd
from lambdas.common.storage import Bucket
from lambdas.common.used_sets import earlier_uses, used_before
from lambdas.contract.money import CostEstimate
from lambdas.contract.run import EvaluationPlan, Run
from lambdas.evaluation.decide import LEAST_RECORDS
from lambdas.plan_run.check_evaluation import HOUR, Evaluation
from lambdas.plan_run.datasets import copy_dataset
from lambdas.plan_run.estimate_cost import NOTHING
from lambdas.plan_run.estimate_evaluation import EvaluationCost, estimate_evaluation
from lambdas.plan_run.prices import AnswerPrices


def uses_before(evaluation: Evaluation | None, run: Run, artifacts: Bucket) -> int:
    """Return how many other runs the test set has decided."""
    if evaluation is None:
        return 0
    return earlier_uses(artifacts, run, evaluation.test.checked.sha256)


def cost(
    evaluation: Evaluation | None, prices: AnswerPrices, *, custom_by_token: bool
) -> EvaluationCost:
    """Return what its answers cost at most."""
    if evaluation is None:
        return NOTHING
    return estimate_evaluation(evaluation.sets, prices, custom_by_token=custom_by_token)


def longest_hours(evaluation: Evaluation | None) -> float:
    """Return how long it can take."""
    return evaluation.pace.longest_seconds / HOUR if evaluation else 0


def plan(
    evaluation: Evaluation | None, uses: int, data: Bucket, folder: str
) -> EvaluationPlan | None:
    """Copy the sets into the run's own folder and return how they will be used."""
    if evaluation is None:
        return None
    test, regression, pace = evaluation.test, evaluation.regression, evaluation.pace
    return EvaluationPlan(
        rules=evaluation.sets.rules,
        test=copy_dataset(test.read, data, folder),
        regression=copy_dataset(regression.read, data, folder) if regression else None,
        base_model_id=evaluation.base_model_id,
        batch_records=pace.batch_records,
        concurrency=pace.concurrency,
        longest_seconds=pace.longest_seconds,
        earlier_uses=uses,
        embedding=evaluation.embedding,
    )


def warnings(
    evaluation: Evaluation | None, cost: CostEstimate, uses: int, today: dt.date
) -> Iterator[str]:
    """Yield what may make a verdict worth less, and what its cost rests on."""
    if evaluation is None:
        return
    sets = evaluation.sets
    if uses:
        yield used_before(uses)
    for name, one in (("test", evaluation.test), ("regression", evaluation.regression)):
        if one and one.checked.records < LEAST_RECORDS:
            yield (
                f"The {name} set has {count(one.checked.records, 'record')}: with fewer than "
                f"{LEAST_RECORDS} no verdict but inconclusive can come of it."
            )
        if one and one.repeated_prompts:
            yield (
                f"The {name} set asks {count(one.repeated_prompts, 'prompt')} again, which tells "
                "less than other prompts would."
            )
    if evaluation.embedding:
        yield (
            f"Similar records are looked for by {count(sets.embedded_texts, 'vector')} "
            f"of {embedding_model().title}."
        )
        yield from _late(today)
    longest = ", every similar record as long as the longest" if sets.rules.retrieval else ""
    yield (
        f"The evaluation asks for {count(sets.answers, 'answer')}, at most "
        f"{usd(cost.evaluation_usd)}{longest}: the base is reckoned with the prices of the custom "
        "model, its own are not in the catalogue."
    )


def _late(today: dt.date) -> Iterator[str]:
    model = embedding_model()
    if model.review_by < today:
        yield (
            f"What the catalogue says of {model.title} was to be reviewed by {model.review_by}: "
            "its limits, quota and price may have changed since."
        )

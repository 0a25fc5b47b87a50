"""A plan as a person reads it."""

from collections.abc import Iterator

from cli.output import rows
from lambdas.common.figures import count, duration, size, usd
from lambdas.contract.advice import Advice
from lambdas.contract.money import CostEstimate
from lambdas.contract.run import DatasetFacts, EvaluationPlan, Plan
from lambdas.contract.serving import ServingPlan
from lambdas.evaluation.metrics import FITTING, choose_metrics
from lambdas.evaluation.wording import NAMES


def lines(plan: Plan, plan_hash: str, status: str | None) -> Iterator[str]:
    """Yield a plan, line by line."""
    run = plan.run
    yield f"Plan of run {run.run_id} (team {run.team}, environment {run.environment})"
    if status is not None:
        yield from rows([("status", status)])
    yield from rows([("hash", plan_hash)])
    yield from rows(_facts(plan))
    yield "Cost"
    yield from rows(_cost(plan.cost))
    if plan.cost.unknown:
        yield f"  The price of {', '.join(plan.cost.unknown)} is unknown: the sums are too."
    yield from _advice(plan.advice)
    yield from _listed("Warnings", plan.warnings)
    yield from _listed("Asks for approval", plan.approval.sentences if plan.approval else [])


def _facts(plan: Plan) -> Iterator[tuple[str, str]]:
    yield "kind", plan.kind
    yield "model", f"{plan.model.title} ({plan.model.customization_id})"
    yield "training", _dataset(plan.training)
    yield "validation", _dataset(plan.validation) if plan.validation else "none"
    yield "epochs", str(plan.cost.epochs)
    given = (f"{name} {value}" for name, value in plan.hyperparameters.items())
    yield "hyperparameters", ", ".join(given)
    yield "serving", _serving(plan.serving, judged=plan.evaluation is not None)
    yield from _evaluation(plan.evaluation)


def _evaluation(evaluation: EvaluationPlan | None) -> Iterator[tuple[str, str]]:
    if evaluation is None:
        yield "evaluation", "nobody compares the model with its base"
        return
    rules = evaluation.rules
    sides = ["base", "custom model"]
    if rules.retrieval:
        similar = count(rules.retrieval.records, "similar training record")
        sides.append(f"base with {similar} (by {rules.retrieval.by})")
    metrics = choose_metrics(rules)
    yield "evaluation", _dataset(evaluation.test)
    yield "", f"{', '.join(sides)} answer; the task is {rules.task}"
    yield (
        "",
        f"{NAMES[metrics.deciding]} decides: better if the {100 * rules.promotion.confidence:.4g} "
        f"% interval lies above {rules.promotion.margin:g}",
    )
    if metrics.others:
        yield "", f"{', '.join(NAMES[one] for one in metrics.others)} inform"
    yield (
        "",
        f"{evaluation.concurrency} at a time, {duration(evaluation.longest_seconds)} at most, "
        f"answers of {count(rules.max_answer_tokens, 'token')} at most",
    )
    if evaluation.regression and rules.regression:
        yield "forgetting", _dataset(evaluation.regression)
        lost = f"worse by at most {rules.regression.most_loss:g}"
        yield "", f"{NAMES[FITTING[rules.regression.task][0]]} may be {lost}"


def _dataset(facts: DatasetFacts) -> str:
    prepared = f", prepared as {facts.lineage.manifest_key}" if facts.lineage else ""
    return (
        f"{facts.source_key}: {count(facts.records, 'record')}, {size(facts.size_bytes)}, "
        f"{facts.estimated_tokens:,} tokens estimated, {facts.cautious_tokens:,} at most{prepared}"
    )


def _serving(serving: ServingPlan | None, *, judged: bool) -> str:
    if serving is None:
        return "nothing serves the model"
    parts = [serving.kind.value]
    if serving.units:
        parts += [count(serving.units, "model unit"), f"{usd(serving.usd_per_hour)} an hour"]
    parts.append(_life(serving.hours_to_live, judged=judged))
    if serving.alias:
        better = " if it is better than its base" if judged else ""
        parts.append(f"alias {serving.alias} moves to the model{better}")
    return ", ".join(parts)


def _life(hours: float | None, *, judged: bool) -> str:
    if hours is None:
        return "kept until somebody removes it"
    if hours:
        return f"removed after {hours:g} h"
    return f"removed once it was {'evaluated' if judged else 'tried'}"


def _cost(cost: CostEstimate) -> Iterator[tuple[str, str]]:
    storage = cost.storage_price_per_month
    yield "", f"{'estimate':>14}{'cautious bound':>18}"
    yield "training", _both(cost.training_usd, cost.cautious_training_usd)
    yield "storage, a month", _both(*[storage.usd if storage else None] * 2)
    yield "serving", _both(cost.serving_usd, cost.serving_usd)
    yield "evaluation", _both(cost.evaluation_usd, cost.evaluation_usd)
    yield "total", _both(cost.total_usd, cost.cautious_total_usd)
    for owner, budget in (("request", cost.request_budget_usd), ("team", cost.team_budget_usd)):
        if budget is not None:
            yield f"budget, {owner}", f"{'':14}{usd(budget):>18}"
    for what, price in (
        ("training, 1k tokens", cost.training_price_per_1k_tokens),
        ("storage, a month", storage),
        ("a model unit hour", cost.serving_price_per_unit_hour),
        ("asked, 1k tokens", cost.input_price_per_1k_tokens),
        ("answered, 1k tokens", cost.output_price_per_1k_tokens),
        ("vectors, 1k tokens", cost.embedding_price_per_1k_tokens),
    ):
        if price:
            yield "price", f"{usd(price.usd)} {what} ({price.source}, {price.as_of})"


def _both(estimate: float | None, cautious: float | None) -> str:
    return f"{usd(estimate):>14}{usd(cautious):>18}"


def _advice(advice: Advice | None) -> Iterator[str]:
    if advice is None:
        return
    yield f"Advice: {advice.headline}"
    for reason in advice.reasons:
        yield f"  - {reason.sentence} ({reason.rule})"
    for warning in advice.warnings:
        yield f"  ! {warning}"


def _listed(title: str, sentences: list[str]) -> Iterator[str]:
    if sentences:
        yield title
        for sentence in sentences:
            yield f"  - {sentence}"

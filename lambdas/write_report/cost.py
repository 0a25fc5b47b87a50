"""What the run was estimated to cost, and what it used, as report.json says it."""

from datetime import datetime

from lambdas.common.money import sum_of, training_usd, usd_of
from lambdas.contract.evaluation_result import Evaluation
from lambdas.contract.report import Cost, EpochCost, UsedCost, WriteReportEvent
from lambdas.contract.run import Plan
from lambdas.contract.serving import DeployedModel, Kind

SECONDS_AN_HOUR = 3600


def cost_of(
    asked: WriteReportEvent,
    epochs_measured: int,
    now: datetime,
    evaluation: Evaluation | None = None,
) -> Cost:
    """Return the estimate beside what was used until now."""
    plan = asked.plan
    cost, storage = plan.cost, usd_of(plan.cost.storage_price_per_month)
    rest = (storage, cost.serving_usd, cost.evaluation_usd)
    return Cost(
        estimate_usd=cost.training_usd,
        cautious_usd=cost.cautious_training_usd,
        epochs=cost.epochs,
        estimate_per_epoch_usd=_epoch_usd(cost.training_usd, cost.epochs),
        cautious_per_epoch_usd=_epoch_usd(cost.cautious_training_usd, cost.epochs),
        tokens_per_epoch=plan.training.estimated_tokens,
        cautious_tokens_per_epoch=plan.training.cautious_tokens,
        training_price_per_1k_tokens=cost.training_price_per_1k_tokens,
        storage_price_per_month=cost.storage_price_per_month,
        budget_usd=cost.budget_usd,
        serving_usd=cost.serving_usd,
        serving_price_per_unit_hour=cost.serving_price_per_unit_hour,
        evaluation_usd=cost.evaluation_usd,
        # Summed here, because plans of older versions don't hold the sums.
        total_usd=sum_of(cost.training_usd, *rest),
        cautious_total_usd=sum_of(cost.cautious_training_usd, *rest),
        unknown=cost.unknown,
        used=_used(asked, epochs_measured, now, evaluation),
        by_epoch=[
            _until(plan, epoch, epoch <= epochs_measured)
            for epoch in range(1, max(cost.epochs, epochs_measured) + 1)
        ],
        input_price_per_1k_tokens=cost.input_price_per_1k_tokens,
        output_price_per_1k_tokens=cost.output_price_per_1k_tokens,
        embedding_price_per_1k_tokens=cost.embedding_price_per_1k_tokens,
    )


def _until(plan: Plan, epoch: int, measured: bool) -> EpochCost:
    """Return what training had cost when an epoch ended."""
    price = plan.cost.training_price_per_1k_tokens
    estimate = training_usd(plan.training.estimated_tokens, epoch, price)
    return EpochCost(
        epoch=epoch,
        estimate_usd=estimate,
        cautious_usd=training_usd(plan.training.cautious_tokens, epoch, price),
        # The same price for the same tokens: only the number of epochs can differ.
        used_usd=estimate if measured else None,
    )


def _used(
    asked: WriteReportEvent, epochs: int, now: datetime, evaluation: Evaluation | None
) -> UsedCost:
    plan, deployed = asked.plan, asked.deployed
    price = plan.cost.training_price_per_1k_tokens
    training = training_usd(plan.training.estimated_tokens, epochs, price)
    hours = _hours(deployed, now)
    serving = _serving_usd(plan, deployed, hours)
    storage = usd_of(plan.cost.storage_price_per_month)
    answers = _answers_usd(evaluation)
    return UsedCost(
        epochs_measured=epochs,
        training_usd=training,
        serving_hours=hours,
        serving_usd=serving,
        storage_usd_per_month=storage,
        total_usd=sum_of(training, serving, storage, answers),
        evaluation_usd=answers,
    )


def _answers_usd(evaluation: Evaluation | None) -> float | None:
    """Return what the answers of all sides cost, and what they needed; None is unknown."""
    if evaluation is None:
        return 0.0
    answers = [one.cost_usd for one in evaluation.arms + evaluation.regression_arms]
    return sum_of(*answers, evaluation.retrieval_fixed_usd)


def _epoch_usd(usd: float | None, epochs: int) -> float | None:
    return None if usd is None else usd / epochs


def _hours(deployed: DeployedModel | None, now: datetime) -> float:
    if deployed is None:
        return 0.0
    created = datetime.fromisoformat(deployed.created_at)
    return max((now - created).total_seconds(), 0.0) / SECONDS_AN_HOUR


def _serving_usd(plan: Plan, deployed: DeployedModel | None, hours: float) -> float | None:
    """Return what the run's own capacity cost so far; None is unknown."""
    if deployed is None or deployed.kind is Kind.ON_DEMAND:
        return 0.0
    hourly = plan.serving.usd_per_hour if plan.serving else None
    return None if hourly is None else hourly * hours

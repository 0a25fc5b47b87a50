"""The report, put together from what the run planned, trained and found."""

from datetime import datetime

from lambdas.contract.report import Analysis, Cost, Datasets, Model, Report, WriteReportEvent
from lambdas.contract.run import Plan, TrainedModel
from lambdas.write_report.serving import serving_of


def build(asked: WriteReportEvent, analysis: Analysis) -> Report:
    """Return everything that report.json holds."""
    plan = asked.plan
    return Report(
        run=plan.run,
        kind=plan.kind,
        headline=analysis.verdict.headline,
        verdict=analysis.verdict,
        training=analysis.training,
        cost=_cost(plan),
        datasets=Datasets(training=plan.training, validation=plan.validation),
        model=_model(plan, asked.trained),
        next_steps=analysis.next_steps,
        warnings=plan.warnings + analysis.warnings,
        serving=serving_of(asked),
    )


def _cost(plan: Plan) -> Cost:
    cost = plan.cost
    return Cost(
        estimate_usd=cost.training_usd,
        cautious_usd=cost.cautious_training_usd,
        epochs=cost.epochs,
        estimate_per_epoch_usd=cost.training_usd / cost.epochs,
        cautious_per_epoch_usd=cost.cautious_training_usd / cost.epochs,
        tokens_per_epoch=plan.training.estimated_tokens,
        cautious_tokens_per_epoch=plan.training.cautious_tokens,
        training_price_per_1k_tokens=cost.training_price_per_1k_tokens,
        storage_price_per_month=cost.storage_price_per_month,
        budget_usd=cost.budget_usd,
        serving_usd=cost.serving_usd,
        serving_price_per_unit_hour=cost.serving_price_per_unit_hour,
    )


def _model(plan: Plan, trained: TrainedModel) -> Model:
    started = datetime.fromisoformat(trained.started_at)
    ended = datetime.fromisoformat(trained.ended_at)
    return Model(
        base_name=plan.model.name,
        base_title=plan.model.title,
        base_id=plan.model.customization_id,
        job_arn=trained.job_arn,
        job_name=trained.job_name,
        attempt=trained.attempt,
        model_arn=trained.model_arn,
        model_name=trained.model_name,
        output_uri=trained.output_uri,
        hyperparameters=plan.hyperparameters,
        started_at=trained.started_at,
        ended_at=trained.ended_at,
        duration_seconds=(ended - started).total_seconds(),
    )

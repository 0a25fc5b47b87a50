"""The report, put together from what the run planned, trained and found."""

from datetime import datetime
from itertools import chain

from lambdas.contract.evaluation import Choice
from lambdas.contract.evaluation_result import Evaluation
from lambdas.contract.report import (
    Analysis,
    Datasets,
    Model,
    Report,
    Suggestion,
    WriteReportEvent,
)
from lambdas.contract.report_evaluation import Questioning
from lambdas.contract.run import Plan, TrainedModel
from lambdas.write_report.cost import cost_of
from lambdas.write_report.decision import headline_of
from lambdas.write_report.serving import serving_of
from lambdas.write_report.suggestions import suggestions


def build(
    asked: WriteReportEvent, analysis: Analysis, evaluation: Evaluation | None, now: datetime
) -> Report:
    """Return everything that report.json holds; `now` is when it is written."""
    plan = asked.plan
    return Report(
        run=plan.run,
        kind=plan.kind,
        headline=headline_of(evaluation) if evaluation else analysis.verdict.headline,
        verdict=analysis.verdict,
        training=analysis.training,
        cost=cost_of(asked, len(analysis.training.epochs), now, evaluation),
        datasets=_datasets(plan),
        model=_model(plan, asked.trained),
        next_steps=[*suggestions(plan, evaluation), *_still_open(analysis.next_steps, evaluation)],
        warnings=_once(plan.warnings, analysis.warnings, evaluation.warnings if evaluation else []),
        serving=serving_of(asked),
        approval=asked.approval,
        advice=plan.advice,
        decision=evaluation.decision if evaluation else None,
        evaluation=evaluation,
        questioning=_questioning(plan) if evaluation else None,
    )


def _still_open(steps: list[Suggestion], evaluation: Evaluation | None) -> list[Suggestion]:
    """Return what the evaluation has not answered."""
    better = evaluation is not None and evaluation.verdict.choice is Choice.BETTER
    return [step for step in steps if not (better and step.unless_better)]


def _once(*warnings: list[str]) -> list[str]:
    """Return all warnings; plan and evaluation both tell of earlier uses of a test set."""
    return list(dict.fromkeys(chain(*warnings)))


def _datasets(plan: Plan) -> Datasets:
    evaluation = plan.evaluation
    return Datasets(
        training=plan.training,
        validation=plan.validation,
        test=evaluation.test if evaluation else None,
        regression=evaluation.regression if evaluation else None,
    )


def _questioning(plan: Plan) -> Questioning | None:
    if plan.evaluation is None:
        return None
    rules = plan.evaluation.rules
    return Questioning(
        base_model_id=plan.evaluation.base_model_id,
        max_answer_tokens=rules.max_answer_tokens,
        most_failures=rules.most_failures,
        retrieval_records=rules.retrieval.records if rules.retrieval else None,
        retrieval_by=rules.retrieval.by if rules.retrieval else None,
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

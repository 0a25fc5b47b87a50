"""Reports to draw and to write."""

import datetime as dt

import msgspec

from lambdas.analyze_training.advice import advise
from lambdas.analyze_training.verdict import judge
from lambdas.contract.advice import Advice, AdviceReason, Recommendation
from lambdas.contract.aliases import Promotion
from lambdas.contract.approval import Approval, Decision
from lambdas.contract.evaluation_result import Evaluation
from lambdas.contract.money import ApprovalReason, Price
from lambdas.contract.report import Analysis, AnalysisSummary, Report, VerdictWord, WriteReportEvent
from lambdas.contract.run import Plan
from lambdas.contract.serving import DeployedModel, Kind, ServingPlan, Trial
from lambdas.write_report.build import build
from tests.unit.analyze_training.samples import PLAN, TRAINED, went

TRAINING = [2.0, 1.61, 1.42, 1.31]
VALIDATION = [2.23, 1.84, 1.93, 2.11]
SUMMARY = AnalysisSummary(verdict=VerdictWord.OVERFITTING, epoch=2, key="analysis.json")
NOW = dt.datetime(2026, 8, 21, 13, 36, tzinfo=dt.UTC)
"""Two and a half hours after the run's own capacity was made."""
APPROVAL = Approval(
    decision=Decision.APPROVED,
    plan_hash="12" * 32,
    reasons=[ApprovalReason.OVER_BUDGET, ApprovalReason.COMMITTED_TERM],
    approver="arn:aws:sts::111122223333:assumed-role/approver/ada",
    asked_at="2026-08-21T08:00:00+00:00",
    answered_at="2026-08-21T09:30:00+00:00",
    reason="The pilot is worth it.",
)
ADVICE = Advice(
    recommendation=Recommendation.BOTH,
    headline="Tune the form, retrieve the facts.",
    reasons=[
        AdviceReason(
            rule="facts_change",
            speaks_for=Recommendation.RETRIEVE,
            sentence="The facts change weekly.",
        )
    ],
    warnings=["Few records."],
)
CAPACITY_ARN = "arn:aws:bedrock:us-east-1:111122223333:custom-model-deployment/abcdefghijkl"
ALIAS_ARN = "arn:aws:bedrock:us-east-1:111122223333:custom-model-deployment/mnopqrstuvwx"
PROMOTION = Promotion(
    alias="faq", arn=ALIAS_ARN, model_arn=TRAINED.model_arn, changed=True, team="demo"
)


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
    asked = WriteReportEvent(plan=PLAN, trained=TRAINED, analysis=SUMMARY)
    return report_on(asked, analysis_of(training, validation, steps))


def report_on(
    asked: WriteReportEvent,
    analysis: Analysis | None = None,
    evaluation: Evaluation | None = None,
) -> Report:
    """Return the report that an event asks for, as it comes back from report.json."""
    report = build(asked, analysis or analysis_of(TRAINING, VALIDATION), evaluation, NOW)
    return msgspec.json.decode(msgspec.json.encode(report), type=Report)


def served(kind: Kind, hours: float | None, *, alias: bool = False) -> WriteReportEvent:
    """Return the event of a run whose model was deployed, tried, and maybe promoted."""
    provisioned = kind is Kind.PROVISIONED
    planned = ServingPlan(
        kind=kind,
        hours_to_live=hours,
        units=2 if provisioned else 0,
        alias="faq" if alias else None,
        usd_per_hour=40.0 if provisioned else None,
    )
    return WriteReportEvent(
        plan=_plan(planned),
        trained=TRAINED,
        analysis=SUMMARY,
        deployed=DeployedModel(
            kind=kind,
            name="bc-dev-demo-run-1-3c8462d5d7-d1",
            arn=CAPACITY_ARN,
            model_arn=TRAINED.model_arn,
            created_at="2026-08-21T11:06:00+00:00",
            expires_at=None if hours is None else "2026-08-21T15:06:00+00:00",
            attempt=1,
        ),
        trial=Trial(
            key="runs/demo/x/trial.json", latency_ms=420, input_tokens=12, output_tokens=34
        ),
        promotion=PROMOTION if alias else None,
    )


def approved(asked: WriteReportEvent) -> WriteReportEvent:
    """Return the event of a run that got advice and whose plan was approved."""
    plan = msgspec.structs.replace(asked.plan, advice=ADVICE)
    return msgspec.structs.replace(asked, plan=plan, approval=APPROVAL)


def _plan(planned: ServingPlan) -> Plan:
    hourly = planned.usd_per_hour
    price = Price(usd=20.0, source="this environment", as_of="2026-08-01")
    cost = msgspec.structs.replace(
        PLAN.cost,
        serving_usd=hourly * (planned.hours_to_live or 1) if hourly else 0.0,
        serving_price_per_unit_hour=price if hourly else None,
    )
    return msgspec.structs.replace(PLAN, serving=planned, cost=cost)

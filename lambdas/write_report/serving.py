"""What served the model: what report.json says of it, and how people are told."""

from lambdas.common.figures import count, usd
from lambdas.contract.aliases import Promotion
from lambdas.contract.evaluation_result import Decision
from lambdas.contract.report import WriteReportEvent
from lambdas.contract.report_serving import Promoted, Serving, TrialFigures
from lambdas.contract.serving import Kind, Settled, Trial

KINDS = {Kind.ON_DEMAND: "on-demand deployment", Kind.PROVISIONED: "provisioned throughput"}


def serving_of(asked: WriteReportEvent) -> Serving | None:
    """Return what served the run's model; None if nothing did."""
    deployed = asked.deployed
    if deployed is None:
        return None
    planned, outcome = asked.plan.serving, _outcome(asked)
    return Serving(
        kind=deployed.kind,
        name=deployed.name,
        arn=deployed.arn,
        created_at=deployed.created_at,
        outcome=outcome,
        # What is retired at once expires too, in case that nobody comes to retire it.
        expires_at=deployed.expires_at if outcome is Settled.EXPIRES else None,
        units=planned.units if planned else 0,
        usd_per_hour=planned.usd_per_hour if planned else None,
        trial=_trial(asked.trial),
        promoted=_promoted(asked.promotion),
    )


def told(serving: Serving) -> list[str]:
    """Return what the mail says."""
    hourly = "" if serving.usd_per_hour is None else f", {usd(serving.usd_per_hour)} an hour"
    units = f" of {count(serving.units, 'model unit')}" if serving.units else ""
    lines = [f"Served by: {KINDS[serving.kind]}{units}{hourly}, {becomes(serving)}: {serving.arn}"]
    if serving.promoted:
        lines.append(f"Alias: {serving.promoted.alias} answers with this model")
    return lines


def becomes(serving: Serving) -> str:
    """Return what becomes of the capacity, in words."""
    words = {
        Settled.RETIRED: "retired as soon as this is written",
        Settled.KEPT: "kept until somebody removes it",
        Settled.EXPIRES: f"removed at {serving.expires_at}",
    }
    return words[serving.outcome]


def _outcome(asked: WriteReportEvent) -> Settled:
    if asked.evaluation and asked.evaluation.decision is Decision.RETIRE:
        return Settled.RETIRED
    plan = asked.plan
    hours = plan.serving.hours_to_live if plan.serving else None
    if hours is None:
        return Settled.KEPT
    return Settled.EXPIRES if hours else Settled.RETIRED


def _trial(trial: Trial | None) -> TrialFigures | None:
    if trial is None:
        return None
    return TrialFigures(
        key=trial.key,
        latency_ms=trial.latency_ms,
        input_tokens=trial.input_tokens,
        output_tokens=trial.output_tokens,
    )


def _promoted(promotion: Promotion | None) -> Promoted | None:
    if promotion is None:
        return None
    return Promoted(
        alias=promotion.alias,
        arn=promotion.arn,
        model_arn=promotion.model_arn,
        changed=promotion.changed,
    )

"""The mail about an ended run."""

from lambdas.common.figures import usd
from lambdas.contract.approval import Approval
from lambdas.contract.notification import Notification
from lambdas.contract.report import Cost, Report
from lambdas.write_report.serving import told


def notification_of(report: Report, report_uri: str) -> Notification:
    """Return the mail: the headline as subject, then what to know and where to read on."""
    run = report.run
    lines = [
        report.headline,
        "",
        *([report.evaluation.verdict.sentence, ""] if report.evaluation else []),
        report.verdict.sentence,
        "",
        f"Run: {run.run_id} (team {run.team}, environment {run.environment})",
        f"Model: {report.model.model_name}",
        _cost(report.cost),
        *_approved(report.approval),
        *(told(report.serving) if report.serving else []),
        f"Report: {report_uri}",
        "",
        "Read it with:",
        f"customize report {run.run_id} --environment {run.environment}",
    ]
    return Notification.of(f"{report.headline} - {run.run_id}", lines)


def _cost(cost: Cost) -> str:
    serving = "" if cost.serving_usd == 0 else f", serving {usd(cost.serving_usd)}"
    evaluation = "" if cost.evaluation_usd == 0 else f", evaluation {usd(cost.evaluation_usd)}"
    training = f"{usd(cost.estimate_usd)} estimated, {usd(cost.cautious_usd)} at most"
    return f"Cost: {training}{serving}{evaluation}"


def _approved(approval: Approval | None) -> list[str]:
    return [f"Approved by: {approval.approver}"] if approval else []

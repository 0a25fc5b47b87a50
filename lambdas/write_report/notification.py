"""The mail about an ended run."""

from lambdas.common.figures import usd
from lambdas.contract.notification import Notification
from lambdas.contract.report import Report
from lambdas.write_report.serving import told


def notification_of(report: Report, report_uri: str) -> Notification:
    """Return the mail: the headline as subject, then what to know and where to read on."""
    run, cost = report.run, report.cost
    serving = f", serving {usd(cost.serving_usd)}" if cost.serving_usd else ""
    lines = [
        report.headline,
        "",
        report.verdict.sentence,
        "",
        f"Run: {run.run_id} (team {run.team}, environment {run.environment})",
        f"Model: {report.model.model_name}",
        f"Cost: {usd(cost.estimate_usd)} estimated, {usd(cost.cautious_usd)} at most{serving}",
        *(told(report.serving) if report.serving else []),
        f"Report: {report_uri}",
        "",
        "Read it with:",
        f"customize report {run.run_id} --environment {run.environment}",
    ]
    return Notification.of(f"{report.headline} - {run.run_id}", lines)

"""The two files of a report, made one from the other and stored."""

from datetime import datetime

import msgspec

from lambdas.common.storage import Bucket
from lambdas.contract.evaluation_result import Evaluation
from lambdas.contract.places import report_key
from lambdas.contract.report import (
    PAGE_FILE,
    REPORT_FILE,
    Analysis,
    WriteReportEvent,
    WrittenReport,
)
from lambdas.write_report.build import build
from lambdas.write_report.notification import notification_of
from lambdas.write_report.page import page


def write(bucket: Bucket, asked: WriteReportEvent, now: datetime) -> WrittenReport:
    """Store report.json and report.html, as they stand `now`, and return where they are."""
    run = asked.plan.run
    analysis = msgspec.json.decode(bucket.read(asked.analysis.key), type=Analysis)
    report = build(asked, analysis, _evaluation(bucket, asked), now)
    page_key = report_key(run.team, run.run_id, PAGE_FILE)
    bucket.write(
        report_key(run.team, run.run_id, REPORT_FILE),
        msgspec.json.format(msgspec.json.encode(report), indent=1),
        "application/json",
    )
    bucket.write(page_key, page(report).encode(), "text/html; charset=utf-8")
    uri = bucket.uri(page_key)
    return WrittenReport(
        report_uri=uri,
        report_key=page_key,
        headline=report.headline,
        notification=notification_of(report, uri),
    )


def _evaluation(bucket: Bucket, asked: WriteReportEvent) -> Evaluation | None:
    if asked.evaluation is None:
        return None
    return msgspec.json.decode(bucket.read(asked.evaluation.key), type=Evaluation)

"""The mail's subject is one that SNS takes, whatever the run is called."""

import msgspec
import pytest

from lambdas.contract.report import Report
from lambdas.write_report.notification import notification_of
from tests.unit.write_report.reports import TRAINING, VALIDATION, report_of


def _named(run_id: str) -> Report:
    report = report_of(TRAINING, VALIDATION)
    return msgspec.structs.replace(report, run=msgspec.structs.replace(report.run, run_id=run_id))


@pytest.mark.parametrize("run_id", ["demo_1", "demo_" + "x" * 200, "demo_ü€漢", "a\nb\r\tc\x00"])
def test_subjects_are_short_and_printable(run_id: str) -> None:
    subject = notification_of(_named(run_id), "s3://bucket/key").subject
    assert subject.startswith("Overfitting since epoch")
    assert len(subject) < 100
    assert subject.isascii()
    assert subject.isprintable()

"""Who approved the plan and what was advised before: in report.json, in the page and the mail."""

import msgspec
import pytest

from lambdas.contract.advice import Recommendation
from lambdas.contract.approval import Decision
from lambdas.contract.money import ApprovalReason
from lambdas.contract.report import Report, WriteReportEvent
from lambdas.write_report.advice_section import RECOMMENDATIONS, advice
from lambdas.write_report.approval_section import DECISIONS, REASONS, approval
from lambdas.write_report.notification import notification_of
from tests.unit.analyze_training.samples import PLAN, TRAINED
from tests.unit.write_report.reading import parse
from tests.unit.write_report.reports import (
    ADVICE,
    APPROVAL,
    SUMMARY,
    TRAINING,
    VALIDATION,
    approved,
    report_of,
    report_on,
)


@pytest.fixture(scope="module")
def report() -> Report:
    return report_on(approved(WriteReportEvent(plan=PLAN, trained=TRAINED, analysis=SUMMARY)))


def test_the_report_holds_both(report: Report) -> None:
    assert (report.approval, report.advice) == (APPROVAL, ADVICE)


def test_who_approved_when_why_and_for_which_reasons_is_told(report: Report) -> None:
    tree = parse(approval(report))
    told = dict(
        zip([n.text for n in tree.all("dt")], [n.text for n in tree.all("dd")], strict=True)
    )
    assert told == {
        "Approved by": APPROVAL.approver,
        "Asked because of": "over the budget; capacity with a committed term",
        "Reason given": "The pilot is worth it.",
        "Asked": "2026-08-21 08:00 UTC",
        "Answered": "2026-08-21 09:30 UTC",
        "Plan": APPROVAL.plan_hash,
    }
    assert f"Approved by: {APPROVAL.approver}" in notification_of(report, "s3://b/k").message


def test_an_answer_needs_no_reason(report: Report) -> None:
    silent = msgspec.structs.replace(APPROVAL, reason="")
    assert (
        "Reason givennone" in parse(approval(msgspec.structs.replace(report, approval=silent))).text
    )


def test_the_advice_comes_with_the_rules_that_spoke(report: Report) -> None:
    tree = parse(advice(report))
    assert [h3.text for h3 in tree.all("h3")] == ["Fine-tune and retrieve"]
    assert ADVICE.headline in tree.text
    assert [li.text for li in tree.all("li")] == [
        "facts_change, for retrieve: The facts change weekly.",
        "Few records.",
    ]


def test_without_either_nothing_is_told() -> None:
    plain = report_of(TRAINING, VALIDATION)
    assert (approval(plain), advice(plain)) == ("", "")
    assert "Approved" not in notification_of(plain, "s3://b/k").message


def test_every_word_has_its_sentence() -> None:
    assert set(DECISIONS) == set(Decision)
    assert set(REASONS) == set(ApprovalReason)
    assert set(RECOMMENDATIONS) == set(Recommendation)

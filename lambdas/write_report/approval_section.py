"""The section of the page about who agreed to the cost."""

from lambdas.contract.approval import Decision
from lambdas.contract.money import ApprovalReason
from lambdas.contract.report import Report
from lambdas.write_report.facts import code, facts
from lambdas.write_report.markup import Html, element
from lambdas.write_report.quantities import moment
from lambdas.write_report.sections import section

DECISIONS = {Decision.APPROVED: "Approved by", Decision.REJECTED: "Rejected by"}
REASONS = {
    ApprovalReason.ASKED_FOR: "the request asked for it",
    ApprovalReason.OVER_BUDGET: "over the budget",
    ApprovalReason.UNKNOWN_PRICE: "a price that is not known",
    ApprovalReason.COMMITTED_TERM: "capacity with a committed term",
}


def approval(report: Report) -> Html:
    """Who answered, when and why, and what had to be asked."""
    answer = report.approval
    if answer is None:
        return Html("")
    pairs = [
        (DECISIONS[answer.decision], code(answer.approver)),
        ("Asked because of", "; ".join(REASONS[reason] for reason in answer.reasons)),
        ("Reason given", answer.reason or "none"),
        ("Asked", moment(answer.asked_at)),
        ("Answered", moment(answer.answered_at)),
        ("Plan", code(answer.plan_hash)),
    ]
    return section("Approval", element("div", facts(pairs), class_="card"))

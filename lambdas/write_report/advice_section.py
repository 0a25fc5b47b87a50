"""The section of the page about what was advised before anything was paid."""

from lambdas.contract.advice import AdviceReason, Recommendation
from lambdas.contract.report import Report
from lambdas.write_report.markup import Html, element
from lambdas.write_report.sections import section

RECOMMENDATIONS = {
    Recommendation.FINE_TUNE: "Fine-tune",
    Recommendation.RETRIEVE: "Retrieve",
    Recommendation.BOTH: "Fine-tune and retrieve",
    Recommendation.NEITHER: "Neither",
}


def advice(report: Report) -> Html:
    """The recommendation before training, and the rules that spoke."""
    told = report.advice
    if told is None:
        return Html("")
    reasons = element("ul", *(_reason(one) for one in told.reasons), class_="warnings")
    warnings = element("ul", *(element("li", one) for one in told.warnings), class_="warnings")
    parts = [
        element("h3", RECOMMENDATIONS[told.recommendation]),
        element("p", told.headline),
        *([reasons] if told.reasons else []),
        *([warnings] if told.warnings else []),
    ]
    return section("Advice before training", element("div", *parts, class_="card"))


def _reason(one: AdviceReason) -> Html:
    label = f"{one.rule}, for {RECOMMENDATIONS[one.speaks_for].lower()}: "
    return element("li", element("strong", label), one.sentence)

"""The section of the page about what the custom model still knows of other tasks."""

from lambdas.contract.evaluation import Regression, Retention
from lambdas.contract.report import Report
from lambdas.evaluation import wording
from lambdas.write_report.comparison_section import arms_table, results_table
from lambdas.write_report.drawing import figure
from lambdas.write_report.interval_chart import Limit, interval_chart, legend
from lambdas.write_report.markup import Html, element, join, unbroken
from lambdas.write_report.quantities import confidence, integer, score
from lambdas.write_report.sections import section

HEADLINES = {
    Retention.HELD: "Nothing that counts was forgotten",
    Retention.FORGOT: "Other tasks were forgotten",
    Retention.UNCLEAR: "What was forgotten can't be told",
}
TONES = {Retention.HELD: "good", Retention.FORGOT: "bad", Retention.UNCLEAR: "warn"}


def forgetting(report: Report) -> Html:
    """The regression set's outcome."""
    regression = report.evaluation.regression if report.evaluation else None
    if report.evaluation is None or regression is None:
        return Html("")
    result = regression.result
    judged = element(
        "div",
        element(
            "h3", HEADLINES[regression.retention], class_=f"tone {TONES[regression.retention]}"
        ),
        element("p", unbroken(regression.sentence)),
        "" if result.unheard else results_table("Other tasks", [result]),
        arms_table("Answers to other tasks", report.evaluation.regression_arms),
        class_="card",
    )
    return section("Forgetting", "" if result.unheard else _interval(regression), judged)


def _interval(regression: Regression) -> Html:
    result, limit = regression.result, wording.signed(-regression.most_loss)
    chart = interval_chart(
        "forgetting", [result], Limit(-regression.most_loss, f"held above {limit}")
    )
    caption = join(
        "Left of the dotted line more is lost than the ",
        score(regression.most_loss),
        " allowed. The line is the ",
        confidence(result.interval.confidence),
        " interval over ",
        integer(result.n),
        " records of other tasks.",
    )
    return figure(chart, legend([result]), caption)

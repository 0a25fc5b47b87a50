"""The section of the page about who answers better: scores, intervals, records, cost."""

from collections.abc import Sequence

from lambdas.contract.evaluation import ArmFacts, MetricResult
from lambdas.contract.evaluation_result import Evaluation
from lambdas.contract.report import Report
from lambdas.evaluation import wording
from lambdas.write_report import interval_chart, outcome_chart
from lambdas.write_report.basis_part import basis
from lambdas.write_report.drawing import figure
from lambdas.write_report.interval_chart import Limit
from lambdas.write_report.markup import Html, element, join
from lambdas.write_report.pairs import CUSTOM, PAIRS, RIVALS, Pair, deciding, results_of
from lambdas.write_report.quality_part import quality
from lambdas.write_report.quantities import (
    confidence,
    fine_usd,
    integer,
    score,
    signed,
)
from lambdas.write_report.sections import section
from lambdas.write_report.tables import Table, scrolled, table

ARMS_HEAD = (
    "Side",
    "Answered",
    "Failed",
    "Cut short",
    "Tokens read",
    "Tokens written",
    "Cost",
    "For 1,000 answers",
)


def comparison(report: Report) -> Html:
    """Base against custom, and retrieval if it was measured."""
    evaluation = report.evaluation
    if evaluation is None:
        return Html("")
    return section(
        "Custom model against its base",
        _figures(evaluation),
        element(
            "div",
            element("h3", "Answers"),
            arms_table("Answers", evaluation.arms),
            basis(evaluation, report.questioning),
            class_="card",
        ),
        quality(evaluation),
    )


def results_table(label: str, results: Sequence[MetricResult]) -> Html:
    """Return a row for every result of one pair; the first is of the metric that decides."""
    one, rows = results[0], [_result(result) for result in results]
    head = ("Metric", one.against, one.arm, "Difference", "Interval", "Won", "Tied", "Lost")
    capital = [name.capitalize() for name in head]
    strong = 0 if len(rows) > 1 else None
    return scrolled(label, table(Table(capital, rows, strong, "results stacked")))


def arms_table(label: str, arms: Sequence[ArmFacts]) -> Html:
    """Return what every side did."""
    rows = [_arm(one) for one in arms]
    return scrolled(label, table(Table(ARMS_HEAD, rows, layout="stacked")))


def _figures(evaluation: Evaluation) -> Html:
    """Return charts and tables of every pair of which both sides answered."""
    present = [pair for pair in PAIRS if results_of(evaluation, pair)]
    if not present:
        return Html("")
    tables = element(
        "div",
        *(_pair(evaluation, pair) for pair in present),
        element("p", "Bold is the metric that decides.", class_="note"),
        class_="card",
    )
    return join(_intervals(evaluation), tables, _outcomes(evaluation))


def _intervals(evaluation: Evaluation) -> Html:
    margin = evaluation.verdict.margin
    results = [one for one in evaluation.results if not one.unheard]
    metric = wording.NAMES[evaluation.verdict.metric]
    limit = Limit(margin, f"better beyond {wording.limit(margin)}")
    caption = join(
        "Right of 0 the first of each pair is better. To be better, the custom model's whole ",
        f"interval against the base has to lie beyond the dotted line, by {metric}. ",
        "Each line is the ",
        confidence(evaluation.confidence),
        " interval of the difference, by paired bootstrap over ",
        integer(evaluation.records),
        " records.",
    )
    chart = interval_chart.interval_chart("intervals", results, limit)
    return figure(chart, interval_chart.legend(results), caption, "Differences")


def _pair(evaluation: Evaluation, pair: Pair) -> Html:
    title = pair.title.capitalize()
    return join(element("h3", title), results_table(title, results_of(evaluation, pair)))


def _result(result: MetricResult) -> tuple[str, ...]:
    return (
        wording.NAMES[result.metric],
        score(result.score_of(result.against)),
        score(result.score_of(result.arm)),
        signed(result.difference),
        join(signed(result.interval.low), " to ", signed(result.interval.high)),
        integer(result.wins),
        integer(result.ties),
        integer(result.losses),
    )


def _outcomes(evaluation: Evaluation) -> Html:
    rivals = deciding(evaluation, RIVALS)
    custom = results_of(evaluation, CUSTOM)
    if not custom:
        return Html("")
    results = [*custom, *([rivals] if rivals else [])]
    caption = "Records on which the custom model did better than its base, as well and worse."
    if rivals:
        caption += " The last bar holds it against retrieval."
    chart = outcome_chart.outcome_chart(results)
    return figure(chart, outcome_chart.LEGEND, caption, "Records won, tied and lost")


def _arm(one: ArmFacts) -> tuple[str, ...]:
    return (
        one.arm,
        integer(one.answered),
        integer(one.failed),
        integer(one.truncated),
        integer(one.input_tokens),
        integer(one.output_tokens),
        fine_usd(one.cost_usd),
        fine_usd(one.usd_per_1k_answers),
    )

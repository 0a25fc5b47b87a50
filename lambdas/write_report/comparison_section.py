"""The section of the page about who answers better: scores, intervals, records, cost."""

from collections.abc import Sequence

from lambdas.contract.evaluation import ArmFacts, MetricResult
from lambdas.contract.evaluation_result import Evaluation
from lambdas.contract.report import Report
from lambdas.contract.report_evaluation import Questioning
from lambdas.evaluation import wording
from lambdas.write_report import interval_chart, outcome_chart
from lambdas.write_report.drawing import figure
from lambdas.write_report.facts import code, facts
from lambdas.write_report.interval_chart import Limit
from lambdas.write_report.markup import Html, element, join
from lambdas.write_report.pairs import CUSTOM, PAIRS, RIVALS, Pair, deciding, results_of
from lambdas.write_report.quality_part import quality
from lambdas.write_report.quantities import (
    confidence,
    fine_usd,
    integer,
    percent,
    score,
    signed,
)
from lambdas.write_report.sections import section
from lambdas.write_report.tables import row, scrolled, table

FOUND_BY = {"bm25": "BM25", "embeddings": "Bedrock's embeddings"}


def comparison(report: Report) -> Html:
    """Base against custom, and retrieval if it was measured."""
    evaluation = report.evaluation
    if evaluation is None:
        return Html("")
    present = [pair for pair in PAIRS if results_of(evaluation, pair)]
    return section(
        "Custom model against its base",
        _intervals(evaluation),
        element("div", *(_pair(evaluation, pair) for pair in present), class_="card"),
        _outcomes(evaluation),
        element("div", arms_table("Answers", evaluation.arms), _basis(report), class_="card"),
        quality(evaluation),
    )


def results_table(label: str, results: Sequence[MetricResult]) -> Html:
    """Return a row for every result of one pair."""
    one = results[0]
    head = ("Metric", one.against, one.arm, "Difference", "Interval", "Won", "Tied", "Lost")
    capital = tuple(name.capitalize() for name in head)
    return scrolled(label, table(capital, [_result(result) for result in results]))


def arms_table(label: str, arms: Sequence[ArmFacts]) -> Html:
    """Return what every side did."""
    head = ("", "Answered", "Failed", "Cut", "Tokens read", "Written", "Cost", "For 1,000 answers")
    return scrolled(label, table(head, [_arm(one) for one in arms]))


def _intervals(evaluation: Evaluation) -> Html:
    margin, results = evaluation.verdict.margin, evaluation.results
    metric = wording.NAMES[evaluation.verdict.metric]
    limit = Limit(margin, f"better beyond {wording.score(margin) if margin else 0}")
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


def _result(result: MetricResult) -> Html:
    return row(
        wording.NAMES[result.metric],
        score(result.base),
        score(result.challenger),
        signed(result.difference),
        join(signed(result.low), " to ", signed(result.high)),
        integer(result.wins),
        integer(result.ties),
        integer(result.losses),
    )


def _outcomes(evaluation: Evaluation) -> Html:
    rivals = deciding(evaluation, RIVALS)
    results = [*results_of(evaluation, CUSTOM), *([rivals] if rivals else [])]
    caption = "Records on which the custom model did better, as well and worse, by each metric."
    chart = outcome_chart.outcome_chart(results)
    return figure(chart, outcome_chart.LEGEND, caption, "Records won, tied and lost")


def _arm(one: ArmFacts) -> Html:
    return row(
        one.arm,
        integer(one.answered),
        integer(one.failed),
        integer(one.truncated),
        integer(one.input_tokens),
        integer(one.output_tokens),
        fine_usd(one.cost_usd),
        fine_usd(one.usd_per_1k_answers),
    )


def _basis(report: Report) -> Html:
    evaluation, asked = report.evaluation, report.questioning
    if evaluation is None:
        return Html("")
    pairs = [
        ("Must be better by", join("more than ", score(evaluation.verdict.margin))),
        ("Task", evaluation.task),
        ("Resamples, seed", join(integer(evaluation.resamples), ", ", integer(evaluation.seed))),
        ("Runs this test set decided before", integer(evaluation.earlier_uses)),
        *(_questioning(asked) if asked else []),
    ]
    if evaluation.left_out:
        left_out = ", ".join(wording.NAMES[metric] for metric in evaluation.left_out)
        pairs.append(("Metrics left out", f"{left_out}: they can't judge every reference"))
    return facts(pairs)


def _questioning(asked: Questioning) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = [
        ("Asked as the base", code(asked.base_model_id)),
        ("Longest answer", join(integer(asked.max_answer_tokens), " tokens")),
        ("Failed answers allowed", percent(asked.most_failures)),
    ]
    if asked.retrieval_records is not None:
        similar = join(integer(asked.retrieval_records), " similar training records in each prompt")
        pairs.append(
            (
                "Retrieval",
                join(
                    similar,
                    f", found by {FOUND_BY.get(asked.retrieval_by or '', asked.retrieval_by)}",
                ),
            )
        )
    return pairs

"""Base against custom in the page: the decision first, every figure, what overtakes what."""

import msgspec
import pytest

from lambdas.contract.evaluation import Arm, BreakEven, Metric, Retention
from lambdas.contract.evaluation_result import Decision, Evaluation
from lambdas.contract.report import Report
from lambdas.write_report import basis_part, decision, forgetting_section
from lambdas.write_report.comparison_section import comparison
from lambdas.write_report.cost_section import cost
from lambdas.write_report.examples_section import examples
from lambdas.write_report.forgetting_section import forgetting
from lambdas.write_report.markup import unbroken
from lambdas.write_report.opening import opening
from tests.unit.write_report.evaluations import (
    BETTER,
    BY_VECTORS,
    FORGETFUL,
    FORGOTTEN,
    NOT_BETTER,
    PROMOTED,
    RETIRED,
    UNDECIDED,
    compared,
    evaluation_of,
    report_with,
    unheard,
    without_prices,
)
from tests.unit.write_report.reading import Node, parse
from tests.unit.write_report.reports import TRAINING, VALIDATION, report_of


def _with(**changes: object) -> Report:
    return report_with(msgspec.structs.replace(PROMOTED, **changes))


def _rows(tree: Node, label: str) -> list[list[str]]:
    """Return the cells of the table with this label."""
    (region,) = [n for n in tree.all("div") if n.attributes.get("aria-label") == label]
    rows = region.all("tbody")[0].all("tr")
    return [[c.text for c in row.all("th") + row.all("td")] for row in rows]


def _fact(report: Report, name: str) -> str:
    tree = parse(comparison(report))
    pairs = zip(tree.all("dt"), tree.all("dd"), strict=True)
    return next(value.text for term, value in pairs if term.text == name)


@pytest.mark.parametrize(
    ("evaluation", "line", "tone"),
    [
        (PROMOTED, "Better than its base, and promoted", "good"),
        (evaluation_of(BETTER, Decision.KEEP), "Better than its base, and kept", "good"),
        (RETIRED, "Not better than its base, and retired", "bad"),
        (
            evaluation_of([compared(Metric.ACCURACY, (0.7, 0.4))], Decision.RETIRE),
            "Worse than its base, and retired",
            "bad",
        ),
        (
            evaluation_of(NOT_BETTER, Decision.RETIRE, regression=FORGOTTEN),
            "Not better than its base, and retired",
            "bad",
        ),
        (FORGETFUL, "Better at its task, but it forgot others: retired", "bad"),
        (UNDECIDED, "Inconclusive: nothing decided, nothing promoted", "warn"),
    ],
)
def test_the_page_begins_with_the_decision_and_its_figures(
    evaluation: Evaluation, line: str, tone: str
) -> None:
    report = report_with(evaluation)
    tree = parse(opening(report))
    (heading,) = tree.all("h1")
    assert heading.text == line
    assert f"decision {tone}" in [div.attributes.get("class") for div in tree.all("div")]
    assert (report.headline, report.decision) == (line, evaluation.decision)
    assert unbroken(evaluation.verdict.sentence) in tree.text


def test_the_figures_asked_for_first_are_the_scores_and_the_money() -> None:
    cards = parse(opening(report_with(PROMOTED))).all("dl")[0].all("div")
    assert [card.text for card in cards] == [
        "Base model0.312exact match",
        "Custom model0.629exact match",
        "Difference+0.31795 % interval: +0.257 to +0.377",
        "Cost$3.58estimated: $3.86",
    ]


def test_the_verdict_on_training_stands_with_the_losses() -> None:
    report = report_with(PROMOTED)
    assert report.verdict.headline not in opening(report)
    plain = report_of(TRAINING, VALIDATION)
    assert plain.verdict.headline in opening(plain)
    assert (plain.decision, plain.evaluation, plain.questioning) == (None, None, None)


def test_every_pair_has_a_table_of_its_metrics() -> None:
    tree = parse(comparison(report_with(PROMOTED)))
    assert _rows(tree, "Custom against base")[0] == (
        ["exact match", "0.312", "0.629", "+0.317", "+0.257 to +0.377", "124", "92", "24"]
    )
    assert [row[0] for row in _rows(tree, "Retrieval against base")] == [
        "exact match",
        "token F1",
        "ROUGE-L",
        "chrF",
    ]
    assert _rows(tree, "Custom against retrieval")[3][3:5] == ["+0.031", "-0.0001 to +0.062"]


@pytest.mark.parametrize("side", [Arm.BASE, Arm.CUSTOM])
def test_against_a_side_that_never_answered_no_figure_is_told(side: Arm) -> None:
    report = report_with(unheard(side))
    tree = parse(opening(report))
    told = f"Inconclusive: all 240 answers of {side} failed."
    assert report.evaluation
    assert report.evaluation.verdict.sentence == told
    assert told in tree.text
    assert "decision warn" in [div.attributes.get("class") for div in tree.all("div")]
    names = [card.text for card in tree.all("dl")[0].all("dt")]
    assert not {"Base model", "Custom model", "Difference"} & set(names)
    whole = parse(comparison(report))
    labels = [n.attributes["aria-label"] for n in whole.all("div") if "tabindex" in n.attributes]
    other = "Retrieval against base" if side is Arm.CUSTOM else "Custom against retrieval"
    assert labels == [other, "Answers"]
    assert "did better than its base" not in whole.text
    forgotten = parse(forgetting(report))
    assert f"Other tasks: all 240 answers of {side} failed." in forgotten.text
    assert "Interval" not in forgotten.text
    assert any("240 of 240 answers of one side" in one.reason for one in report.next_steps)


def test_retrieval_that_never_answered_is_left_out_of_tables_and_charts() -> None:
    report = report_with(unheard(Arm.RETRIEVAL))
    tree = parse(comparison(report))
    labels = [n.attributes["aria-label"] for n in tree.all("div") if "tabindex" in n.attributes]
    assert labels == ["Custom against base", "Answers"]
    assert "custom against retrieval" not in tree.text
    assert "a side never answered" in _fact(report, "Retrieval or custom")


def test_where_nobody_answered_the_page_has_no_comparison() -> None:
    nobody = [
        msgspec.structs.replace(one, failures=dict.fromkeys(one.failures, 240)) for one in BETTER
    ]
    report = report_with(evaluation_of(nobody, Decision.UNDECIDED))
    tree = parse(comparison(report))
    labels = [n.attributes["aria-label"] for n in tree.all("div") if "tabindex" in n.attributes]
    assert labels == ["Answers"]
    assert "Bold is the metric that decides" not in tree.text


def test_without_retrieval_there_is_one_pair() -> None:
    tree = parse(comparison(report_with(RETIRED)))
    labels = [n.attributes["aria-label"] for n in tree.all("div") if "tabindex" in n.attributes]
    assert labels == ["Custom against base", "Answers"]
    assert "Retrieval" not in tree.text


def test_what_each_side_did_and_cost_is_told() -> None:
    tree = parse(comparison(report_with(PROMOTED)))
    assert _rows(tree, "Answers")[1] == (
        ["custom", "238", "2", "3", "19,321", "4,110", "$0.00328", "$0.0137"]
    )


def test_how_the_sides_were_asked_is_told() -> None:
    report = report_with(PROMOTED)
    assert _fact(report, "Must be better by") == "more than 0.020"
    assert _fact(
        report_with(evaluation_of(BETTER, Decision.KEEP, margin=0)), "Must be better by"
    ) == ("more than 0")
    assert _fact(report, "Resamples, seed") == "10,000, 0"
    assert _fact(report, "Longest answer") == "512 tokens"
    assert _fact(report, "Asked as the base") == "amazon.nova-micro-v1:0"
    assert _fact(report, "Retrieval") == "4 similar training records in each prompt, found by BM25"
    assert _fact(_with(left_out=[Metric.NUMERIC_MATCH]), "Metrics left out") == (
        "numeric match: they can't judge every reference"
    )
    assert _fact(_with(earlier_uses=3), "Runs this test set decided before") == "3"


def test_what_looking_for_similar_records_took_is_told() -> None:
    report = report_with(BY_VECTORS)
    assert _fact(report, "Retrieval").endswith("in each prompt, found by Bedrock's embeddings")
    assert _fact(report, "Vectors made by") == "amazon.titan-embed-text-v2:0"
    assert (
        _fact(report, "Training records embedded")
        == "1,197, 38,211 tokens; cut: 2, refused: 1, failed: 3"
    )
    assert _fact(report, "Questions embedded") == "240, 7,605 tokens; cut: 0, refused: 0, failed: 0"
    assert _fact(report, "Retrieval, however many answers") == (
        "$0.04: vectors of the training records"
    )
    asked, used = report_with(PROMOTED).cost.used, report.cost.used
    assert asked
    assert used
    assert used.evaluation_usd == pytest.approx((asked.evaluation_usd or 0) + 0.0382)
    assert "Making vectors$0.001 per 1,000 tokens" in parse(cost(report)).text
    assert "Making vectors" not in parse(cost(report_with(PROMOTED))).text


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ((Arm.RETRIEVAL, Arm.CUSTOM, 82_645), "at first; from 82,645 answers on custom is"),
        ((Arm.CUSTOM, Arm.CUSTOM, 0), "custom is the cheaper from the first answer on"),
        ((None, None, None), "they cost the same"),
    ],
)
def test_what_overtakes_what_is_told(
    found: tuple[Arm | None, Arm | None, int | None], words: str
) -> None:
    first, last, answers = found
    even = BreakEven(cheaper_at_first=first, cheaper_in_the_end=last, answers=answers)
    assert words in _fact(_with(break_even=even), "Retrieval or custom")


def test_unknown_prices_are_unknown_and_never_nothing() -> None:
    report = report_with(without_prices(PROMOTED))
    assert report.cost.used
    assert (report.cost.used.evaluation_usd, report.cost.used.total_usd) == (None, None)
    assert _fact(report, "For 1,000 answers") == "base unknown, custom unknown, retrieval unknown"
    assert _fact(report, "Custom, however many answers").startswith("unknown: ")
    assert "a price is unknown" in _fact(report, "Retrieval or custom")
    assert "Costunknownestimated: unknown" in parse(opening(report)).text
    assert "$0" not in parse(comparison(report)).text


@pytest.mark.parametrize(
    ("evaluation", "words"),
    [(PROMOTED, "Nothing that counts was forgotten"), (FORGETFUL, "Other tasks were forgotten")],
)
def test_what_was_forgotten_is_told_against_its_own_threshold(
    evaluation: Evaluation, words: str
) -> None:
    assert evaluation.regression
    tree = parse(forgetting(report_with(evaluation)))
    assert tree.all("h3")[0].text == words
    assert unbroken(evaluation.regression.sentence) in tree.text
    assert "held above -0.050" in tree.text
    assert _rows(tree, "Other tasks")[0][0] == "token F1"
    assert [row[0] for row in _rows(tree, "Answers to other tasks")] == ["base", "custom"]


def test_every_cell_of_a_table_knows_its_column() -> None:
    tree = parse(comparison(report_with(PROMOTED)))
    for one in tree.all("table"):
        head = [th.text for th in one.all("thead")[0].all("th")][1:]
        for tr in one.all("tbody")[0].all("tr"):
            assert [td.attributes["data-label"] for td in tr.all("td")] == head


def test_the_metric_that_decides_stands_out() -> None:
    tree = parse(comparison(report_with(PROMOTED)))
    strong = [tr for tr in tree.all("tr") if tr.attributes.get("class") == "strong"]
    assert [tr.all("th")[0].text for tr in strong] == ["exact match"] * 3


def test_a_run_that_was_not_evaluated_has_none_of_it() -> None:
    plain = report_of(TRAINING, VALIDATION)
    assert (comparison(plain), forgetting(plain), examples(plain)) == ("", "", "")


def test_every_word_has_its_sentence() -> None:
    assert set(decision.HEADLINES) == set(decision.TONES) == set(Decision)
    assert set(forgetting_section.HEADLINES) == set(forgetting_section.TONES) == set(Retention)
    assert basis_part.FOUND_BY.keys() == {"bm25", "embeddings"}

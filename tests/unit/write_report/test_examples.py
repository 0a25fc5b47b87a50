"""Records on which the sides differ most: ids, and words where they may be shown."""

import msgspec

from lambdas.contract.report import Report
from lambdas.score_evaluation import examples as kept
from lambdas.write_report.examples_section import LONGEST_SHOWN, examples
from tests.unit.write_report.evaluations import PROMOTED, SHOWN, report_with, with_words
from tests.unit.write_report.reading import parse


def _with(**changes: object) -> Report:
    return report_with(msgspec.structs.replace(PROMOTED, **changes))


def test_without_words_examples_are_ids_and_scores() -> None:
    tree = parse(examples(report_with(PROMOTED)))
    told = [[c.text for c in row.all("th") + row.all("td")] for row in tree.all("tr")]
    assert told[1] == ["faq-12", "0.000", "1.000"]
    assert told[-1] == ["line 140", "0.500", "0.000"]
    assert "ids only" in tree.text


def test_words_are_shown_where_the_request_lets_them() -> None:
    tree = parse(examples(report_with(with_words(PROMOTED))))
    assert tree.text.count(SHOWN.prompt) == 7
    assert "Record faq-88: base 1.000, custom 0.250" in tree.text
    assert "ids only" not in tree.text


def test_long_words_are_cut_and_empty_ones_told() -> None:
    shown = msgspec.structs.replace(SHOWN, prompt="x" * 601, base=" \n")
    gains = [msgspec.structs.replace(PROMOTED.gains[0], shown=shown)]
    tree = parse(examples(_with(gains=gains, losses=[])))
    words = [dd.text for dd in tree.all("dd")]
    assert words == [f"{'x' * 600}... (cut here)", "E-17", "(nothing)", "E-17"]
    assert [h3.text for h3 in tree.all("h3")] == ["Largest gains of the custom model"]


def test_texts_of_many_lines_are_cut_too() -> None:
    shown = msgspec.structs.replace(SHOWN, prompt="a\n" * 20, base="a\n" * 21)
    gains = [msgspec.structs.replace(PROMOTED.gains[0], shown=shown)]
    words = [dd.text for dd in parse(examples(_with(gains=gains, losses=[]))).all("dd")]
    assert words[0] == "a\n" * 20
    assert words[2] == "a\n" * 20 + "... (cut here)"


def test_records_turn_no_other_words_around() -> None:
    tree = parse(examples(report_with(with_words(PROMOTED))))
    assert {dd.attributes["dir"] for dd in tree.all("dd")} == {"auto"}
    assert next(bdi.text for bdi in tree.all("bdi")) == "faq-12"
    ids = parse(examples(report_with(PROMOTED)))
    assert len(ids.all("bdi")) == 7


def test_sides_that_answer_alike_have_no_examples() -> None:
    assert examples(_with(gains=[], losses=[])) == ""


def test_what_is_kept_is_more_than_what_is_shown() -> None:
    assert LONGEST_SHOWN < kept.LONGEST_SHOWN

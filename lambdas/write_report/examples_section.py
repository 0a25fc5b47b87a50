"""The section of the page about the records on which the sides differ most."""

from collections.abc import Sequence

from lambdas.contract.evaluation_result import Example, Shown
from lambdas.contract.report import Report
from lambdas.evaluation import wording
from lambdas.write_report.markup import Html, element, join
from lambdas.write_report.quantities import score
from lambdas.write_report.sections import section
from lambdas.write_report.tables import Table, table

LONGEST_SHOWN, MOST_LINES = 600, 20
"""Characters and lines of a text; report.json holds more."""
RECORD_HEAD = ("Record", "Base", "Custom")


def examples(report: Report) -> Html:
    """The largest gains and losses: ids, and words where the request lets reports show them."""
    evaluation = report.evaluation
    if evaluation is None or not evaluation.gains + evaluation.losses:
        return Html("")
    cards = [
        _card(title, listed)
        for title, listed in (
            ("Largest gains of the custom model", evaluation.gains),
            ("Largest losses of the custom model", evaluation.losses),
        )
        if listed
    ]
    note = f"Scores by {wording.NAMES[evaluation.verdict.metric]}."
    if not any(one.shown for one in evaluation.gains + evaluation.losses):
        note += " The request lets reports show no records (examples_in_report): ids only."
    return section("Examples", element("p", note, class_="note above"), *cards)


def _card(title: str, listed: Sequence[Example]) -> Html:
    heading = element("h3", title)
    if any(one.shown for one in listed):
        return element("div", heading, *(_example(one) for one in listed), class_="card")
    rows = [(_name(one), score(one.base), score(one.custom)) for one in listed]
    return element("div", heading, table(Table(RECORD_HEAD, rows, layout="records")), class_="card")


def _example(one: Example) -> Html:
    scores = join("base ", score(one.base), ", custom ", score(one.custom))
    name = element("h4", "Record ", _name(one), ": ", element("span", scores, class_="scores"))
    return element("article", name, _words(one.shown) if one.shown else "", class_="example")


def _name(one: Example) -> Html:
    """Return a record's id, which may be written from right to left, and ends there."""
    return element("bdi", one.id)


def _words(shown: Shown) -> Html:
    told = (
        ("Prompt", shown.prompt),
        ("Reference", shown.reference),
        ("Base", shown.base),
        ("Custom", shown.custom),
    )
    cells = [
        join(element("dt", name), element("dd", _cut(text), dir="auto")) for name, text in told
    ]
    return element("dl", *cells, class_="words")


def _cut(text: str) -> str:
    if not text.strip():
        return "(nothing)"
    shown = "".join(text[:LONGEST_SHOWN].splitlines(keepends=True)[:MOST_LINES])
    return text if shown == text else f"{shown}... (cut here)"

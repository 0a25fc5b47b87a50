"""The section of the page about the records on which the sides differ most."""

from collections.abc import Sequence

from lambdas.contract.evaluation_result import Example, Shown
from lambdas.contract.report import Report
from lambdas.evaluation import wording
from lambdas.write_report.markup import Html, element, join
from lambdas.write_report.quantities import score
from lambdas.write_report.sections import section
from lambdas.write_report.tables import row, table

LONGEST_SHOWN = 600
"""Characters of a text; report.json holds more."""


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
    return section("Examples", *cards, element("p", note, class_="note"))


def _card(title: str, listed: Sequence[Example]) -> Html:
    heading = element("h3", title)
    if any(one.shown for one in listed):
        return element("div", heading, *(_example(one) for one in listed), class_="card")
    rows = [row(one.id, score(one.base), score(one.custom)) for one in listed]
    return element("div", heading, table(("Record", "Base", "Custom"), rows), class_="card")


def _example(one: Example) -> Html:
    scores = join(": base ", score(one.base), ", custom ", score(one.custom))
    name = element("h4", "Record ", one.id, scores)
    return element("article", name, _words(one.shown) if one.shown else "", class_="example")


def _words(shown: Shown) -> Html:
    told = (
        ("Prompt", shown.prompt),
        ("Reference", shown.reference),
        ("Base", shown.base),
        ("Custom", shown.custom),
    )
    cells = [join(element("dt", name), element("dd", _cut(text))) for name, text in told]
    return element("dl", *cells, class_="words")


def _cut(text: str) -> str:
    if not text.strip():
        return "(nothing)"
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}... (cut here)"

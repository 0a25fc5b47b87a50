"""The page: whole, self-contained, true to report.json, and safe whatever the data says."""

import math
import re
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from lambdas.contract.report import Report, Suggestion, VerdictWord
from lambdas.contract.serving import Kind
from lambdas.write_report.opening import TONES
from lambdas.write_report.page import page
from tests.unit.write_report.evaluations import BY_VECTORS, PROMOTED, report_with, with_words
from tests.unit.write_report.reading import Node, parse
from tests.unit.write_report.reports import (
    TRAINING,
    VALIDATION,
    approved,
    report_of,
    report_on,
    served,
)

HOSTILE = "</style></title><script>alert('x')</script>\"'& ${style} $title"


TRAINED_ONLY = report_on(approved(served(Kind.PROVISIONED, 4, alias=True)))
EVALUATED = report_with(with_words(PROMOTED))


@pytest.fixture(
    scope="module",
    params=[TRAINED_ONLY, EVALUATED, report_with(BY_VECTORS)],
    ids=["trained", "evaluated", "by vectors"],
)
def report(request: pytest.FixtureRequest) -> Report:
    report: Report = request.param
    return report


@pytest.fixture(scope="module")
def text(report: Report) -> str:
    return page(report)


@pytest.fixture(scope="module")
def tree(text: str) -> Node:
    return parse(text)


def test_it_is_one_document_with_language_title_and_one_heading(tree: Node, report: Report) -> None:
    assert tree.all("html")[0].attributes["lang"] == "en"
    assert report.headline in tree.all("head")[0].all("title")[0].text
    assert [h1.text for h1 in tree.all("h1")] == [report.headline]


def test_sections_come_in_reading_order(tree: Node, report: Report) -> None:
    compared = ["Custom model against its base", "Forgetting"] if report.evaluation else []
    examples = ["Examples"] if report.evaluation else []
    assert [h2.text for h2 in tree.all("h2")] == [
        *compared,
        "Loss over epochs",
        "Cost",
        "What to try next",
        "Warnings",
        *examples,
        "Serving",
        "Approval",
        "Advice before training",
        "Data",
        "Model and job",
    ]


def test_it_asks_for_nothing_else(text: str, tree: Node) -> None:
    fetching = {"script", "link", "img", "iframe", "object", "embed", "image", "a", "base"}
    assert not [n.tag for tag in fetching for n in tree.all(tag)]
    places = re.findall(r"""(?:src|href)\s*=\s*["']?([^"'\s>]+)|url\(\s*["']?([^)"']+)""", text)
    assert places
    assert all((plain or css).startswith("#") for plain, css in places)
    assert "@import" not in text
    assert not re.search(r"xmlns|https?://", text)


def test_the_browser_is_told_to_ask_for_nothing_else(tree: Node) -> None:
    policy = [m.attributes["content"] for m in tree.all("meta") if "http-equiv" in m.attributes]
    assert policy == ["default-src 'none'; style-src 'unsafe-inline'"]


def test_the_charts_bring_no_style_that_would_leak_into_the_page(tree: Node) -> None:
    assert len(tree.all("style")) == 1


def test_ids_are_unique_and_references_lead_somewhere(text: str) -> None:
    ids = re.findall(r'\bid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'(?:href="#|url\(#)([^")]+)', text)) <= set(ids)


def _numbers(value: Any) -> Iterator[float]:
    if isinstance(value, dict | list):
        inner = value.values() if isinstance(value, dict) else value
        yield from (number for item in inner for number in _numbers(item))
    elif isinstance(value, int | float):
        yield value


def test_every_number_shown_is_in_the_report(tree: Node, report: Report) -> None:
    known = set(_numbers(msgspec.json.decode(msgspec.json.encode(report))))
    shown = [float(node.attributes["value"]) for node in tree.all("data")]
    assert len(shown) > 40
    assert set(shown) <= known


def test_figures_read_as_the_number_they_carry(tree: Node) -> None:
    for node in tree.all("data"):
        exact, read = float(node.attributes["value"]), _read(node.text)
        # Sums of money are told to the cent.
        least = 0.005 if "$" in node.text else 0.0
        assert read == pytest.approx(exact, rel=0.01, abs=least), node.text


def _read(text: str) -> float:
    """Return the number behind a figure as a person would read it."""
    if time := re.fullmatch(r"(\d+) h (\d+) min", text):
        return int(time[1]) * 3600.0 + int(time[2]) * 60
    plain = re.fullmatch(r"\$?([-+]?[\d.,]+) ?(%|bytes|KB|MB|h|min)?", text)
    assert plain, text
    units = {"%": 0.01, "KB": 1e3, "MB": 1e6, "min": 1 / 60}
    return float(plain[1].replace(",", "")) * units.get(plain[2], 1)


def test_every_number_but_of_the_losses_is_shown(tree: Node, report: Report) -> None:
    shown = {float(node.attributes["value"]) for node in tree.all("data")}
    told = [report.cost, report.datasets, report.serving, report.evaluation, report.questioning]
    assert set(_numbers(msgspec.to_builtins(told))) <= shown


def test_sources_of_prices_are_shown_with_their_dates(tree: Node, report: Report) -> None:
    for price in (report.cost.training_price_per_1k_tokens, report.cost.storage_price_per_month):
        assert price
        assert f"({price.source}, as of {price.as_of})" in tree.text


def test_reasons_and_warnings_are_shown(tree: Node, report: Report) -> None:
    told = [s.reason for s in report.next_steps] + [s.suggestion for s in report.next_steps]
    assert told
    assert all(words in tree.text for words in told + report.warnings)


def _hostile(value: Any) -> Any:
    """Return data in which every string is an attack, but those that the program itself chose."""
    if isinstance(value, dict):
        return {k: v if _is_ours(k, v) else _hostile(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_hostile(item) for item in value]
    return HOSTILE if isinstance(value, str) else value


def _is_ours(name: str, value: Any) -> bool:
    words = {
        *(
            "word",
            "kind",
            "outcome",
            "decision",
            "recommendation",
            "speaks_for",
            "choice",
            "metric",
        ),
        *("task", "arm", "against", "retention", "cheaper_at_first", "cheaper_in_the_end"),
        *("left_out", "retrieval_by"),
    }
    # What an approval is asked for are words; what advice rests on are objects with sentences.
    reasons = name == "reasons" and all(isinstance(one, str) for one in value)
    return name in words or name.endswith("_at") or reasons


def test_data_stays_data(report: Report) -> None:
    attacked = msgspec.convert(_hostile(msgspec.to_builtins(report)), Report)
    text = page(attacked)
    assert "<script" not in text
    assert parse(text).text.count(HOSTILE) > 20


@pytest.mark.parametrize("word", VerdictWord)
def test_every_verdict_has_its_colour(word: VerdictWord) -> None:
    assert f".{TONES[word]} {{" in page(report_of(TRAINING, VALIDATION))


def test_a_run_without_validation_shows_none() -> None:
    report = msgspec.structs.replace(report_of([2.0, 1.5], []), next_steps=[], warnings=[])
    tree = parse(page(report))
    assert "validation, end of an epoch" not in tree.text
    assert "What to try next" not in tree.text
    assert "Warnings" not in tree.text
    assert [c.text for c in tree.all("tr")[1].all("td")][1] == "-"


def test_losses_that_are_not_finite_are_told() -> None:
    tree = parse(page(report_of([2.0, math.nan], [1.8, math.nan])))
    assert [c.text for c in tree.all("tr")[2].all("td")] == ["not finite"] * 4


def test_a_suggestion_comes_with_its_reason(report: Report) -> None:
    steps = [Suggestion(suggestion="Do this.", reason="Because of 42.")]
    tree = parse(page(msgspec.structs.replace(report, next_steps=steps)))
    (item,) = [li for listed in tree.all("ol") for li in listed.all("li")]
    assert item.text == "Do this.Because of 42."


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["text", "muted", "blue", "orange", "violet"])
def test_contrast_is_enough_to_read(text: str, scheme: int, name: str) -> None:
    """At least 4.5 to 1, level AA of https://www.w3.org/TR/WCAG22/#contrast-minimum."""
    block = re.findall(r":root \{([^}]*)\}", text)[scheme]
    colours = dict(re.findall(r"--(\w+): (#\w+);", block))
    for ground in ("page", "card"):
        dark, light = sorted([_luminance(colours[name]), _luminance(colours[ground])])
        assert (light + 0.05) / (dark + 0.05) >= 4.5

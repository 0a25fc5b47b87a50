"""The page on models follows from the catalogue, and `make catalogue` tells what to look after."""

import datetime as dt
from pathlib import Path

import pytest

from lambdas import catalogue
from lambdas.catalogue.__main__ import DOCUMENT, report
from lambdas.catalogue.document import written
from lambdas.catalogue.overview import COLUMNS, line, overview, words

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / DOCUMENT).read_text()


def test_the_page_is_current_run_make_catalogue_otherwise() -> None:
    assert written(PAGE) == PAGE
    rows = [row for row in PAGE.splitlines() if row.startswith("| nova-2-lite |")]
    assert len(rows) == 2


def test_a_page_that_says_something_else_is_written_anew() -> None:
    assert written(PAGE.replace("| nova-2-lite | amazon", "| nova-9 | amazon")) == PAGE


def test_every_model_has_its_line() -> None:
    lines = overview()
    assert [one.name for one in lines] == [model.name for model in catalogue.models()]
    assert {len(words(one)) for one in lines} == {len(COLUMNS)}
    assert [one.name for one in lines if one.run_can_tune] == [
        "nova-2-lite",
        "nova-lite",
        "nova-micro",
        "nova-pro",
    ]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("nova-2-lite", ("active", "yes", "yes", "$0.00378 per 1,000 tokens")),
        ("nova-micro", ("active", "yes", "yes", "unknown, by the token")),
        ("titan-multimodal-embeddings", ("active", "yes", "no", "unknown, by the image")),
        ("gpt-oss-20b", ("active", "yes", "no", "unknown")),
        ("llama-3-1-8b", ("legacy, 2027-03-30", "no", "no", "$0.00149 per 1,000 tokens")),
        ("nova-premier", ("end of life, 2026-09-14", "no", "no", "none")),
        ("cohere-command", ("not offered", "no", "no", "unknown, by the token")),
    ],
)
def test_a_line(name: str, wanted: tuple[str, ...]) -> None:
    (model,) = [model for model in catalogue.models() if model.name == name]
    cells = dict(zip(COLUMNS, words(line(model)), strict=True))
    assert tuple(cells[key] for key in ("state", "new jobs", "run", "training price")) == wanted


def test_the_report_names_what_is_past_review_and_what_is_unknown() -> None:
    count = len(catalogue.models())
    before = report(dt.date(2026, 11, 24))
    assert before.startswith(f"{count} models, 0 past review on 2026-11-24:\n  none\n")
    assert "\n    prices.training_usd_per_1k_tokens\n" in before
    after = report(dt.date(2027, 1, 1)).splitlines()
    assert after[0] == f"{count} models, 3 past review on 2027-01-01:"
    assert "  nova-micro: to be reviewed by 2026-12-31" in after

"""`customize models`: the catalogue as a table, one model in full, and both as JSON."""

import json

import pytest

from lambdas import catalogue
from lambdas.catalogue.gaps import gaps
from lambdas.catalogue.model import Model
from lambdas.catalogue.overview import COLUMNS
from tests.unit.cli.conftest import Customize


def cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip("│┃").replace("┃", "│").split("│")]


def test_its_table_has_every_model_with_its_whole_id(customize: Customize) -> None:
    shown = customize("models").stdout
    rows = [cells(row) for row in shown.splitlines() if row[:1] in "│┃"]
    assert tuple(rows[0]) == COLUMNS
    assert [row[:2] for row in rows[1:]] == [
        [model.name, model.ids.to_customize or "none"] for model in catalogue.models()
    ]
    (micro,) = [row for row in rows if row[0] == "nova-micro"]
    assert "unknown, by the token" in micro
    assert "customize models NAME" in shown


def test_its_json_says_null_for_what_is_unknown(customize: Customize) -> None:
    models = json.loads(customize("models", "--json").stdout)["models"]
    (micro,) = [model for model in models if model["name"] == "nova-micro"]
    assert micro == {
        "name": "nova-micro",
        "title": "Nova Micro",
        "provider": "Amazon",
        "id": "amazon.nova-micro-v1:0:128k",
        "methods": ["FINE_TUNING", "DISTILLATION"],
        "regions": ["us-east-1"],
        "state": "active",
        "ends_on": None,
        "takes_new_jobs": True,
        "run_can_tune": True,
        "served": ["on_demand", "provisioned"],
        "training_usd_per_1k_tokens": None,
        "billed": "token",
        "review_by": micro["review_by"],
    }


@pytest.mark.parametrize(
    "name", ["nova-2-lite", "amazon.nova-2-lite-v1:0:256k", "amazon.nova-2-lite-v1:0"]
)
def test_one_model_in_full_by_name_and_by_id(name: str, customize: Customize) -> None:
    lines = customize("models", name).stdout.splitlines()
    assert lines[0] == "name: nova-2-lite"
    assert "      max_training_bytes: unknown" in lines
    assert "      max_records: 20000" in lines
    effort = "name reasoningEffort, type word, words low, medium, high, required false"
    assert f"        - {effort}" in lines
    (price,) = [line for line in lines if line.startswith("  training_usd_per_1k_tokens: 0.00378")]
    assert "(2026-08-02, https://pricing.us-east-1.amazonaws.com/" in price


@pytest.mark.parametrize("model", catalogue.models(), ids=lambda model: model.name)
def test_every_gap_and_every_source_of_a_model_is_shown(model: Model, customize: Customize) -> None:
    shown = customize("models", model.name).stdout
    assert shown.count("unknown") >= len(gaps(model))
    content = json.loads(customize("models", model.name, "--json").stdout)
    for source in content["lifecycle"]["sources"]:
        assert f"  source: {source}\n" in shown


def test_text_with_a_line_break_stays_on_its_line(customize: Customize) -> None:
    assert (
        r"reserved_strings: \nHuman:, \nAssistant:" in customize("models", "claude-3-haiku").stdout
    )


def test_an_unknown_model_lists_the_names(customize: Customize) -> None:
    result = customize("models", "gpt-4")
    assert result.exit_code == 2
    assert 'no model "gpt-4" in the catalogue; it has: claude-3-haiku, ' in result.stderr

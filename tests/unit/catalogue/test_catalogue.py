"""The catalogue: every entry sourced and dated, read strictly, and alone with its facts."""

import datetime
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from lambdas import catalogue
from lambdas.catalogue import shelf
from lambdas.catalogue.dataset import Content, Format
from lambdas.catalogue.facts import Fact
from lambdas.catalogue.model import Method, Model, Role, State
from lambdas.contract.problems import Problem
from lambdas.contract.request import DEFAULT_MODEL
from tests.unit.catalogue.entries import entry

ROOT = Path(__file__).parents[3]
FILES = sorted((shelf.FOLDER / "models").glob("*.json"))
NAMES = [
    "claude-3-haiku",
    "cohere-command",
    "cohere-command-light",
    "gpt-oss-20b",
    "llama-3-1-70b",
    "llama-3-1-8b",
    "llama-3-2-11b",
    "llama-3-2-1b",
    "llama-3-2-3b",
    "llama-3-2-90b",
    "llama-3-3-70b",
    "nova-2-lite",
    "nova-canvas",
    "nova-lite",
    "nova-micro",
    "nova-premier",
    "nova-pro",
    "qwen3-32b",
    "titan-image-generator-v2",
    "titan-multimodal-embeddings",
    "titan-text-express",
    "titan-text-lite",
    "titan-text-premier",
]
ACTIVE = [
    "gpt-oss-20b",
    "nova-2-lite",
    "nova-lite",
    "nova-micro",
    "nova-pro",
    "qwen3-32b",
    "titan-multimodal-embeddings",
]

MODEL_ID = re.compile(
    r"amazon\.(nova|titan)|anthropic\.claude|meta\.llama|cohere\.command|openai\.gpt|qwen\.qwen"
)


def groups(value: object) -> Iterator[dict[str, Any]]:
    """Yield every object of an entry that carries a date."""
    if isinstance(value, dict):
        if "as_of" in value:
            yield value
        for inner in value.values():
            yield from groups(inner)


def test_the_models() -> None:
    assert [model.name for model in catalogue.models()] == NAMES
    assert DEFAULT_MODEL in ACTIVE


def test_the_models_that_take_new_jobs() -> None:
    active = [model.name for model in catalogue.models() if model.lifecycle.takes_new_jobs]
    assert active == ACTIVE


@pytest.mark.parametrize("model", catalogue.models(), ids=lambda model: model.name)
def test_dates_fit_the_state(model: Model) -> None:
    life = model.lifecycle
    dates = [day for day in (life.launched_on, life.legacy_on, life.ends_on) if day]
    assert dates == sorted(dates)
    assert (life.ends_on is not None) == (life.state in (State.LEGACY, State.END_OF_LIFE))
    assert model.review_by > datetime.date(2026, 11, 24)


@pytest.mark.parametrize("model", catalogue.models(), ids=lambda model: model.name)
def test_rules_fit_their_format(model: Model) -> None:
    for offer in model.methods.values():
        rules = offer.dataset
        if rules is None:
            assert offer.roles == (Role.TEACHER,)
            continue
        assert (rules.captions is not None) == (rules.format is Format.IMAGE_CAPTION)
        for content, limits in (
            (Content.IMAGE, rules.images),
            (Content.VIDEO, rules.videos),
            (Content.DOCUMENT, rules.documents),
        ):
            assert (content in rules.contents) == (limits is not None)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_is_called_as_its_model(path: Path) -> None:
    assert shelf.read(path, Model).name == path.stem


@pytest.mark.parametrize("path", [*FILES, shelf.FOLDER / "common.json"], ids=lambda path: path.stem)
def test_every_value_has_a_source_and_a_date(path: Path) -> None:
    found = list(groups(json.loads(path.read_bytes())))
    assert found
    for group in found:
        sources = group.get("sources") or [group["source"]]
        for source in sources:
            assert source.startswith(("https://", "a third party's")), source
        assert "2024" <= group["as_of"] < "2027"


@pytest.mark.parametrize("key", ["name", "to_customize", "to_invoke"])
def test_names_and_ids_are_unique(key: str) -> None:
    found = [getattr(model if key == "name" else model.ids, key) for model in catalogue.models()]
    values = [value for value in found if value is not None]
    assert len(set(values)) == len(values)


@pytest.mark.parametrize("name", NAMES)
def test_a_model_is_found_by_name_and_by_id(name: str) -> None:
    found = catalogue.find(name)
    assert isinstance(found, Model)
    assert found.name == name
    for model_id in filter(None, (found.ids.to_customize, found.ids.to_invoke)):
        assert catalogue.find(model_id) is found


@pytest.mark.parametrize("name", ["", "Nova Micro", "None", "amazon.nova-micro-v1"])
def test_an_unknown_model_lists_the_names(name: str) -> None:
    found = catalogue.find(name)
    assert isinstance(found, Problem)
    assert found.path == "$.model"
    assert all(known in found.allowed for known in NAMES)


def test_the_facts_of_nova_micro() -> None:
    found = catalogue.find("nova-micro")
    assert isinstance(found, Model)
    offer = found.methods[Method.FINE_TUNING]
    assert found.ids.to_customize == "amazon.nova-micro-v1:0:128k"
    assert found.lifecycle.takes_new_jobs
    assert offer.regions == ("us-east-1",)
    assert offer.dataset
    assert (offer.dataset.min_records, offer.dataset.max_records) == (8, 20_000)
    assert offer.hyperparameters
    epochs = offer.hyperparameters.find("epochCount")
    assert epochs
    assert (epochs.min, epochs.max, epochs.default) == (1, 5, 2)
    assert found.serving.on_demand.offered
    assert found.serving.provisioned.default_model_units == 0
    assert found.prices.training_usd_per_1k_tokens
    assert found.prices.training_usd_per_1k_tokens.value is None


@pytest.mark.parametrize(
    ("name", "method", "record_format", "validation", "limits"),
    [
        ("nova-pro", "FINE_TUNING", "converse", "optional", (8, 20_000, None, 32_000)),
        ("nova-lite", "DISTILLATION", "converse", "unsupported", (100, 15_000, None, 32_000)),
        (
            "nova-2-lite",
            "REINFORCEMENT_FINE_TUNING",
            "openai_chat",
            "optional",
            (100, None, 20_000, None),
        ),
        (
            "titan-multimodal-embeddings",
            "FINE_TUNING",
            "image_caption",
            "unsupported",
            (1_000, 50_000, 500_000, None),
        ),
        (
            "titan-image-generator-v2",
            "FINE_TUNING",
            "image_caption",
            "unsupported",
            (5, 10_000, 10_000, None),
        ),
        (
            "llama-3-1-70b",
            "FINE_TUNING",
            "prompt_completion",
            "optional",
            (100, 10_000, None, 16_000),
        ),
        ("llama-3-2-90b", "FINE_TUNING", "converse", "optional", (100, 10_000, None, 10_000)),
        (
            "claude-3-haiku",
            "FINE_TUNING",
            "anthropic_messages",
            "optional",
            (32, 10_000, 10_000, 32_000),
        ),
        (
            "titan-text-premier",
            "FINE_TUNING",
            "prompt_completion",
            "optional",
            (None, 20_000, None, 4_096),
        ),
        (
            "titan-text-lite",
            "CONTINUED_PRE_TRAINING",
            "text",
            "unclear",
            (None, 100_000, None, None),
        ),
        (
            "cohere-command",
            "FINE_TUNING",
            "prompt_completion",
            "optional",
            (None, None, 10_000, None),
        ),
        (
            "qwen3-32b",
            "REINFORCEMENT_FINE_TUNING",
            "openai_chat",
            "unclear",
            (100, None, 20_000, None),
        ),
    ],
)
def test_the_rules_of_each_kind(
    name: str,
    method: str,
    record_format: str,
    validation: str,
    limits: tuple[int | None, ...],
) -> None:
    found = catalogue.find(name)
    assert isinstance(found, Model)
    rules = found.methods[Method(method)].dataset
    assert rules
    assert (rules.format, rules.validation) == (record_format, validation)
    assert (
        rules.min_records,
        rules.max_records,
        rules.max_training_records,
        rules.max_tokens_per_record,
    ) == limits


def test_the_common_facts() -> None:
    common = catalogue.common()
    assert common.tokens.characters_per_token == 6
    assert common.cautious_tokens.characters_per_token == 3
    assert common.storage_usd_per_month.value == 1.95


@pytest.mark.parametrize("state", State)
def test_only_active_models_take_new_jobs(state: State) -> None:
    life = msgspec.structs.replace(catalogue.models()[0].lifecycle, state=state)
    assert life.takes_new_jobs == (state is State.ACTIVE)


def test_entries_past_their_review_date(monkeypatch: pytest.MonkeyPatch) -> None:
    content = {**entry(), "review_by": "2026-12-31"}
    monkeypatch.setattr(shelf, "models", lambda: (msgspec.convert(content, Model),))
    assert catalogue.due_for_review(datetime.date(2026, 12, 31)) == []
    due = catalogue.due_for_review(datetime.date(2027, 1, 1))
    assert [model.name for model in due] == ["nova-micro"]


def test_a_price_is_never_zero() -> None:
    price = catalogue.models()[0].prices.training_usd_per_1k_tokens
    assert isinstance(price, Fact)
    assert price.value is None or price.value > 0


def test_no_model_id_stands_outside_the_catalogue() -> None:
    files = [
        path
        for folder in ("lambdas", "stacks", "cli")
        for path in (ROOT / folder).rglob("*.py")
        if "catalogue" not in path.parts
    ]
    assert len(files) > 10
    assert [str(path) for path in files if MODEL_ID.search(path.read_text())] == []

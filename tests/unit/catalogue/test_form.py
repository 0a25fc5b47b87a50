"""The form of an entry: strict about what it knows, and wide enough for models to come."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from lambdas import catalogue
from lambdas.catalogue import shelf
from lambdas.catalogue.model import Method, Model
from tests.unit.catalogue.entries import entry


def broken(*path: str, value: object = None) -> dict[str, Any]:
    """Return an entry with one member set, or removed if no value is given."""
    content = entry()
    part = content
    for step in path[:-1]:
        part = part[step]
    if value is None:
        del part[path[-1]]
    else:
        part[path[-1]] = value
    return content


@pytest.mark.parametrize(
    "content",
    [
        broken("review_by"),
        broken("review_by", value="soon"),
        broken("ids", "sources"),
        broken("ids", "sources", value=[]),
        broken("ids", "as_of", value="lately"),
        broken("ids", "to_customise", value="x"),
        broken("methods", "TUNING", value=entry()["methods"]["FINE_TUNING"]),
        broken("methods", "FINE_TUNING", "dataset", "min_records"),
        broken("lifecycle", "state", value="alive"),
        broken("prices", "storage_usd_per_month", "value", value=0),
        broken("prices", "storage_usd_per_month", "source"),
        broken("prices", "storage_usd_per_year", value=1),
    ],
)
def test_a_malformed_entry_is_refused(content: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "broken.json"
    file.write_text(json.dumps(content))
    with pytest.raises(catalogue.CatalogueError, match=r"^broken\.json: "):
        shelf.read(file, Model)


SOURCED = {"sources": ["https://aws.amazon.com/bedrock/pricing/"], "as_of": "2026-10"}
UNKNOWN_RULES = {
    "min_records": None,
    "recommended_records": None,
    "max_records": None,
    "max_training_records": 10_000,
    "max_validation_records": None,
    "records_quota": None,
    "records_quota_adjustable": None,
    "max_tokens_per_record": None,
    "max_training_bytes": None,
    "max_validation_bytes": None,
    **SOURCED,
}


def offer(**members: object) -> dict[str, Any]:
    base = {"api": "bedrock", "regions": None, "dataset": None, "hyperparameters": None}
    return {**base, **SOURCED, **members}


@pytest.mark.parametrize(
    ("method", "offered"),
    [
        ("DISTILLATION", offer(roles=["teacher"])),
        ("REINFORCEMENT_FINE_TUNING", offer(api="openai_compatible", regions=["us-west-2"])),
        (
            "FINE_TUNING",
            offer(
                dataset={
                    "format": "image_caption",
                    "contents": ["image"],
                    "validation": "unsupported",
                    "images": {
                        "formats": None,
                        "max_per_record": 1,
                        "max_bytes": 5_000_000,
                        "min_side_pixels": 128,
                        "max_side_pixels": 4096,
                        "max_pixels": 12_528_912,
                    },
                    "captions": {"min_characters": None, "max_characters": 2560},
                    **UNKNOWN_RULES,
                },
                hyperparameters={
                    "known": [
                        {
                            "name": "epochCount",
                            "type": "integer",
                            "min": 1,
                            "max": 100,
                            "words": ["Auto"],
                            "required": True,
                        },
                        {"name": "learningRate", "type": "number", "min": 5e-8, "max": 1},
                    ],
                    **SOURCED,
                },
            ),
        ),
        (
            "FINE_TUNING",
            offer(
                dataset={
                    "format": "prompt_completion",
                    "contents": ["text"],
                    "validation": "optional",
                    "max_input_tokens": 4096,
                    "max_output_tokens": 2048,
                    **UNKNOWN_RULES,
                }
            ),
        ),
        ("CONTINUED_PRE_TRAINING", offer(note="no model offers it today")),
    ],
    ids=["teacher", "other-api", "image-caption", "prompt-completion", "pre-training"],
)
def test_the_form_holds_the_models_to_come(method: str, offered: dict[str, Any]) -> None:
    content = entry()
    content["methods"] = {method: offered}
    content["ids"]["to_customize"] = None
    content["lifecycle"] |= {
        "state": "end_of_life",
        "legacy_on": "2026-03-13",
        "ends_on": "2026-09-14",
    }
    content["prices"] = {"region": None}
    model = msgspec.convert(content, Model)
    assert model.methods.keys() == {Method(method)}
    assert not model.lifecycle.takes_new_jobs

"""What is unknown: every null that can mean nothing else, at the path where its file has it."""

import json
from typing import Any

import msgspec
import pytest

from lambdas import catalogue
from lambdas.catalogue import shelf
from lambdas.catalogue.gaps import gaps
from lambdas.catalogue.model import Model
from tests.unit.catalogue.entries import entry

TUNING = ("methods", "FINE_TUNING")
RULES = (*TUNING, "dataset")


def found(*path: str, value: object) -> set[str]:
    """Return what is unknown beside that of nova-micro once one member is another."""
    content = entry()
    part: Any = content
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = value
    return set(gaps(msgspec.convert(content, Model))) - set(gaps(msgspec.convert(entry(), Model)))


def test_the_gaps_of_nova_micro() -> None:
    assert gaps(msgspec.convert(entry(), Model)) == [
        "methods.FINE_TUNING.dataset.max_training_bytes",
        "methods.FINE_TUNING.dataset.max_validation_bytes",
        "methods.DISTILLATION.dataset.records_quota",
        "methods.DISTILLATION.hyperparameters",
        "prices.storage_usd_per_month",
        "prices.training_usd_per_1k_tokens",
        "prices.input_usd_per_1k_tokens",
        "prices.output_usd_per_1k_tokens",
        "prices.provisioned_usd_per_unit_hour.no_commitment",
        "prices.provisioned_usd_per_unit_hour.one_month",
        "prices.provisioned_usd_per_unit_hour.six_months",
    ]


@pytest.mark.parametrize(
    ("path", "unknown"),
    [
        (("ids", "to_invoke"), True),
        (("ids", "to_customize"), False),
        (("lifecycle", "launched_on"), True),
        (("lifecycle", "ends_on"), False),
        (("lifecycle", "note"), False),
        ((*TUNING, "regions"), True),
        ((*TUNING, "hyperparameters"), True),
        ((*RULES, "min_records"), True),
        ((*RULES, "recommended_records"), False),
        ((*RULES, "max_tokens_per_record"), True),
        ((*RULES, "images"), False),
        (("serving", "on_demand", "tokens_per_minute"), True),
        (("serving", "provisioned", "model_units_quota"), True),
        (("serving", "batch", "offered"), True),
        (("prices", "usage_types"), True),
        (("prices", "usage_types", "storage"), True),
        (("prices", "usage_types", "reinforcement_hours"), False),
    ],
)
def test_a_null(path: tuple[str, ...], unknown: bool) -> None:
    assert found(*path, value=None) == ({".".join(path)} if unknown else set())


def test_what_does_not_apply_is_not_unknown() -> None:
    assert found("serving", "on_demand", "offered", value=False) == set()
    teacher = {"roles": ["teacher"], "dataset": None, "hyperparameters": None}
    content = entry()["methods"]["DISTILLATION"] | teacher
    assert found("methods", "DISTILLATION", value=content) == set()
    assert found(*RULES, "validation", value="unsupported") == set()


def test_records_are_limited_by_a_total_or_a_maximum_of_training() -> None:
    rules = entry()["methods"]["FINE_TUNING"]["dataset"] | {"max_records": None}
    places = {f"methods.FINE_TUNING.dataset.max_{of}records" for of in ("", "training_")}
    places.add("methods.FINE_TUNING.dataset.max_validation_records")
    assert found(*RULES, value=rules) == places
    assert found(*RULES, value=rules | {"max_training_records": 5}) == set()


@pytest.mark.parametrize(
    ("one", "unknown"),
    [
        ({"name": "x", "type": "integer"}, {"min", "max", "default"}),
        ({"name": "x", "type": "number", "min": 0, "max": 1, "default": 0}, set()),
        ({"name": "x", "type": "integer", "min": 0, "max": 1, "required": True}, set()),
        ({"name": "x", "type": "word", "words": ["a"]}, set()),
    ],
)
def test_bounds_and_defaults(one: dict[str, Any], unknown: set[str]) -> None:
    path = "methods.FINE_TUNING.hyperparameters.known"
    wanted = {f"{path}.x.{bound}" for bound in unknown}
    assert found(*path.split("."), value=[one]) == wanted


@pytest.mark.parametrize("model", catalogue.models(), ids=lambda model: model.name)
def test_every_gap_is_a_null_in_the_file(model: Model) -> None:
    content = json.loads((shelf.FOLDER / f"models/{model.name}.json").read_bytes())
    for path in gaps(model):
        part: Any = content
        for step in path.split("."):
            if isinstance(part, list):
                part = next(one for one in part if one["name"] == step)
            else:
                part = part.get(step)
        assert part is None or part["value"] is None, path

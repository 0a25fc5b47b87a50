"""The request's form: every problem at once, and no input that crashes."""

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from lambdas.contract.errors import InvalidRequestError
from lambdas.contract.problems import LONGEST_GIVEN, shown
from lambdas.contract.request import KINDS, FineTuningRequest, Hyperparameters
from lambdas.contract.schema import FILE, request_schema, request_schema_text
from lambdas.plan_run.findings import Findings
from lambdas.plan_run.parse_request import parse_request
from tests.unit.plan_run.strategies import HYPERPARAMETERS, JSON_VALUES, REQUESTS

SMALLEST = {"training": "datasets/faq.jsonl"}


def problems(value: object) -> dict[str, tuple[str, str]]:
    """Return the problems of a request by their path."""
    findings = Findings()
    parse_request(value, findings)
    assert findings.count == len(findings.kept)
    return {problem.path: (problem.given, problem.allowed) for problem in findings.kept}


def test_the_smallest_request() -> None:
    findings = Findings()
    request = parse_request(SMALLEST, findings)
    assert not findings.count
    assert request == FineTuningRequest(training="datasets/faq.jsonl")


def test_a_whole_request() -> None:
    request = FineTuningRequest(
        training="a.jsonl",
        validation="b.jsonl",
        model="nova-lite",
        hyperparameters=Hyperparameters(epochs=2, learning_rate=1e-5, warmup_steps=3, batch_size=1),
        budget_usd=12.5,
    )
    findings = Findings()
    assert parse_request(msgspec.to_builtins(request), findings) == request
    assert not findings.count


def test_all_problems_are_told_at_once() -> None:
    found = problems(
        {
            "validation": 7,
            "model": "",
            "hyperparameters": {"epochs": "two", "learning_rate": True, "epoch": 3},
            "budget_usd": 0,
            "schema_version": 2,
            "bugdet": 5,
            "a b": [],
        }
    )
    fields = "the fields are training, validation, model, hyperparameters, budget_usd"
    assert found == {
        "$.bugdet": ("5", f"no such field; {fields}, schema_version"),
        '$["a b"]': ("a list", f"no such field; {fields}, schema_version"),
        "$.training": ("nothing", "text of 1 to 900 characters"),
        "$.validation": ("7", "text of 1 to 900 characters or null"),
        "$.model": ('""', "text of 1 to 200 characters"),
        "$.hyperparameters.epochs": ('"two"', "a whole number or null"),
        "$.hyperparameters.learning_rate": ("true", "a number or null"),
        "$.hyperparameters.epoch": (
            "3",
            "no such field; the fields are epochs, learning_rate, warmup_steps, batch_size",
        ),
        "$.budget_usd": ("0", "a number above 0 or null"),
        "$.schema_version": ("2", "a whole number from 1 up to 1"),
    }


@pytest.mark.parametrize(
    ("value", "given"),
    [(None, "null"), ([], "a list"), ("x", '"x"'), (3, "3"), (True, "true")],
)
def test_a_request_that_is_no_object(value: object, given: str) -> None:
    assert problems(value) == {
        "$": (given, 'an object, for example {"training": "datasets/faq.jsonl"}')
    }


def test_a_part_that_is_no_object() -> None:
    assert problems({**SMALLEST, "hyperparameters": 5}) == {"$.hyperparameters": ("5", "an object")}


@pytest.mark.parametrize("kind", KINDS[1:])
def test_reserved_kinds_are_not_yet_built(kind: str) -> None:
    assert problems({"kind": kind}) == {
        "$.kind": (json.dumps(kind), "fine_tuning; this kind is not yet built")
    }


@pytest.mark.parametrize("kind", ["tuning", 5, None, {}, ["fine_tuning"]])
def test_unknown_kinds_list_the_known(kind: object) -> None:
    ((path, (_, allowed)),) = problems({"kind": kind}).items()
    assert path == "$.kind"
    assert all(known in allowed for known in KINDS)


def test_the_built_kind_may_be_named() -> None:
    assert problems({"kind": "fine_tuning", **SMALLEST}) == {}


@pytest.mark.parametrize(
    "number",
    [float("nan"), float("inf"), -float("inf"), 2**63, 10**5000],
    ids=shown,
)
def test_numbers_that_json_does_not_carry(number: float) -> None:
    found = problems(
        {**SMALLEST, "budget_usd": number, "hyperparameters": {"epochs": number}, "x": number}
    )
    assert found.keys() == {"$.budget_usd", "$.hyperparameters.epochs", "$.x"}


@given(JSON_VALUES | REQUESTS | st.fixed_dictionaries({"hyperparameters": HYPERPARAMETERS}))
def test_no_input_crashes_the_parser(value: object) -> None:
    findings = Findings()
    request = parse_request(value, findings)
    assert request is not None or findings.count
    for problem in findings.kept:
        assert len(problem.given) <= LONGEST_GIVEN
    assert isinstance(findings.error(), InvalidRequestError)
    str(findings.error()).encode()


def test_the_schema_file_is_current() -> None:
    text = request_schema_text()
    assert FILE.read_text() == text, "run python -m lambdas.contract.schema"


def test_the_schema_describes_defaults_and_kinds() -> None:
    schema = request_schema()
    Draft202012Validator.check_schema(schema)
    properties = schema["$defs"]["FineTuningRequest"]["properties"]
    assert properties["kind"] == {"enum": ["fine_tuning"], "default": "fine_tuning"}
    assert properties["model"]["default"] == "nova-micro"
    assert all("default" in one for name, one in properties.items() if name != "training")
    assert all(kind in schema["description"] for kind in KINDS)


@pytest.mark.parametrize(
    "value",
    [
        SMALLEST,
        {**SMALLEST, "kind": "fine_tuning"},
        {**SMALLEST, "validation": None, "budget_usd": 1, "hyperparameters": {"epochs": None}},
        {**SMALLEST, "hyperparameters": {"epochs": 1, "learning_rate": 1}},
        None,
        {},
        {"training": ""},
        {"training": "x" * 901},
        {**SMALLEST, "kind": "distillation"},
        {**SMALLEST, "kind": None},
        {**SMALLEST, "model": None},
        {**SMALLEST, "hyperparameters": None},
        {**SMALLEST, "hyperparameters": {"epochs": 1.5}},
        {**SMALLEST, "hyperparameters": {"epoch": 1}},
        {**SMALLEST, "budget_usd": 0},
        {**SMALLEST, "schema_version": 2},
        {**SMALLEST, "colour": "red"},
    ],
)
def test_the_schema_and_the_parser_agree(value: object) -> None:
    assert Draft202012Validator(request_schema()).is_valid(value) == (not problems(value))

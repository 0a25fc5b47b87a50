"""The request's form: every problem at once, and no input that crashes."""

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from lambdas.common.findings import Findings
from lambdas.contract.errors import InvalidRequestError
from lambdas.contract.problems import LONGEST_GIVEN, SHOWN, shown
from lambdas.contract.request import KINDS, FineTuningRequest, Hyperparameters
from lambdas.contract.schema import FILE, request_schema, request_schema_text
from lambdas.contract.serving_request import (
    NoDeployment,
    OnDemandDeployment,
    ProvisionedDeployment,
)
from lambdas.plan_run.parse_request import parse_request
from tests.unit.plan_run.strategies import (
    DEPLOYMENT_VALUES,
    HYPERPARAMETERS,
    JSON_VALUES,
    REQUESTS,
)

SMALLEST = {"training": "datasets/faq.jsonl"}
DEPLOYMENTS: list[object] = [
    "none",
    "on_demand",
    "provisioned",
    "later",
    None,
    {},
    [],
    {"kind": "none"},
    {"kind": "none", "alias": "faq"},
    {"kind": "on_demand"},
    {"kind": "on_demand", "hours_to_live": None, "alias": None},
    {"kind": "on_demand", "hours_to_live": 0.5, "alias": "faq"},
    {"kind": "on_demand", "hours_to_live": -1},
    {"kind": "on_demand", "units": 1},
    {"kind": "provisioned"},
    {"kind": "provisioned", "hours_to_live": None},
    {"kind": "provisioned", "hours_to_live": 0, "units": 1000, "commitment": "none"},
    {"kind": "provisioned", "hours_to_live": 8761},
    {"kind": "provisioned", "hours_to_live": 1, "units": 0},
    {"kind": "provisioned", "hours_to_live": 1, "commitment": "one_month"},
    {"kind": "batch"},
]


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
    fields = f"the fields are {', '.join(FineTuningRequest.__struct_fields__)}"
    assert found == {
        "$.bugdet": ("5", f"no such field; {fields}"),
        '$["a b"]': ("a list", f"no such field; {fields}"),
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


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("none", NoDeployment()),
        ("on_demand", OnDemandDeployment()),
        ({"kind": "none"}, NoDeployment()),
        (
            {"kind": "on_demand", "hours_to_live": 0, "alias": "faq"},
            OnDemandDeployment(hours_to_live=0, alias="faq"),
        ),
        (
            {"kind": "provisioned", "hours_to_live": 1.5, "units": 2, "commitment": "none"},
            ProvisionedDeployment(hours_to_live=1.5, units=2),
        ),
    ],
)
def test_a_deployment_is_an_object_or_its_kind_alone(given: object, read: object) -> None:
    findings = Findings()
    request = parse_request({**SMALLEST, "deployment": given}, findings)
    assert request
    assert request.deployment == read
    assert not findings.count


KINDS_OF_DEPLOYMENT = "one of none, on_demand, provisioned"


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("later", {"": ('"later"', KINDS_OF_DEPLOYMENT)}),
        ("provisioned", {".hours_to_live": ("nothing", "a number from 0 up to 8760")}),
        (None, {"": ("null", f"{KINDS_OF_DEPLOYMENT}, or an object with this as its kind")}),
        ({}, {".kind": ("nothing", KINDS_OF_DEPLOYMENT)}),
        ({"kind": None}, {".kind": ("null", KINDS_OF_DEPLOYMENT)}),
        ({"kind": ["none"]}, {".kind": ("a list", KINDS_OF_DEPLOYMENT)}),
        ({"kind": "none", "units": 1}, {".units": ("1", "no such field; it has none")}),
        (
            {"kind": "on_demand", "units": 1, "alias": ""},
            {
                ".units": ("1", "no such field; the fields are hours_to_live, alias"),
                ".alias": ('""', "text of 1 to 63 characters or null"),
            },
        ),
        (
            {"kind": "provisioned", "hours_to_live": -1, "units": 0, "commitment": "one_month"},
            {
                ".hours_to_live": ("-1", "a number from 0 up to 8760"),
                ".units": ("0", "a whole number from 1 up to 1000"),
                ".commitment": (
                    '"one_month"',
                    '"none"; committed terms are declared in the environment\'s settings '
                    "(serving.capacity)",
                ),
            },
        ),
    ],
)
def test_every_problem_of_a_deployment_is_told(
    value: object, found: dict[str, tuple[str, str]]
) -> None:
    assert problems({**SMALLEST, "deployment": value}) == {
        f"$.deployment{path}": told for path, told in found.items()
    }


def test_a_problem_that_is_only_counted_is_still_known_by_its_place() -> None:
    findings = Findings()
    parse_request({f"x{n}": n for n in range(200)}, findings)
    assert len(findings.kept) == SHOWN
    assert findings.at("$.training")
    assert not findings.at("$.model")


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


@given(
    JSON_VALUES
    | REQUESTS
    | st.fixed_dictionaries({"hyperparameters": HYPERPARAMETERS})
    | st.fixed_dictionaries({"deployment": DEPLOYMENT_VALUES})
)
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
        *({**SMALLEST, "deployment": deployment} for deployment in DEPLOYMENTS),
    ],
)
def test_the_schema_and_the_parser_agree(value: object) -> None:
    assert Draft202012Validator(request_schema()).is_valid(value) == (not problems(value))

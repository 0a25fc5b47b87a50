"""PlanRun whole, on a bucket in memory: from request to plan, files and copies."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings

from lambdas.contract import places
from lambdas.contract.errors import InvalidRequestError
from lambdas.contract.money import ApprovalReason
from lambdas.contract.price_file import ModelPrices, PriceFile
from lambdas.contract.run import Plan
from lambdas.plan_run.plan import plan_run
from lambdas.plan_run.read_price_file import ListedPrices
from lambdas.plan_run.terms import Terms
from tests.fakes.s3 import FakeS3, s3_error
from tests.unit.plan_run.records import dataset, lines, record, turn
from tests.unit.plan_run.strategies import JSON_VALUES, REQUESTS
from tests.unit.plan_run.surroundings import RUN, TERMS

FOLDER = places.run_prefix("alpha", "alpha_first")
SMALLEST = {"training": "datasets/faq.jsonl"}


@pytest.fixture
def s3() -> FakeS3:
    fake = FakeS3()
    fake.put("data", "teams/alpha/datasets/faq.jsonl", dataset(8))
    return fake


def plan(s3: FakeS3, request: object, terms: Terms = TERMS) -> Plan:
    return plan_run(RUN, request, terms, s3.bucket("data"), s3.bucket("artifacts"))


def problems(s3: FakeS3, request: object, terms: Terms = TERMS) -> list[str]:
    """Return the lines of the error, and make sure that nothing was written."""
    with pytest.raises(InvalidRequestError) as caught:
        plan(s3, request, terms)
    assert s3.written == []
    return str(caught.value).splitlines()[1:]


def test_the_smallest_request_works(s3: FakeS3) -> None:
    result = plan(s3, SMALLEST)
    assert result.model.name == "nova-micro"
    assert result.hyperparameters == {"epochCount": "2"}
    assert result.training.records == 8
    assert result.training.uri == f"s3://data/{FOLDER}input/training.jsonl"
    assert result.training.source_version_id == "v1"
    assert result.validation is None
    assert result.output_uri == f"s3://artifacts/{FOLDER}training/"
    assert result.cost.training_price_per_1k_tokens
    assert result.cost.training_price_per_1k_tokens.source == "set by this environment"
    assert result.approval is None
    assert result.advice
    assert [warning.split(":")[0].split(";")[0] for warning in result.warnings] == [
        "Only 8 records to train on",
        "No validation data",
    ]


def test_what_is_written(s3: FakeS3) -> None:
    result = plan(s3, SMALLEST)
    assert s3.written == [
        f"s3://data/{FOLDER}input/training.jsonl",
        f"s3://artifacts/{FOLDER}request.json",
        f"s3://artifacts/{FOLDER}plan.json",
    ]
    assert s3.body("data", f"{FOLDER}input/training.jsonl") == dataset(8)
    assert msgspec.json.decode(s3.body("artifacts", f"{FOLDER}plan.json"), type=Plan) == result
    request = json.loads(s3.body("artifacts", f"{FOLDER}request.json"))
    assert request["kind"] == "fine_tuning"
    assert request["model"] == "nova-micro"
    assert request["training"] == "datasets/faq.jsonl"


def test_with_validation(s3: FakeS3) -> None:
    s3.put("data", "teams/alpha/held-out.jsonl", dataset(3))
    s3.put("data", "teams/alpha/big.jsonl", dataset(100))
    result = plan(s3, {"training": "big.jsonl", "validation": "held-out.jsonl"})
    assert result.validation
    assert result.validation.records == 3
    assert result.validation.uri == f"s3://data/{FOLDER}input/validation.jsonl"
    assert result.cost.training_usd == pytest.approx(
        result.training.estimated_tokens * 2 * 0.001 / 1000
    )
    assert result.warnings == []


def test_the_same_data_under_two_names_is_worth_a_warning(s3: FakeS3) -> None:
    s3.put("data", "teams/alpha/copy.jsonl", dataset(8))
    result = plan(s3, {**SMALLEST, "validation": "copy.jsonl"})
    assert result.warnings[1].startswith("The validation data are the training data")


def test_the_version_that_was_checked_is_the_one_that_is_copied(
    s3: FakeS3, monkeypatch: pytest.MonkeyPatch
) -> None:
    get_object = s3.get_object

    def changed_meanwhile(**asked: Any) -> dict[str, Any]:
        s3.put("data", "teams/alpha/datasets/faq.jsonl", b"something else")
        return get_object(**asked)

    monkeypatch.setattr(s3, "get_object", changed_meanwhile)
    assert plan(s3, SMALLEST).training.source_version_id == "v1"
    assert s3.body("data", f"{FOLDER}input/training.jsonl") == dataset(8)


def test_done_again_it_does_the_same(s3: FakeS3) -> None:
    first = plan(s3, SMALLEST)
    written = {address: body for address, body in s3.versions.items() if "runs/" in address[1]}
    first_bodies = {address: list(body.values())[-1] for address, body in written.items()}
    assert plan(s3, SMALLEST) == first
    assert {address: s3.body(*address) for address in first_bodies} == first_bodies


def test_problems_of_every_layer_are_told_at_once(s3: FakeS3) -> None:
    s3.put("data", "teams/alpha/bad.jsonl", lines(record(turn("user", "secret"))))
    told = problems(
        s3,
        {
            "training": "bad.jsonl",
            "validation": "gone.jsonl",
            "hyperparameters": {"epochs": 9},
            "colour": "red",
        },
        TERMS._replace(region="eu-west-1"),
    )
    assert [line.split(": given")[0] for line in told] == [
        "- $.colour",
        "- $.model",
        "- $.hyperparameters.epochs",
        "- $.validation",
        "- training:1",
        "- $.training",
    ]
    assert not any("secret" in line for line in told)


def test_a_malformed_field_is_told_once(s3: FakeS3) -> None:
    request = {"training": 5, "model": "", "hyperparameters": {"epochs": "x"}, "validation": []}
    assert len(problems(s3, request)) == 4
    no_model = {**SMALLEST, "model": "", "hyperparameters": {"epochs": 50}}
    assert len(problems(s3, no_model)) == 1, "the default model's ranges say nothing here"
    two_lite = {**SMALLEST, "model": "nova-2-lite", "hyperparameters": {"epochs": "x"}}
    assert len(problems(s3, two_lite)) == 1


def test_an_unknown_model_does_not_hide_an_unknown_dataset(s3: FakeS3) -> None:
    told = problems(s3, {"training": "gone.jsonl", "model": "x"})
    assert told[0].startswith('- $.model: given "x"; allowed: ')
    assert "nova-micro" in told[0]
    assert told[1] == (
        "- $.training: given no object at s3://data/teams/alpha/gone.jsonl; "
        "allowed: an object that exists"
    )


def test_validation_must_be_other_data(s3: FakeS3) -> None:
    same = "s3://data/teams/alpha/datasets/faq.jsonl"
    assert problems(s3, {**SMALLEST, "validation": same}) == [
        f'- $.validation: given "{same}"; allowed: other data than the training'
    ]


def test_too_few_records(s3: FakeS3) -> None:
    s3.put("data", "teams/alpha/few.jsonl", dataset(7))
    assert problems(s3, {"training": "few.jsonl"}) == [
        "- $.training: given 7 records; allowed: at least 8 records"
    ]


def test_too_many_records_together(s3: FakeS3) -> None:
    line = lines(record())
    s3.put("data", "teams/alpha/a.jsonl", line * 19_000)
    s3.put("data", "teams/alpha/b.jsonl", line * 1_000)
    s3.put("data", "teams/alpha/c.jsonl", line * 1_001)
    assert plan(s3, {"training": "a.jsonl", "validation": "b.jsonl"}).training.records == 19_000
    s3.written.clear()
    (told,) = problems(s3, {"training": "a.jsonl", "validation": "c.jsonl"})
    assert told == (
        "- $.training and $.validation: given 20001 records; "
        "allowed: at most 20000 records (Service Quotas L-EC6A6ABC)"
    )


def test_validation_without_records(s3: FakeS3) -> None:
    s3.put("data", "teams/alpha/empty.jsonl", b"")
    (told,) = problems(s3, {**SMALLEST, "validation": "empty.jsonl"})
    assert told.startswith("- $.validation: given no records")


def test_a_gzip_file_is_told_once(s3: FakeS3) -> None:
    s3.put("data", "teams/alpha/x.jsonl", b"\x1f\x8b\x08...")
    assert len(problems(s3, {"training": "x.jsonl"})) == 1


def reasons(result: Plan) -> list[ApprovalReason]:
    """Return why a plan asks for an approval."""
    assert result.approval
    assert len(result.approval.sentences) == len(result.approval.reasons)
    return result.approval.reasons


def test_an_unknown_price_asks_and_ends_no_run(s3: FakeS3) -> None:
    result = plan(s3, SMALLEST, TERMS._replace(price_overrides={}))
    assert reasons(result) == [ApprovalReason.UNKNOWN_PRICE]
    assert result.cost.unknown == ["training", "storage"]
    assert result.cost.cautious_total_usd is None
    written = s3.body("artifacts", f"{FOLDER}plan.json")
    assert msgspec.json.decode(written, type=Plan).approval == result.approval


@pytest.mark.parametrize(("request_budget", "team_budget"), [(0.01, None), (None, 0.01)])
def test_over_budget_asks(
    s3: FakeS3, request_budget: float | None, team_budget: float | None
) -> None:
    terms = TERMS._replace(team_budget_usd=team_budget)
    result = plan(s3, {**SMALLEST, "budget_usd": request_budget}, terms)
    assert reasons(result) == [ApprovalReason.OVER_BUDGET]


def test_a_request_may_ask_for_an_approval(s3: FakeS3) -> None:
    assert reasons(plan(s3, {**SMALLEST, "ask_approval": True})) == [ApprovalReason.ASKED_FOR]


def test_the_price_file_fills_what_settings_do_not_know(s3: FakeS3) -> None:
    listed = ModelPrices(training_usd_per_1k_tokens=0.5, storage_usd_per_month=2.5)
    file = PriceFile(
        as_of="2026-11-20", region="us-east-1", source="a list", models={"nova-micro": listed}
    )
    listing = ListedPrices(file, ["The price file is old."])
    result = plan(s3, SMALLEST, TERMS._replace(price_overrides={}, listed=listing))
    assert result.cost.training_price_per_1k_tokens
    assert result.cost.training_price_per_1k_tokens.source == "a list"
    assert result.approval is None
    assert result.warnings[-1] == "The price file is old."


def test_a_refusal_by_s3_is_no_missing_object(s3: FakeS3, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: Any) -> None:
        raise s3_error("403")

    monkeypatch.setattr(s3, "head_object", refuse)
    with pytest.raises(Exception, match="403"):
        plan(s3, SMALLEST)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(JSON_VALUES | REQUESTS)
def test_no_request_crashes_the_run(s3: FakeS3, value: object) -> None:
    with pytest.raises(InvalidRequestError):
        plan(s3, value)

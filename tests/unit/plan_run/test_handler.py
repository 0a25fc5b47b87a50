"""The handler of PlanRun: its environment, the team's role and budget, and its answer."""

import json

import msgspec
import pytest

from lambdas.common import aws
from lambdas.contract.errors import AccessRefusedError, InvalidRequestError
from lambdas.contract.places import CURRENT_PRICES_KEY
from lambdas.contract.run import Plan
from lambdas.contract.serving import Kind, ServingPlan
from lambdas.plan_run.check_embedding import WORD
from lambdas.plan_run.handler import Environment, handler
from tests.fakes.bedrock import FakeBedrock
from tests.fakes.bedrock_runtime import FakeBedrockRuntime
from tests.fakes.s3 import OWNER, FakeS3
from tests.unit.plan_run.records import dataset, lines, record, turn

SMALLEST = {"training": "datasets/faq.jsonl"}
PRICES = {"training_usd_per_1k_tokens": 0.001, "storage_usd_per_month": 1.95, "as_of": "2026-11-01"}

FAQ = {"team": "alpha", "alias": "faq", "kind": "provisioned", "units": 1}


@pytest.fixture
def s3() -> FakeS3:
    fake = FakeS3()
    fake.put("data", "teams/alpha/datasets/faq.jsonl", dataset(8))
    return fake


@pytest.fixture
def own() -> FakeS3:
    """What the function sees with its own rights."""
    return FakeS3()


@pytest.fixture
def runtime() -> FakeBedrockRuntime:
    """The model that makes vectors."""
    return FakeBedrockRuntime()


@pytest.fixture
def deployed(
    s3: FakeS3, own: FakeS3, runtime: FakeBedrockRuntime, monkeypatch: pytest.MonkeyPatch
) -> list[tuple[str, str]]:
    """Set the function's environment; returns the roles that are assumed, with the run."""
    values = {
        "account_id": OWNER,
        "artifacts_bucket_name": "artifacts",
        "aws_region": "us-east-1",
        "custom_model_units_quota": "2",
        "data_bucket_name": "data",
        "declared_capacity": json.dumps([FAQ]),
        "deployments_quota": "10",
        "embedding_price": "null",
        "embedding_requests_per_minute": "600",
        "environment_name": "dev",
        "evaluation_concurrency": "20",
        "longest_evaluation_seconds": "3600",
        "model_units_quotas": json.dumps({"amazon.nova-micro-v1:0:128k": 2}),
        "price_overrides": json.dumps({"nova-micro": PRICES}),
        "team_budgets_usd": "{}",
        "team_data_role_arns": json.dumps({"alpha": "arn:aws:iam::111122223333:role/alpha"}),
    }
    for field in Environment.__struct_fields__:
        monkeypatch.setenv(field.upper(), values[field])
    assumed = []

    def s3_as(role_arn: str, run_id: str) -> FakeS3:
        assumed.append((role_arn, run_id))
        return s3

    monkeypatch.setattr(aws, "s3", lambda: own)
    monkeypatch.setattr(aws, "s3_as", s3_as)
    monkeypatch.setattr(aws, "bedrock", FakeBedrock)
    monkeypatch.setattr(aws, "bedrock_runtime", lambda: runtime)
    return assumed


def test_the_handler_answers_with_the_plan(s3: FakeS3, deployed: list[tuple[str, str]]) -> None:
    event = {"run_id": "alpha_first", "team": "alpha", "request": SMALLEST, "new_member": 1}
    answer = handler(event, None)  # type: ignore[arg-type]
    plan = msgspec.convert(json.loads(json.dumps(answer)), Plan)
    (written,) = [address for address in s3.written if address.endswith("/plan.json")]
    key = written.removeprefix("s3://artifacts/")
    assert plan == msgspec.json.decode(s3.body("artifacts", key), type=Plan)
    assert (plan.run.team, plan.run.environment) == ("alpha", "dev")
    assert plan.training.source_key == "teams/alpha/datasets/faq.jsonl"
    assert deployed == [("arn:aws:iam::111122223333:role/alpha", "alpha_first")]


@pytest.mark.usefixtures("deployed")
@pytest.mark.parametrize("price", [None, {"usd_per_1k_tokens": 2e-5, "as_of": "2026-11-22"}])
def test_the_handler_knows_what_vectors_cost_and_how_fast_they_may_be_asked_for(
    s3: FakeS3,
    runtime: FakeBedrockRuntime,
    monkeypatch: pytest.MonkeyPatch,
    price: dict[str, object] | None,
) -> None:
    monkeypatch.setenv("EMBEDDING_PRICE", json.dumps(price))
    s3.put(
        "data",
        "teams/alpha/test.jsonl",
        lines(record(turn("user", "Which?"), turn("assistant", "No"))),
    )
    request = {
        **SMALLEST,
        "deployment": {"kind": "on_demand", "hours_to_live": 0},
        "evaluation": {"test": "test.jsonl", "retrieval": {"by": "embeddings"}},
    }
    event = {"run_id": "alpha_first", "team": "alpha", "request": request}
    plan = msgspec.convert(handler(event, None), Plan)  # type: ignore[arg-type]
    assert plan.evaluation
    assert plan.evaluation.embedding
    assert plan.evaluation.embedding.requests_per_minute == 600
    assert runtime.embedded == [WORD]
    found = plan.cost.embedding_price_per_1k_tokens
    assert (found and (found.usd, found.as_of)) == (price and tuple(price.values()))


@pytest.mark.usefixtures("deployed")
def test_the_handler_keeps_to_the_teams_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEAM_BUDGETS_USD", '{"alpha": 1}')
    event = {"run_id": "alpha_first", "team": "alpha", "request": SMALLEST}
    answer = handler(event, None)  # type: ignore[arg-type]
    plan = msgspec.convert(json.loads(json.dumps(answer)), Plan)
    assert plan.approval
    assert plan.approval.sentences[0].startswith("Over the team's budget of $1.00")


@pytest.mark.usefixtures("deployed")
def test_the_handler_reads_the_price_file_with_its_own_rights(
    own: FakeS3, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRICE_OVERRIDES", "{}")
    listed = {"training_usd_per_1k_tokens": 0.5, "storage_usd_per_month": 2.5}
    file = {"region": "us-east-1", "source": "a list", "models": {"nova-micro": listed}}
    text = json.dumps({**file, "as_of": "2026-11-20"}).encode()
    own.put("artifacts", CURRENT_PRICES_KEY, text)
    event = {"run_id": "alpha_first", "team": "alpha", "request": SMALLEST}
    answer = handler(event, None)  # type: ignore[arg-type]
    plan = msgspec.convert(json.loads(json.dumps(answer)), Plan)
    assert plan.cost.training_price_per_1k_tokens
    assert plan.cost.training_price_per_1k_tokens.source == "a list"
    assert own.written == []


@pytest.mark.usefixtures("deployed")
def test_the_handler_lists_what_the_account_has(monkeypatch: pytest.MonkeyPatch) -> None:
    bedrock = FakeBedrock()
    monkeypatch.setattr(aws, "bedrock", lambda: bedrock)
    deployment = {"kind": "on_demand", "hours_to_live": 0, "alias": "faq"}
    event = {
        "run_id": "alpha_first",
        "team": "alpha",
        "request": {**SMALLEST, "deployment": deployment},
    }
    answer = handler(event, None)  # type: ignore[arg-type]
    plan = msgspec.convert(json.loads(json.dumps(answer)), Plan)
    assert plan.serving == ServingPlan(kind=Kind.ON_DEMAND, hours_to_live=0, alias="faq")
    monkeypatch.setenv("DEPLOYMENTS_QUOTA", "0")
    monkeypatch.setenv("CUSTOM_MODEL_UNITS_QUOTA", "0")
    with pytest.raises(InvalidRequestError, match="2 problems"):
        handler(event, None)  # type: ignore[arg-type]
    assert set(bedrock.calls) == {
        "GetFoundationModel",
        "ListCustomModelDeployments",
        "ListProvisionedModelThroughputs",
    }


@pytest.mark.usefixtures("deployed")
def test_the_handler_refuses_a_team_it_does_not_know() -> None:
    event = {"run_id": "beta_first", "team": "beta", "request": SMALLEST}
    with pytest.raises(AccessRefusedError, match="no team beta"):
        handler(event, None)  # type: ignore[arg-type]

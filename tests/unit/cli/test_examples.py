"""The examples are requests that this version takes."""

import json
from pathlib import Path

import msgspec
import pytest

from lambdas.common.findings import Findings
from lambdas.contract.evaluation import (
    EvaluationRequest,
    PromotionRule,
    RegressionSet,
    RetrievalArm,
)
from lambdas.contract.preparation import PreparationRequest
from lambdas.contract.request import FineTuningRequest, Hyperparameters, RunRequest
from lambdas.contract.serving_request import (
    DEPLOYMENTS,
    DeploymentRequest,
    NoDeployment,
    OnDemandDeployment,
    ProvisionedDeployment,
)
from lambdas.plan_run.parse_request import parse_request
from lambdas.prepare_dataset.parse_request import parse_request as parse_preparation

EXAMPLES = Path(__file__).parents[3] / "examples"
PREPARATION = "prepare.json"
NAMES = sorted(path.name for path in EXAMPLES.glob("*.json") if path.name != PREPARATION)


def example(name: str) -> bytes:
    """Return an example's text."""
    return (EXAMPLES / name).read_bytes()


@pytest.mark.parametrize("name", NAMES)
def test_every_example_is_read_without_a_problem(name: str) -> None:
    findings = Findings()
    request = parse_request(json.loads(example(name)), findings)
    assert not findings.count
    assert request == msgspec.json.decode(example(name), type=RunRequest)


def test_the_preparation_is_read_without_a_problem() -> None:
    findings = Findings()
    request = parse_preparation(json.loads(example(PREPARATION)), findings)
    assert not findings.count
    assert request == msgspec.json.decode(example(PREPARATION), type=PreparationRequest)


@pytest.mark.parametrize("name", [*NAMES, PREPARATION])
def test_the_readme_says_what_an_example_needs(name: str) -> None:
    readme = (EXAMPLES.parent / "README.md").read_text(encoding="utf-8")
    assert f"| [`{name}`](examples/{name}) | " in readme


def test_the_smallest_request_is_one_line() -> None:
    text = example("minimal.json")
    assert text.count(b"\n") == 1
    request = msgspec.json.decode(text, type=RunRequest)
    assert request == FineTuningRequest(training="datasets/faq.jsonl")


@pytest.mark.parametrize(
    ("name", "deployment"),
    [
        ("fine-tuning.json", NoDeployment()),
        ("on-demand-trial.json", OnDemandDeployment(hours_to_live=0)),
        ("provisioned.json", ProvisionedDeployment(hours_to_live=4, units=1)),
        ("promoted.json", OnDemandDeployment(hours_to_live=0, alias="faq")),
        ("evaluated.json", OnDemandDeployment(hours_to_live=0, alias="faq")),
    ],
)
def test_what_each_example_serves(name: str, deployment: DeploymentRequest) -> None:
    request = msgspec.json.decode(example(name), type=RunRequest)
    assert request.deployment == deployment
    assert request.validation is not None


def test_every_kind_of_deployment_has_an_example() -> None:
    requests = [msgspec.json.decode(example(name), type=RunRequest) for name in NAMES]
    assert {type(request.deployment) for request in requests} == set(DEPLOYMENTS)


def test_the_whole_request_leaves_nothing_out() -> None:
    shown = json.loads(example("fine-tuning.json"))
    assert set(shown) == {"kind", *FineTuningRequest.__struct_fields__}
    # No model that is fine-tuned today lets one choose the batch size.
    fields = set(Hyperparameters.__struct_fields__) - {"batch_size"}
    assert set(shown["hyperparameters"]) == fields


def test_the_whole_evaluation_leaves_nothing_out() -> None:
    shown = json.loads(example("evaluated.json"))["evaluation"]
    assert set(shown) == set(EvaluationRequest.__struct_fields__)
    parts = {"promotion": PromotionRule, "retrieval": RetrievalArm, "regression": RegressionSet}
    for name, part in parts.items():
        assert set(shown[name]) == set(part.__struct_fields__)

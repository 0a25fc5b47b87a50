"""A run that is evaluated, and the files it is evaluated with."""

import json
from collections.abc import Sequence
from typing import Any

import msgspec
import pytest

from lambdas.common import aws
from lambdas.contract.evaluation import EvaluationRequest
from lambdas.contract.money import Price
from lambdas.contract.run import DatasetFacts, EvaluationPlan, Plan
from lambdas.contract.serving import Kind, ServingPlan
from tests.fakes.cloud import ARTIFACTS, Cloud
from tests.fakes.s3 import OWNER, FakeS3
from tests.unit.analyze_training.samples import PLAN, RUN

DATA = "data"
ROLE = f"arn:aws:iam::{OWNER}:role/bedrock-customization/dev/teams/demo/data"
TEST_KEY = "teams/demo/datasets/test.jsonl"
REGRESSION_KEY = "teams/demo/datasets/regression.jsonl"
BASE_ID = "amazon.nova-micro-v1:0"
SECRET = "Ada Lovelace, born 1815"
"""Data that no log, error or answer may hold."""


def facts(key: str, sha256: str = "ab" * 32) -> DatasetFacts:
    """Return the facts of a set that was checked in its first version."""
    return DatasetFacts(
        source_key=key,
        source_version_id="v1",
        uri=f"s3://{DATA}/runs/demo/x/input/{key.rpartition('/')[2]}",
        records=3,
        size_bytes=300,
        characters=200,
        sha256=sha256,
        estimated_tokens=34,
        cautious_tokens=67,
    )


def planned(*, regression: bool = False, batch_records: int = 2, **rules: Any) -> EvaluationPlan:
    """Return how a run is evaluated."""
    asked = EvaluationRequest(test="datasets/test.jsonl", **rules)
    return EvaluationPlan(
        rules=asked,
        test=facts(TEST_KEY),
        regression=facts(REGRESSION_KEY, "cd" * 32) if regression else None,
        base_model_id=BASE_ID,
        batch_records=batch_records,
        concurrency=7,
        longest_seconds=600,
    )


def plan_of(evaluation: EvaluationPlan | None, alias: str | None = "faq") -> Plan:
    """Return the plan of a run that serves its model on demand."""
    price = Price(usd=0.001, source="this environment", as_of="2026-08-01")
    cost = msgspec.structs.replace(
        PLAN.cost, input_price_per_1k_tokens=price, output_price_per_1k_tokens=price
    )
    serving = ServingPlan(kind=Kind.ON_DEMAND, hours_to_live=0, alias=alias)
    return msgspec.structs.replace(PLAN, evaluation=evaluation, serving=serving, cost=cost)


def record(prompt: str, answer: str, **more: object) -> bytes:
    """Return a line of a set."""
    messages = [
        {"role": "user", "content": [{"text": prompt}]},
        {"role": "assistant", "content": [{"text": answer}]},
    ]
    return json.dumps({"messages": messages, **more}).encode()


def put(s3: FakeS3, key: str, lines: Sequence[bytes]) -> None:
    """Keep a set in the version that was checked, and a newer one."""
    s3.put(DATA, key, b"\n".join(lines))
    s3.put(DATA, key, record("Later", "data"))


def install(cloud: Cloud, monkeypatch: pytest.MonkeyPatch, handler: Any, **more: str) -> None:
    """Give a handler this cloud, and the variables that all of these handlers read."""
    variables = {
        "ACCOUNT_ID": OWNER,
        "ARTIFACTS_BUCKET_NAME": ARTIFACTS,
        "DATA_BUCKET_NAME": DATA,
        "TEAM_DATA_ROLE_ARNS": json.dumps({RUN.team: ROLE, "other": "arn:other"}),
    }
    cloud.install(monkeypatch, variables | more)
    clients = {(ROLE, RUN.run_id): cloud.s3}
    for owner in (aws, handler):
        if hasattr(owner, "s3_as"):
            monkeypatch.setattr(owner, "s3_as", lambda role, run_id: clients[role, run_id])


def lines_at(s3: FakeS3, key: str) -> list[Any]:
    """Return the lines of an object of the artifacts bucket."""
    return [json.loads(line) for line in s3.body(ARTIFACTS, key).splitlines()]

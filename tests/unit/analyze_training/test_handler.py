"""AnalyzeTraining from event to answer, on S3 in memory."""

import json
from typing import Any

import msgspec
import pytest

from lambdas.analyze_training import handler as state
from lambdas.common import aws
from lambdas.contract import places
from lambdas.contract.errors import MetricsMissingError
from lambdas.contract.report import Analysis
from tests.fakes.s3 import OWNER, FakeS3
from tests.unit.analyze_training.samples import JOB_ID, PLAN, RUN, TRAINED

BUCKET = "artifacts"
ROLE = "arn:aws:iam::111122223333:role/bedrock-customization/dev/demo-data"
FOLDER = f"{places.training_prefix(RUN.team, RUN.run_id)}model-customization-job-{JOB_ID}"
TRAINING = f"{FOLDER}/training_artifacts/step_wise_training_metrics.csv"
VALIDATION = f"{FOLDER}/validation_artifacts/post_fine_tuning_validation/validation_metrics.csv"
EVENT = msgspec.to_builtins({"plan": PLAN, "trained": TRAINED})


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> FakeS3:
    fake = FakeS3()
    monkeypatch.setenv("ARTIFACTS_BUCKET_NAME", BUCKET)
    monkeypatch.setenv("ACCOUNT_ID", OWNER)
    monkeypatch.setenv("TEAM_DATA_ROLE_ARNS", json.dumps({"demo": ROLE}))
    clients = {(ROLE, RUN.run_id): fake}
    monkeypatch.setattr(aws, "s3_as", lambda role, run_id: clients[role, run_id])
    return fake


def _table(column: str, losses: list[float]) -> bytes:
    rows = [f"{step},{step // 2},{loss},1.0" for step, loss in enumerate(losses)]
    return "\n".join([f"step_number,epoch_number,{column},perplexity", *rows]).encode()


def _handle() -> Any:
    return state.handler(EVENT, None)  # type: ignore[arg-type]


def test_losses_are_judged_and_kept(s3: FakeS3) -> None:
    s3.put(BUCKET, TRAINING, _table("training_loss", [2.0, 1.8, 1.5, 1.3, 1.2, 1.1]))
    s3.put(BUCKET, VALIDATION, _table("validation_loss", [1.7, 1.7, 1.4, 1.4, 1.6, 1.6]))
    key = f"{places.run_prefix(RUN.team, RUN.run_id)}analysis.json"
    assert _handle() == {"verdict": "overfitting", "epoch": 3, "key": key, "schema_version": 1}
    analysis = msgspec.json.decode(s3.body(BUCKET, key), type=Analysis)
    assert [epoch.training_loss for epoch in analysis.training.epochs] == [1.9, 1.4, 1.15]
    assert [epoch.validation_loss for epoch in analysis.training.epochs] == [1.7, 1.4, 1.6]
    assert analysis.verdict.stop_epoch == 2
    assert analysis.next_steps
    assert analysis.warnings == []


def test_the_answer_stays_small_however_long_training_was(s3: FakeS3) -> None:
    s3.put(BUCKET, TRAINING, _table("training_loss", [1.0] * 100))
    assert len(json.dumps(_handle())) < 300


def test_no_training_metrics_is_an_error_that_says_where(s3: FakeS3) -> None:
    s3.put(BUCKET, TRAINING.replace(JOB_ID, "another-job"), _table("training_loss", [1.0]))
    s3.put(BUCKET, VALIDATION, _table("validation_loss", [1.0]))
    with pytest.raises(MetricsMissingError, match=TRAINED.output_uri):
        _handle()


def test_missing_validation_and_broken_rows_become_warnings(s3: FakeS3) -> None:
    s3.put(BUCKET, TRAINING, _table("training_loss", [2.0, 1.0]) + b"\noops\n")
    assert _handle()["verdict"] == "cannot_tell"
    key = f"{places.run_prefix(RUN.team, RUN.run_id)}analysis.json"
    missing, broken = msgspec.json.decode(s3.body(BUCKET, key), type=Analysis).warnings
    assert "validation_metrics.csv" in missing
    assert "1 row of step_wise_training_metrics.csv" in broken


def test_losses_that_json_cannot_say_survive_storage(s3: FakeS3) -> None:
    s3.put(BUCKET, TRAINING, _table("training_loss", [2.0, float("nan"), 1.0]))
    answer = _handle()
    assert (answer["verdict"], answer["epoch"]) == ("diverged", 1)
    analysis = msgspec.json.decode(s3.body(BUCKET, answer["key"]), type=Analysis)
    assert analysis.training.steps[1].loss is None

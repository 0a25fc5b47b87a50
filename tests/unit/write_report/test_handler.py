"""WriteReport from event to answer, on S3 in memory."""

import json
from typing import Any

import msgspec
import pytest

from lambdas.common import aws
from lambdas.contract import places
from lambdas.contract.evaluation_result import Decision, Evaluation
from lambdas.contract.report import AnalysisSummary, Report
from lambdas.contract.run import TrainedModel
from lambdas.write_report import handler as state
from lambdas.write_report.page import page
from tests.fakes.s3 import OWNER, FakeS3
from tests.unit.analyze_training.samples import PLAN, RUN, TRAINED
from tests.unit.write_report.evaluations import KEY, PROMOTED, RETIRED, evaluated
from tests.unit.write_report.reading import parse
from tests.unit.write_report.reports import TRAINING, VALIDATION, analysis_of

BUCKET = "artifacts"
ROLE = "arn:aws:iam::111122223333:role/bedrock-customization/dev/demo-data"
ANALYSIS = analysis_of(TRAINING, VALIDATION)
ANALYSIS_KEY = f"{places.run_prefix(RUN.team, RUN.run_id)}analysis.json"
PAGE_KEY = places.report_key(RUN.team, RUN.run_id, "report.html")
DOCUMENT_KEY = places.report_key(RUN.team, RUN.run_id, "report.json")


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> FakeS3:
    fake = FakeS3()
    fake.put(BUCKET, ANALYSIS_KEY, msgspec.json.encode(ANALYSIS))
    monkeypatch.setenv("ARTIFACTS_BUCKET_NAME", BUCKET)
    monkeypatch.setenv("ACCOUNT_ID", OWNER)
    monkeypatch.setenv("TEAM_DATA_ROLE_ARNS", json.dumps({"demo": ROLE}))
    clients = {(ROLE, RUN.run_id): fake}
    monkeypatch.setattr(aws, "s3_as", lambda role, run_id: clients[role, run_id])
    return fake


def _summary() -> AnalysisSummary:
    verdict = ANALYSIS.verdict
    return AnalysisSummary(verdict=verdict.word, epoch=verdict.epoch, key=ANALYSIS_KEY)


def _handle(trained: TrainedModel = TRAINED) -> Any:
    event = msgspec.to_builtins({"plan": PLAN, "trained": trained, "analysis": _summary()})
    return state.handler(event, None)  # type: ignore[arg-type]


def test_it_answers_where_the_report_is_and_what_it_says(s3: FakeS3) -> None:
    answer = _handle()
    assert answer["report_key"] == PAGE_KEY
    assert answer["report_uri"] == f"s3://{BUCKET}/{PAGE_KEY}"
    assert answer["headline"] == ANALYSIS.verdict.headline
    assert s3.written == [f"s3://{BUCKET}/{DOCUMENT_KEY}", f"s3://{BUCKET}/{PAGE_KEY}"]


def test_the_page_is_made_from_the_document(s3: FakeS3) -> None:
    _handle()
    report = msgspec.json.decode(s3.body(BUCKET, DOCUMENT_KEY), type=Report)
    assert s3.body(BUCKET, PAGE_KEY).decode() == page(report)


def test_the_document_holds_every_part(s3: FakeS3) -> None:
    _handle()
    report = msgspec.json.decode(s3.body(BUCKET, DOCUMENT_KEY), type=Report, strict=True)
    assert report.run == RUN
    assert report.training == ANALYSIS.training
    assert report.verdict == ANALYSIS.verdict
    assert report.next_steps == ANALYSIS.next_steps
    assert report.datasets.training == PLAN.training
    assert report.datasets.validation == PLAN.validation
    assert report.model.duration_seconds == 65 * 60 + 30
    assert report.warnings == [*PLAN.warnings, *ANALYSIS.warnings]
    assert report.schema_version == 1


def test_the_cost_is_told_whole_and_by_epoch(s3: FakeS3) -> None:
    _handle()
    cost = msgspec.json.decode(s3.body(BUCKET, DOCUMENT_KEY), type=Report).cost
    assert (cost.estimate_usd, cost.cautious_usd, cost.epochs) == (1.6, 3.2, 4)
    assert (cost.estimate_per_epoch_usd, cost.cautious_per_epoch_usd) == (0.4, 0.8)
    assert (cost.tokens_per_epoch, cost.cautious_tokens_per_epoch) == (400_001, 800_001)
    assert cost.training_price_per_1k_tokens == PLAN.cost.training_price_per_1k_tokens
    assert cost.budget_usd == PLAN.cost.budget_usd


def test_the_mail_says_what_to_know_and_how_to_read_on(s3: FakeS3) -> None:
    assert not s3.written
    answer = _handle()
    message = answer["notification"]["message"]
    for told in (
        ANALYSIS.verdict.headline,
        ANALYSIS.verdict.sentence,
        "$1.60 estimated, $3.20 at most",
        answer["report_uri"],
        f"customize report {RUN.run_id} --environment dev",
    ):
        assert told in message


def _handle_evaluated(s3: FakeS3, evaluation: Evaluation) -> Any:
    s3.put(BUCKET, KEY, msgspec.json.encode(evaluation))
    event = msgspec.structs.replace(evaluated(evaluation), analysis=_summary())
    return state.handler(msgspec.to_builtins(event), None)  # type: ignore[arg-type]


def test_the_evaluation_is_read_from_its_file_and_told_whole(s3: FakeS3) -> None:
    answer = _handle_evaluated(s3, PROMOTED)
    report = msgspec.json.decode(s3.body(BUCKET, DOCUMENT_KEY), type=Report, strict=True)
    assert report.evaluation == PROMOTED
    assert report.decision is Decision.PROMOTE
    assert answer["headline"] == report.headline == "Better than its base, and promoted"
    assert report.verdict == ANALYSIS.verdict
    assert report.warnings == [*PLAN.warnings, *ANALYSIS.warnings, *PROMOTED.warnings]
    assert s3.body(BUCKET, PAGE_KEY).decode() == page(report)


def test_the_sets_that_were_asked_are_told_with_their_lineage(s3: FakeS3) -> None:
    _handle_evaluated(s3, PROMOTED)
    report = msgspec.json.decode(s3.body(BUCKET, DOCUMENT_KEY), type=Report)
    assert report.datasets.test
    assert report.datasets.test.lineage
    assert report.datasets.test.lineage.source_records == 2051
    assert report.datasets.regression
    assert "Prepared from2,051 records" in parse(s3.body(BUCKET, PAGE_KEY).decode()).text


def test_the_mail_begins_with_the_decision(s3: FakeS3) -> None:
    mail = _handle_evaluated(s3, RETIRED)["notification"]
    assert mail["subject"].startswith("Not better than its base, and retired")
    assert RETIRED.verdict.sentence in mail["message"]
    assert ANALYSIS.verdict.sentence in mail["message"]
    assert ", evaluation $0.31" in mail["message"]


def test_without_a_word_of_an_evaluation_none_is_read(s3: FakeS3) -> None:
    _handle()
    report = msgspec.json.decode(s3.body(BUCKET, DOCUMENT_KEY), type=Report)
    assert (report.evaluation, report.decision, report.datasets.test) == (None, None, None)


def test_a_newer_sender_may_say_more(s3: FakeS3) -> None:
    s3.put(BUCKET, ANALYSIS_KEY, msgspec.json.encode(msgspec.to_builtins(ANALYSIS) | {"new": 1}))
    assert _handle()["report_key"] == PAGE_KEY

"""docs/evaluation.md says what the code does."""

from pathlib import Path

from lambdas.catalogue.embedding import embedding_model
from lambdas.common.figures import duration
from lambdas.contract.evaluation import Metric
from lambdas.contract.evaluation_steps import VECTORS_AT_ONCE
from lambdas.evaluation.decide import LEAST_RECORDS, least_differing
from lambdas.evaluation.failures import NOT_THE_MODELS_WORDS
from lambdas.evaluation.metrics import FITTING
from lambdas.evaluation.read_set import LEAST_WORTH
from lambdas.plan_evaluation.embed import longest_text
from lambdas.plan_evaluation.vectors import PART_TEXTS
from lambdas.plan_run.check_evaluation import MOST_EMBEDDED_RECORDS
from lambdas.plan_run.pace import EvaluationTerms, Load, pace_of
from tests.unit.plan_run.records import model

PAGE = (Path(__file__).parents[3] / "docs" / "evaluation.md").read_text()


def test_the_table_of_tasks_is_the_codes() -> None:
    for task, (deciding, *others) in FITTING.items():
        informing = ", ".join(f"`{metric}`" for metric in others)
        assert f"| `{task}` | `{deciding}` | {informing} |\n" in PAGE


def test_every_metric_is_described() -> None:
    for metric in Metric:
        assert f"\n| `{metric}` | " in PAGE


def test_the_borders_of_the_rule_are_the_codes() -> None:
    assert f"Fewer than {LEAST_RECORDS} records" in PAGE
    assert f"({least_differing(0.95)} at 95 %" in PAGE


def test_what_counts_as_failed_is_the_codes() -> None:
    assert all(f"`{reason}`" in PAGE for reason in NOT_THE_MODELS_WORDS)
    assert f"less than {100 * LEAST_WORTH:.0f} % of their number" in PAGE


def test_what_vectors_are_made_of_is_the_codes() -> None:
    model = embedding_model()
    for told in (
        f"`{model.model_id}`",
        f"{model.dimensions} numbers",
        f"cut to {longest_text():,} characters (the model's {model.most_tokens:,} tokens",
        f"within its {model.most_characters:,} characters",
        f"asks for {VECTORS_AT_ONCE} at a time",
        f"a minute ({EvaluationTerms().embeddings_a_minute};",
        f"in parts of {PART_TEXTS}.",
        f"at most {MOST_EMBEDDED_RECORDS:,} training records",
    ):
        assert told in PAGE


def test_ten_thousand_records_take_what_the_page_says() -> None:
    quotas = model().serving.on_demand
    load = Load(20_000, (10_000, 10_000), 200, 512)
    pace = pace_of(load, quotas, EvaluationTerms())
    batches = -(-20_000 // pace.batch_records)
    assert f"{pace.concurrency} workers: {pace.batch_records} records a batch, {batches}" in PAGE
    assert f"| {duration(pace.longest_seconds // 60 * 60 + 60)} |" in PAGE
    assert f"4 of the run, 2 a batch: {4 + 2 * batches:,} |" in PAGE
    most = pace_of(load, quotas, EvaluationTerms(most_workers=1000)).concurrency
    assert f"With the quota's 2,000 requests a minute {most} workers could ask." in PAGE

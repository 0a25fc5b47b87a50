"""docs/evaluation.md says what the code does."""

from pathlib import Path

from lambdas.contract.evaluation import Metric
from lambdas.evaluation.decide import LEAST_RECORDS, least_differing
from lambdas.evaluation.metrics import FITTING

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

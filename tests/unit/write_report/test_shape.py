"""What readers of report.json find: each side's figures under its own name."""

from typing import Any

import msgspec
import pytest

from lambdas.contract.evaluation import Arm
from tests.unit.write_report.evaluations import PROMOTED, RETIRED, report_with

FIGURES = {"metric", "arm", "against", "difference", "interval", "n", "failures"}
OUTCOMES = {"wins", "ties", "losses"}


def _evaluation(report: object) -> Any:
    return msgspec.json.decode(msgspec.json.encode(report))["evaluation"]


@pytest.mark.parametrize(
    ("listed", "sides"),
    [
        ("metrics", {"base", "custom"}),
        ("retrieval_against_base", {"base", "retrieval"}),
        ("custom_against_retrieval", {"custom", "retrieval"}),
    ],
)
def test_a_row_names_both_sides_and_no_third(listed: str, sides: set[str]) -> None:
    rows = _evaluation(report_with(PROMOTED))[listed]
    assert len(rows) == 4
    for row in rows:
        assert set(row) == FIGURES | OUTCOMES | sides
        assert {row["arm"], row["against"]} == set(row["failures"]) == sides
        assert row[row["arm"]] - row[row["against"]] == pytest.approx(row["difference"])
        assert set(row["interval"]) == {"low", "high", "confidence"}
        assert row["interval"]["low"] <= row["difference"] <= row["interval"]["high"]


def test_without_retrieval_nothing_is_said_of_it() -> None:
    found = _evaluation(report_with(RETIRED))
    assert [row["metric"] for row in found["metrics"]] == ["exact_match", "token_f1"]
    assert (found["retrieval_against_base"], found["custom_against_retrieval"]) == ([], [])


def test_a_result_knows_the_sides_it_compares_alone() -> None:
    result = RETIRED.metrics[0]
    assert (result.score_of(Arm.BASE), result.score_of(Arm.CUSTOM)) == (0.312, 0.304)
    with pytest.raises(LookupError, match="retrieval was not compared here: custom against base"):
        result.score_of(Arm.RETRIEVAL)

"""The loss chart says what report.json says."""

import math

import pytest

from lambdas.contract.report import Report
from lambdas.write_report.charts import (
    MEANS_LINE,
    NARROW,
    STEPS_LINE,
    STOP_LINE,
    VALIDATION_LINE,
    WIDE,
    describe,
    loss_chart,
)
from lambdas.write_report.svg import VARIABLES, Shape
from tests.unit.write_report.reading import Points, parse, points
from tests.unit.write_report.reports import TRAINING, VALIDATION, report_of


def _same(drawn: Points, expected: Points) -> bool:
    return len(drawn) == len(expected) and all(
        pair == pytest.approx(other, abs=1e-4) for pair, other in zip(drawn, expected, strict=True)
    )


@pytest.mark.parametrize("shape", [WIDE, NARROW])
@pytest.mark.parametrize("steps", [10, 400])
def test_points_read_back_are_the_reports(shape: Shape, steps: int) -> None:
    report = report_of(TRAINING, VALIDATION, steps)
    chart = parse(loss_chart(report, shape))
    epochs = report.training.epochs
    expected: dict[str, Points] = {
        STEPS_LINE: [(s.position, s.loss or 0.0) for s in report.training.steps],
        MEANS_LINE: [(e.epoch - 0.5, e.training_loss or 0.0) for e in epochs],
        VALIDATION_LINE: [(e.epoch, e.validation_loss or 0.0) for e in epochs],
    }
    for line, wanted in expected.items():
        assert _same(points(chart, line, shape.name), wanted), line


def test_the_epoch_worth_stopping_at_is_marked() -> None:
    report = report_of(TRAINING, VALIDATION)
    chart = parse(loss_chart(report, WIDE))
    assert report.verdict.stop_epoch == 2
    assert all(x == pytest.approx(2, abs=1e-4) for x, _ in points(chart, STOP_LINE, WIDE.name))
    assert "worth stopping: epoch 2" in chart.text


def test_nothing_is_marked_where_stopping_is_not_worth_it() -> None:
    chart = loss_chart(report_of(TRAINING, [2.0, 1.8, 1.6, 1.4]), WIDE)
    assert STOP_LINE not in chart
    assert "worth stopping" not in chart


def test_losses_that_are_not_finite_are_left_out_of_the_line() -> None:
    report = report_of([2.0, math.nan, 1.5], [])
    drawn = points(parse(loss_chart(report, WIDE)), MEANS_LINE, WIDE.name)
    assert _same(drawn, [(0.5, 2.0), (2.5, 1.5)])


@pytest.mark.parametrize(
    "report", [report_of([1.5], [], steps=1), report_of([math.nan], [math.nan], steps=1)]
)
def test_the_smallest_runs_have_a_chart(report: Report) -> None:
    assert parse(loss_chart(report, NARROW)).all("svg")


def test_colours_are_the_pages() -> None:
    chart = loss_chart(report_of(TRAINING, VALIDATION), WIDE)
    assert all(variable in chart for variable in VARIABLES.values())
    assert not any(colour in chart for colour in VARIABLES)
    assert "#000000" not in chart


def test_the_same_report_gives_the_same_bytes() -> None:
    report = report_of(TRAINING, VALIDATION)
    assert loss_chart(report, WIDE) == loss_chart(report, WIDE)


def test_the_chart_is_told_in_words() -> None:
    report = report_of([2.0, 1.5], [1.8, math.nan])
    words = describe(report)
    assert "epoch 1: training 2.000, validation 1.800" in words
    assert "epoch 2: training 1.500, validation not finite" in words
    (desc,) = parse(loss_chart(report, WIDE)).all("desc")
    assert desc.text == words

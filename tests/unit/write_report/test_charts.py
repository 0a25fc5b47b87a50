"""The loss chart says what report.json says."""

import math

import pytest

from lambdas.contract.report import Report
from lambdas.write_report.charts import (
    MEANS_LINE,
    STEPS_LINE,
    STOP_LINE,
    VALIDATION_LINE,
    describe,
    loss_chart,
)
from lambdas.write_report.svg import NARROW, WIDE, Shape, charts, inline_svg
from tests.unit.write_report.reading import Node, Points, parse, points, same
from tests.unit.write_report.reports import TRAINING, VALIDATION, report_of

PREFIX = "loss-wide"


def _chart(report: Report, shape: Shape = WIDE) -> Node:
    return parse(inline_svg(loss_chart(report), shape))


@pytest.mark.parametrize("shape", [WIDE, NARROW])
@pytest.mark.parametrize("steps", [10, 400])
def test_points_read_back_are_the_reports(shape: Shape, steps: int) -> None:
    report = report_of(TRAINING, VALIDATION, steps)
    chart = _chart(report, shape)
    epochs = report.training.epochs
    expected: dict[str, Points] = {
        STEPS_LINE: [(s.position, s.loss or 0.0) for s in report.training.steps],
        MEANS_LINE: [(e.epoch - 0.5, e.training_loss or 0.0) for e in epochs],
        VALIDATION_LINE: [(e.epoch, e.validation_loss or 0.0) for e in epochs],
    }
    for line, wanted in expected.items():
        assert same(points(chart, line, f"loss-{shape.name}"), wanted), line


def test_the_epoch_worth_stopping_at_is_marked() -> None:
    report = report_of(TRAINING, VALIDATION)
    chart = _chart(report)
    assert report.verdict.stop_epoch == 2
    assert all(x == pytest.approx(2, abs=1e-4) for x, _ in points(chart, STOP_LINE, PREFIX))
    assert "worth stopping: epoch 2" in chart.text


def test_nothing_is_marked_where_stopping_is_not_worth_it() -> None:
    chart = charts(loss_chart(report_of(TRAINING, [2.0, 1.8, 1.6, 1.4])))
    assert STOP_LINE not in chart
    assert "worth stopping" not in chart


def test_losses_that_are_not_finite_are_left_out_of_the_line() -> None:
    drawn = points(_chart(report_of([2.0, math.nan, 1.5], [])), MEANS_LINE, PREFIX)
    assert same(drawn, [(0.5, 2.0), (2.5, 1.5)])


@pytest.mark.parametrize(
    "report", [report_of([1.5], [], steps=1), report_of([math.nan], [math.nan], steps=1)]
)
def test_the_smallest_runs_have_a_chart(report: Report) -> None:
    assert _chart(report, NARROW).all("svg")


def test_the_same_report_gives_the_same_bytes() -> None:
    report = report_of(TRAINING, VALIDATION)
    assert charts(loss_chart(report)) == charts(loss_chart(report))


def test_the_chart_is_told_in_words() -> None:
    report = report_of([2.0, 1.5], [1.8, math.nan])
    words = describe(report)
    assert "epoch 1: training 2.000, validation 1.800" in words
    assert "epoch 2: training 1.500, validation not finite" in words
    (desc,) = _chart(report).all("desc")
    assert desc.text == words

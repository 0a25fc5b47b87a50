"""The charts of cost and evaluation say what report.json says."""

from collections.abc import Sequence

import msgspec
import pytest

from lambdas.contract.evaluation import Arm, MetricResult
from lambdas.contract.report import Report
from lambdas.write_report import cost_chart, interval_chart, outcome_chart, quality_chart
from lambdas.write_report.charts import loss_chart
from lambdas.write_report.interval_chart import Limit
from lambdas.write_report.pairs import CUSTOM, PAIRS, pair_of
from lambdas.write_report.svg import NARROW, VARIABLES, WIDE, Chart, Shape, charts, inline_svg
from tests.unit.write_report.evaluations import (
    BETTER,
    FORGOTTEN,
    NOT_BETTER,
    PROMOTED,
    RETIRED,
    UNDECIDED,
    report_with,
    unheard,
    without_prices,
)
from tests.unit.write_report.reading import Node, extent, parse, points, same
from tests.unit.write_report.reports import TRAINING, VALIDATION, report_of

SHAPES = pytest.mark.parametrize("shape", [WIDE, NARROW])
LIMIT = Limit(0.02, "better beyond 0.020")


def _drawn(chart: Chart | None, shape: Shape = WIDE) -> Node:
    assert chart
    return parse(inline_svg(chart, shape))


@SHAPES
@pytest.mark.parametrize("results", [BETTER, BETTER[:4], NOT_BETTER, [FORGOTTEN]])
def test_differences_and_intervals_read_back_are_the_reports(
    shape: Shape, results: Sequence[MetricResult]
) -> None:
    tree = _drawn(interval_chart.interval_chart("intervals", results, LIMIT), shape)
    prefix = f"intervals-{shape.name}"
    for pair in PAIRS:
        own = [one for one in results if pair_of(one) == pair]
        for number, one in enumerate(own):
            ends = points(tree, f"{pair.name}-interval-{number}", prefix)
            assert [x for x, _ in ends] == pytest.approx(
                [one.interval.low, one.interval.high], abs=1e-5
            )
        if own:
            marks = points(tree, f"{pair.name}-differences", prefix)
            assert [x for x, _ in marks] == pytest.approx([r.difference for r in own], abs=1e-5)
            if len(own) > 1:
                assert [round(y) for _, y in marks] == list(range(len(own)))


def test_intervals_stand_in_the_rows_of_their_metrics() -> None:
    tree = _drawn(interval_chart.interval_chart("intervals", BETTER, LIMIT))
    rows = [g for g in tree.all("g") if g.attributes.get("id", "").startswith("intervals-wide-yt")]
    told = [row.all("text")[0].text for row in rows if row.all("text")]
    assert list(dict.fromkeys(told)) == ["exact match", "token F1", "ROUGE-L", "chrF"]
    heights = [points(tree, f"{p.name}-differences", "intervals-wide")[0][1] for p in PAIRS]
    assert heights == sorted(heights)
    assert len({round(height, 2) for height in heights}) == 3


def test_the_limit_is_drawn_where_it_is() -> None:
    tree = _drawn(interval_chart.interval_chart("intervals", BETTER, LIMIT))
    across = [x for x, _ in points(tree, interval_chart.LIMIT_LINE, "intervals-wide")]
    assert across == pytest.approx([0.02, 0.02], abs=1e-5)
    assert "better beyond 0.020" in tree.text


def test_a_limit_of_zero_is_the_only_line_there() -> None:
    zero = f"intervals-wide-{interval_chart.ZERO_LINE}"
    at_zero = Limit(0, "better beyond 0")
    tree = _drawn(interval_chart.interval_chart("intervals", BETTER, at_zero))
    assert zero not in [g.attributes.get("id") for g in tree.all("g")]
    across = [x for x, _ in points(tree, interval_chart.LIMIT_LINE, "intervals-wide")]
    assert across == pytest.approx([0, 0], abs=1e-5)
    beside = _drawn(interval_chart.interval_chart("intervals", BETTER, LIMIT))
    across = [x for x, _ in points(beside, interval_chart.ZERO_LINE, "intervals-wide")]
    assert across == pytest.approx([0, 0], abs=1e-5)


def test_a_key_has_the_shape_of_its_marks() -> None:
    assert interval_chart.legend(BETTER) == [
        ("blue dot", "custom against base"),
        ("orange square", "retrieval against base"),
        ("violet diamond", "custom against retrieval"),
    ]
    assert quality_chart.legend(PROMOTED) == [
        ("muted diamond", "base"),
        ("blue dot", "custom"),
        ("orange square", "retrieval"),
    ]


def test_sides_that_answer_alike_have_a_chart() -> None:
    nowhere = msgspec.structs.replace(NOT_BETTER[0].interval, low=0.0, high=0.0)
    alike = [msgspec.structs.replace(NOT_BETTER[0], difference=0.0, interval=nowhere)]
    tree = _drawn(interval_chart.interval_chart("intervals", alike, Limit(0, "better beyond 0")))
    ends = points(tree, "custom-base-interval-0", "intervals-wide")
    assert [x for x, _ in ends] == pytest.approx([0, 0], abs=1e-5)


@SHAPES
def test_bars_read_back_are_the_records_won_tied_and_lost(shape: Shape) -> None:
    results = [one for one in BETTER if pair_of(one) == CUSTOM]
    tree = _drawn(outcome_chart.outcome_chart(results), shape)
    prefix = f"outcomes-{shape.name}"
    for row, one in enumerate(results):
        start = 0
        for name, count in (("won", one.wins), ("tied", one.ties), ("lost", one.losses)):
            bar = extent(tree, f"{name}-{row}", prefix)
            assert bar == pytest.approx((start, start + count), abs=1e-3)
            start += count
        assert f"{one.wins:,} / {one.ties:,} / {one.losses:,}" in tree.text


@SHAPES
def test_points_of_cost_against_quality_are_the_reports(shape: Shape) -> None:
    tree = _drawn(quality_chart.quality_chart(PROMOTED), shape)
    cost = {one.arm: one.usd_per_1k_answers or 0.0 for one in PROMOTED.arms}
    score = {Arm.BASE: 0.312, Arm.CUSTOM: 0.629, Arm.RETRIEVAL: 0.548}
    for arm in Arm:
        drawn = points(tree, arm, f"quality-{shape.name}")
        assert same(drawn, [(cost[arm], score[arm])]), arm


def test_capacity_by_the_hour_costs_nothing_an_answer() -> None:
    arms = [
        msgspec.structs.replace(one, cost_usd=0.0, usd_per_1k_answers=0.0) for one in RETIRED.arms
    ]
    free = msgspec.structs.replace(RETIRED, arms=arms)
    tree = _drawn(quality_chart.quality_chart(free))
    assert same(points(tree, Arm.CUSTOM, "quality-wide"), [(0, 0.304)])


def test_a_side_that_never_answered_is_no_point() -> None:
    tree = _drawn(quality_chart.quality_chart(unheard(Arm.RETRIEVAL)))
    assert points(tree, Arm.CUSTOM, "quality-wide")[0][1] == pytest.approx(0.629, abs=1e-3)
    drawn = {group.attributes.get("id") for group in tree.all("g")}
    assert f"quality-wide-{Arm.CUSTOM}" in drawn
    assert f"quality-wide-{Arm.RETRIEVAL}" not in drawn
    assert [name for _, name in quality_chart.legend(unheard(Arm.RETRIEVAL))] == ["base", "custom"]
    assert quality_chart.quality_chart(unheard(Arm.BASE)) is None


def test_without_prices_no_cost_is_drawn() -> None:
    assert quality_chart.quality_chart(without_prices(UNDECIDED)) is None


@SHAPES
def test_costs_read_back_are_the_reports(shape: Shape) -> None:
    # One epoch of the plan is not in the metrics file.
    report = report_of(TRAINING[:3], VALIDATION[:3])
    tree, prefix = _drawn(cost_chart.cost_chart(report), shape), f"cost-{shape.name}"
    spent = report.cost.by_epoch
    assert [one.epoch for one in spent] == [1, 2, 3, 4]
    expected = {
        cost_chart.ESTIMATE_LINE: [(e.epoch, e.estimate_usd or 0.0) for e in spent],
        cost_chart.CAUTIOUS_LINE: [(e.epoch, e.cautious_usd or 0.0) for e in spent],
        cost_chart.USED_LINE: [(e.epoch, e.used_usd or 0.0) for e in spent[:3]],
    }
    for line, wanted in expected.items():
        assert same(points(tree, line, prefix), [(float(x), y) for x, y in wanted]), line


def _all_charts(report: Report) -> list[Chart]:
    assert report.evaluation
    found = [
        loss_chart(report),
        cost_chart.cost_chart(report),
        interval_chart.interval_chart("intervals", report.evaluation.results, LIMIT),
        outcome_chart.outcome_chart(report.evaluation.results),
        quality_chart.quality_chart(report.evaluation),
    ]
    return [one for one in found if one]


def test_colours_are_the_pages() -> None:
    drawn = "".join(charts(one) for one in _all_charts(report_with(PROMOTED)))
    assert all(variable in drawn for variable in VARIABLES.values())
    assert not any(colour in drawn for colour in VARIABLES)
    assert "#000000" not in drawn


@pytest.mark.parametrize("chart", _all_charts(report_with(PROMOTED)), ids=lambda one: one.name)
def test_every_chart_is_told_in_words_with_its_figures(chart: Chart) -> None:
    (desc,) = _drawn(chart).all("desc")
    assert desc.text == chart.description
    assert sum(character.isdigit() for character in desc.text) > 10

"""The chart of differences between sides, each with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from lambdas.contract.evaluation import MetricResult
from lambdas.evaluation import wording
from lambdas.write_report.drawing import KEYS, figures_across
from lambdas.write_report.pairs import CUSTOM, PAIRS, RETRIEVAL, RIVALS, pair_of
from lambdas.write_report.svg import BLUE, LINE, ORANGE, TEXT, VIOLET, Chart

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from lambdas.write_report.pairs import Pair

COLOURS = {CUSTOM: BLUE, RETRIEVAL: ORANGE, RIVALS: VIOLET}
MARKERS = {CUSTOM: "o", RETRIEVAL: "s", RIVALS: "D"}
CLASSES = {CUSTOM: "blue", RETRIEVAL: "orange", RIVALS: "violet"}
"""Of the legend."""
LIMIT_LINE, ZERO_LINE = "limit", "zero"
FRAME_HEIGHT, PAIR_HEIGHT, ROW_HEIGHT = 0.75, 0.17, 0.2


class Limit(NamedTuple):
    """The difference that decides, and its words."""

    difference: float
    words: str


def interval_chart(name: str, results: Sequence[MetricResult], limit: Limit) -> Chart:
    """Return the differences of results with their intervals, a row for every metric."""
    rows = len(_metrics(results))
    height = FRAME_HEIGHT + rows * (ROW_HEIGHT + PAIR_HEIGHT * len(_pairs(results)))
    told = [f"{pair_of(one).title}, {wording.figures(one)}" for one in results]
    draw = partial(_draw, results=results, limit=limit)
    return Chart(name, height, draw, "Differences with their intervals", f"{'; '.join(told)}.")


def legend(results: Sequence[MetricResult]) -> list[tuple[str, str]]:
    """Return the classes and words of the legend."""
    return [(f"{CLASSES[pair]} {KEYS[MARKERS[pair]]}", pair.title) for pair in _pairs(results)]


def _metrics(results: Sequence[MetricResult]) -> list[str]:
    return list(dict.fromkeys(wording.NAMES[one.metric] for one in results))


def _pairs(results: Sequence[MetricResult]) -> list[Pair]:
    found = {pair_of(one) for one in results}
    return [pair for pair in PAIRS if pair in found]


def _draw(figure: Figure, results: Sequence[MetricResult], limit: Limit) -> None:
    axes = figure.add_subplot()
    metrics = _metrics(results)
    if limit.difference:
        axes.axvline(0, color=TEXT, linewidth=1, gid=ZERO_LINE)
    for pair in _pairs(results):
        _draw_pair(axes, pair, results, metrics)
    _mark_limit(axes, limit)
    axes.set_yticks(range(len(metrics)), metrics)
    axes.set_ylim(len(metrics) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)
    axes.spines["bottom"].set_color(LINE)
    figures_across(axes, "difference of scores")


def _draw_pair(
    axes: Axes, pair: Pair, results: Sequence[MetricResult], metrics: Sequence[str]
) -> None:
    pairs = _pairs(results)
    # The pairs of a metric stand close together, one below the other, around its row.
    shift = (pairs.index(pair) - (len(pairs) - 1) / 2) * 0.7 / max(len(pairs), 2)
    own = [one for one in results if pair_of(one) == pair]
    rows = [metrics.index(wording.NAMES[one.metric]) + shift for one in own]
    style: dict[str, Any] = {"color": COLOURS[pair]}
    for number, (one, row) in enumerate(zip(own, rows, strict=True)):
        name = f"{pair.name}-interval-{number}"
        ends = [one.interval.low, one.interval.high]
        axes.plot(ends, [row, row], gid=name, linewidth=2.5, alpha=0.55, **style)
    axes.plot(
        [one.difference for one in own],
        rows,
        gid=f"{pair.name}-differences",
        linestyle="none",
        marker=MARKERS[pair],
        markersize=6,
        **style,
    )


def _mark_limit(axes: Axes, limit: Limit) -> None:
    axes.axvline(limit.difference, color=TEXT, linewidth=1.2, linestyle=(0, (2, 3)), gid=LIMIT_LINE)
    low, high = axes.get_xlim()
    axes.annotate(
        limit.words,
        (limit.difference, 1),
        xycoords=("data", "axes fraction"),
        xytext=(0, 4),
        textcoords="offset points",
        ha="right" if limit.difference > (low + high) / 2 else "left",
        color=TEXT,
    )

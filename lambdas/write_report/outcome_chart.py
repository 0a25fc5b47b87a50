"""The chart of records won, tied and lost."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from lambdas.contract.evaluation import MetricResult
from lambdas.evaluation import wording
from lambdas.write_report.pairs import CUSTOM, pair_of
from lambdas.write_report.svg import BLUE, MUTED, ORANGE, TEXT, Chart

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WON, TIED, LOST = "won", "tied", "lost"
LEGEND = [("blue square", "won"), ("muted faint square", "tied"), ("orange square", "lost")]
FRAME_HEIGHT, ROW_HEIGHT = 0.45, 0.42
BAR = 0.36
"""Of a row's height; the rest holds the words above it."""


def outcome_chart(results: Sequence[MetricResult]) -> Chart:
    """Return the records that a challenger won, tied and lost, a bar for every result."""
    told = "; ".join(f"{_name(one)}: {_counts(one)}" for one in results)
    height = FRAME_HEIGHT + ROW_HEIGHT * len(results)
    draw = partial(_draw, results=results)
    return Chart("outcomes", height, draw, "Records won, tied and lost", f"{told}.")


def _name(one: MetricResult) -> str:
    whose = "" if pair_of(one) == CUSTOM else f", against {one.against}"
    return f"{wording.NAMES[one.metric]}{whose}"


def _counts(one: MetricResult) -> str:
    return f"{one.wins:,} {WON}, {one.ties:,} {TIED}, {one.losses:,} {LOST}"


def _draw(figure: Figure, results: Sequence[MetricResult]) -> None:
    axes = figure.add_subplot()
    for row, one in enumerate(results):
        left = 0
        for name, colour, number in (
            (WON, BLUE, one.wins),
            (TIED, MUTED, one.ties),
            (LOST, ORANGE, one.losses),
        ):
            (bar,) = axes.barh(row + 0.2, number, height=BAR, left=left, color=colour)
            bar.set_gid(f"{name}-{row}")
            bar.set_alpha(0.35 if name == TIED else 1)
            left += number
        axes.text(0, row - 0.04, _name(one), color=TEXT, va="bottom")
        counts = f"{one.wins:,} / {one.ties:,} / {one.losses:,}"
        axes.text(one.n, row - 0.04, counts, color=TEXT, va="bottom", ha="right")
    _frame(figure, results)


def _frame(figure: Figure, results: Sequence[MetricResult]) -> None:
    from matplotlib.ticker import MaxNLocator

    (axes,) = figure.axes
    axes.set_xlim(0, max(one.n for one in results))
    axes.set_ylim(len(results) - 0.5, -0.6)
    axes.set_yticks([])
    axes.xaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
    axes.set_xlabel("records")

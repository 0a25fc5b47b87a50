"""What the charts have in common."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from lambdas.write_report.markup import Html, element
from lambdas.write_report.svg import LINE, TEXT, Chart, charts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

TICKS = 5
"""About so many on an axis, so that their labels don't meet on a phone."""

KEYS = {"o": "dot", "s": "square", "D": "diamond"}
"""The legend's class for each of matplotlib's markers."""


def figure(
    chart: Chart, legend: Sequence[tuple[str, str]], caption: str, heading: str = ""
) -> Html:
    """Return a chart under its heading and legend (classes, words), above its small print."""
    keys = [element("li", words, class_=classes) for classes, words in legend]
    return element(
        "figure",
        element("h3", heading) if heading else "",
        element("ul", *keys, class_="legend"),
        charts(chart),
        element("figcaption", caption),
        class_="card",
    )


def line(axes: Axes, name: str, points: Sequence[tuple[float, float | None]], **style: Any) -> None:
    """Draw points and the line between them; `name` becomes the line's id."""
    xs = [x for x, _ in points]
    ys = [math.nan if y is None else y for _, y in points]
    axes.plot(xs, ys, gid=name, **style)


def mark_epoch(axes: Axes, name: str, epoch: int | None, last: int) -> None:
    """Mark the epoch worth stopping at, if there is one."""
    if epoch is None:
        return
    axes.axvline(epoch, color=TEXT, linewidth=1, linestyle=(0, (2, 3)), gid=name)
    axes.annotate(
        f"worth stopping: epoch {epoch}",
        (epoch, 1),
        xycoords=("data", "axes fraction"),
        xytext=(0, 4),
        textcoords="offset points",
        ha="right" if epoch >= last / 2 else "left",
        color=TEXT,
    )


def epochs_across(axes: Axes, last: int) -> None:
    """Give the axes epochs to go across."""
    from matplotlib.ticker import MaxNLocator

    axes.set_xlim(0, last * 1.02)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_xlabel("epochs trained")


def figures_up(axes: Axes, label: str) -> None:
    """Give the axes figures to go up."""
    _figures(axes, "y")
    axes.set_ylabel(label)


def figures_across(axes: Axes, label: str) -> None:
    """Give the axes figures to go across."""
    _figures(axes, "x")
    axes.set_xlabel(label)


def _figures(axes: Axes, which: Any) -> None:
    from matplotlib.ticker import MaxNLocator, StrMethodFormatter

    axis = axes.yaxis if which == "y" else axes.xaxis
    axis.set_major_locator(MaxNLocator(nbins=TICKS))
    # Each label whole: the short form sets a factor apart that is easily overlooked.
    axis.set_major_formatter(StrMethodFormatter("{x:.5g}"))
    axes.grid(axis=which, color=LINE, linewidth=0.8)
    axes.tick_params(axis=which, length=0)
    axes.set_axisbelow(True)

"""The charts of the page, drawn from report.json alone."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, Any

from lambdas.common.figures import loss
from lambdas.contract.report import Report
from lambdas.write_report.markup import Html
from lambdas.write_report.svg import LINE, TEXT, TRAINING, VALIDATION, Shape, inline_svg

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDE = Shape("wide", 7.4, 3.3)
NARROW = Shape("narrow", 3.5, 3.0)
"""For phones: a wide chart made small can't be read."""

STEPS_LINE = "training-steps"
MEANS_LINE = "training-epochs"
VALIDATION_LINE = "validation-epochs"
STOP_LINE = "stop-epoch"
"""Ids of the lines in the SVG, behind the shape's name and a hyphen."""


def loss_chart(report: Report, shape: Shape) -> Html:
    """Return the losses over epochs, with the epoch worth stopping at marked."""
    return inline_svg(shape, partial(_draw, report=report), "Loss over epochs", describe(report))


def describe(report: Report) -> str:
    """Return the loss chart in words, for those who don't see it."""
    epochs = [
        f"epoch {e.epoch}: training {_text(e.training_loss)}"
        + (f", validation {_text(e.validation_loss)}" if e.validation_measured else "")
        for e in report.training.epochs
    ]
    return f"{report.headline}. {'; '.join(epochs)}."


def _text(value: float | None) -> str:
    return "not finite" if value is None else loss(value)


def _draw(figure: Figure, report: Report) -> None:
    axes = figure.add_subplot()
    epochs = report.training.epochs
    steps = [(step.position, step.loss) for step in report.training.steps]
    # A mean stands in the middle of its epoch; validation at the end, where it was measured.
    means = [(e.epoch - 0.5, e.training_loss) for e in epochs]
    held_out = [(e.epoch, e.validation_loss) for e in epochs if e.validation_measured]
    _line(axes, STEPS_LINE, steps, color=TRAINING, alpha=0.4, linewidth=1)
    _line(axes, MEANS_LINE, means, color=TRAINING, linewidth=2, marker="o", markersize=5)
    _line(axes, VALIDATION_LINE, held_out, color=VALIDATION, linewidth=2, marker="s", markersize=5)
    _mark_stop(axes, report.verdict.stop_epoch, epochs[-1].epoch)
    _frame(axes, epochs[-1].epoch)


def _line(
    axes: Axes, name: str, points: Sequence[tuple[float, float | None]], **style: Any
) -> None:
    xs = [x for x, _ in points]
    ys = [math.nan if y is None else y for _, y in points]
    axes.plot(xs, ys, gid=name, **style)


def _mark_stop(axes: Axes, stop: int | None, last: int) -> None:
    if stop is None:
        return
    axes.axvline(stop, color=TEXT, linewidth=1, linestyle=(0, (2, 3)), gid=STOP_LINE)
    axes.annotate(
        f"worth stopping: epoch {stop}",
        (stop, 1),
        xycoords=("data", "axes fraction"),
        xytext=(0, 4),
        textcoords="offset points",
        ha="right" if stop >= last / 2 else "left",
        color=TEXT,
    )


def _frame(axes: Axes, last: int) -> None:
    from matplotlib.ticker import MaxNLocator

    axes.set_xlim(0, last * 1.02)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5))
    axes.grid(axis="y", color=LINE, linewidth=0.8)
    axes.tick_params(axis="y", length=0)
    axes.set_axisbelow(True)
    axes.set_xlabel("epochs trained")
    axes.set_ylabel("loss")

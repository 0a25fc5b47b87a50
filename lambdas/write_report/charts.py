"""The chart of the losses, drawn from report.json alone."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from lambdas.common.figures import loss
from lambdas.contract.report import Report
from lambdas.write_report.drawing import epochs_across, figures_up, line, mark_epoch
from lambdas.write_report.svg import BLUE, ORANGE, Chart

if TYPE_CHECKING:
    from matplotlib.figure import Figure

HEIGHT = 3.2
STEPS_LINE = "training-steps"
MEANS_LINE = "training-epochs"
VALIDATION_LINE = "validation-epochs"
STOP_LINE = "stop-epoch"
"""Ids of the lines in the SVG, behind the chart's and the shape's names."""


def loss_chart(report: Report) -> Chart:
    """Return the losses over epochs, with the epoch worth stopping at marked."""
    return Chart(
        "loss", HEIGHT, partial(_draw, report=report), "Loss over epochs", describe(report)
    )


def describe(report: Report) -> str:
    """Return the loss chart in words, for those who don't see it."""
    epochs = [
        f"epoch {e.epoch}: training {_text(e.training_loss)}"
        + (f", validation {_text(e.validation_loss)}" if e.validation_measured else "")
        for e in report.training.epochs
    ]
    return f"{report.verdict.headline}. {'; '.join(epochs)}."


def _text(value: float | None) -> str:
    return "not finite" if value is None else loss(value)


def _draw(figure: Figure, report: Report) -> None:
    axes = figure.add_subplot()
    epochs = report.training.epochs
    steps = [(step.position, step.loss) for step in report.training.steps]
    # A mean stands in the middle of its epoch; validation at the end, where it was measured.
    means = [(e.epoch - 0.5, e.training_loss) for e in epochs]
    held_out = [(e.epoch, e.validation_loss) for e in epochs if e.validation_measured]
    line(axes, STEPS_LINE, steps, color=BLUE, alpha=0.4, linewidth=1)
    line(axes, MEANS_LINE, means, color=BLUE, linewidth=2, marker="o", markersize=5)
    line(axes, VALIDATION_LINE, held_out, color=ORANGE, linewidth=2, marker="s", markersize=5)
    mark_epoch(axes, STOP_LINE, report.verdict.stop_epoch, epochs[-1].epoch)
    epochs_across(axes, epochs[-1].epoch)
    figures_up(axes, "loss")

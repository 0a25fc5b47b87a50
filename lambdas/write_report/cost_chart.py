"""The chart of what training had cost after each epoch."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from lambdas.common.figures import usd
from lambdas.contract.report import Report
from lambdas.write_report.drawing import epochs_across, figures_up, line, mark_epoch
from lambdas.write_report.svg import BLUE, MUTED, ORANGE, Chart

if TYPE_CHECKING:
    from matplotlib.figure import Figure

HEIGHT = 2.6
ESTIMATE_LINE = "estimate"
CAUTIOUS_LINE = "cautious"
USED_LINE = "used"
STOP_LINE = "stop-epoch"


def cost_chart(report: Report) -> Chart | None:
    """Return the cost over epochs; None where the price of training is not known."""
    if not any(epoch.estimate_usd is not None for epoch in report.cost.by_epoch):
        return None
    told = [
        f"until epoch {e.epoch}: estimate {usd(e.estimate_usd)}, cautious bound "
        f"{usd(e.cautious_usd)}, used {usd(e.used_usd)}"
        for e in report.cost.by_epoch
    ]
    title = "Cost of training over epochs"
    return Chart("cost", HEIGHT, partial(_draw, report=report), title, f"{'; '.join(told)}.")


def _draw(figure: Figure, report: Report) -> None:
    axes = figure.add_subplot()
    epochs = report.cost.by_epoch
    cautious = [(e.epoch, e.cautious_usd) for e in epochs]
    estimate = [(e.epoch, e.estimate_usd) for e in epochs]
    used = [(e.epoch, e.used_usd) for e in epochs]
    dotted = (0, (4, 3))
    line(axes, CAUTIOUS_LINE, cautious, color=MUTED, linestyle=dotted, marker="D", markersize=4)
    # Used lies on the estimate as long as nobody stops early: the broad line shows on both sides.
    line(axes, ESTIMATE_LINE, estimate, color=BLUE, linewidth=7, alpha=0.4, solid_capstyle="round")
    line(axes, USED_LINE, used, color=ORANGE, linewidth=2, marker="s", markersize=4)
    last = epochs[-1].epoch
    mark_epoch(axes, STOP_LINE, report.verdict.stop_epoch, last)
    epochs_across(axes, last)
    axes.set_ylim(bottom=0)
    figures_up(axes, "US dollars")

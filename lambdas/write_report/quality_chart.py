"""The chart of cost against quality, a point for every side."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from lambdas.common.figures import usd
from lambdas.contract.evaluation import Arm
from lambdas.contract.evaluation_result import Evaluation
from lambdas.evaluation import wording
from lambdas.write_report.drawing import KEYS, figures_across, figures_up
from lambdas.write_report.pairs import CUSTOM, RETRIEVAL, deciding
from lambdas.write_report.svg import BLUE, MUTED, ORANGE, Chart

if TYPE_CHECKING:
    from matplotlib.figure import Figure

HEIGHT = 2.9
COLOURS = {Arm.BASE: MUTED, Arm.CUSTOM: BLUE, Arm.RETRIEVAL: ORANGE}
MARKERS = {Arm.BASE: "D", Arm.CUSTOM: "o", Arm.RETRIEVAL: "s"}
CLASSES = {Arm.BASE: "muted", Arm.CUSTOM: "blue", Arm.RETRIEVAL: "orange"}


class Point(NamedTuple):
    """What 1,000 answers of a side cost, and how good they are."""

    arm: Arm
    usd: float
    score: float


def quality_chart(evaluation: Evaluation) -> Chart | None:
    """Return cost against quality; None where what some side's answers cost is not known."""
    points = points_of(evaluation)
    if not points or len(points) < sum(one.answered > 0 for one in evaluation.arms):
        return None
    told = [f"{p.arm}: {usd(p.usd)} for 1,000 answers, {wording.score(p.score)}" for p in points]
    name = wording.NAMES[evaluation.verdict.metric]
    draw = partial(_draw, points=points, name=name)
    return Chart("quality", HEIGHT, draw, f"Cost against {name}", f"{'; '.join(told)}.")


def points_of(evaluation: Evaluation) -> list[Point]:
    """Return the point of every side whose cost is known."""
    scores = _scores(evaluation)
    return [
        Point(one.arm, one.usd_per_1k_answers, scores[one.arm])
        for one in evaluation.arms
        if one.usd_per_1k_answers is not None and one.arm in scores
    ]


def legend(evaluation: Evaluation) -> list[tuple[str, str]]:
    """Return the classes and words of the legend."""
    return [
        (f"{CLASSES[one.arm]} {KEYS[MARKERS[one.arm]]}", one.arm) for one in points_of(evaluation)
    ]


def _scores(evaluation: Evaluation) -> dict[Arm, float]:
    custom, retrieval = deciding(evaluation, CUSTOM), deciding(evaluation, RETRIEVAL)
    return {
        side: result.score_of(side)
        for result in (custom, retrieval)
        if result is not None
        for side in (result.against, result.arm)
    }


def _draw(figure: Figure, points: Sequence[Point], name: str) -> None:
    axes = figure.add_subplot()
    for arm, cost, score in points:
        axes.plot([cost], [score], gid=arm, color=COLOURS[arm], marker=MARKERS[arm], markersize=9)
    axes.set_xlim(0, max(*(point.usd for point in points), 1e-9) * 1.1)
    axes.set_ylim(0, min(max(point.score for point in points) * 1.15 + 0.02, 1.02))
    figures_across(axes, "US dollars for 1,000 answers")
    figures_up(axes, name)

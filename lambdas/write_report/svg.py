"""matplotlib figures as SVG elements that live inside a page and follow its colours."""

from __future__ import annotations

import io
import os
import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from lambdas.write_report.markup import Html, element, join

if TYPE_CHECKING:
    from matplotlib.figure import Figure

BLUE, ORANGE, VIOLET = "#01a0f1", "#01a0f2", "#01a0f3"
MUTED, LINE, TEXT = "#01a0f4", "#01a0f5", "#01a0f6"
VARIABLES = {
    BLUE: "var(--blue)",
    ORANGE: "var(--orange)",
    VIOLET: "var(--violet)",
    MUTED: "var(--muted)",
    LINE: "var(--line)",
    TEXT: "var(--text)",
}
"""matplotlib knows no CSS variables: it draws in stand-in colours, which are replaced."""

STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "path.simplify": False,  # every point of report.json is in the chart
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.edgecolor": LINE,
    "axes.labelcolor": MUTED,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "font.size": 9,
}


class Shape(NamedTuple):
    """The name and the width in inches of a chart for a kind of screen."""

    name: str
    width: float


WIDE = Shape("wide", 7.4)
NARROW = Shape("narrow", 3.5)
"""For phones: a wide chart made small can't be read."""


class Chart(NamedTuple):
    """A drawing, its height in inches and its words for those who don't see it."""

    name: str
    height: float
    draw: Callable[[Figure], None]
    title: str
    description: str


def charts(chart: Chart) -> Html:
    """Return a chart for every kind of screen; the page shows the one that fits."""
    return join(inline_svg(chart, WIDE), inline_svg(chart, NARROW))


def inline_svg(chart: Chart, shape: Shape) -> Html:
    """Return a chart as an element; the same drawing gives the same bytes."""
    name = f"{chart.name}-{shape.name}"
    svg = _render(chart, shape, name)
    view = re.findall(r'viewBox="[^"]+"', svg)[0]
    # What stands before the definitions (XML heading, date, namespaces) has no place in HTML.
    drawing = re.sub(r"<style.*?</style>", "", svg[svg.index("<defs") :], flags=re.DOTALL)
    # Charts have the same ids; their names before them keep them apart.
    drawing = re.sub(r'(\bid="|\bhref="#|url\(#)', rf"\g<1>{name}-", drawing)
    for colour, variable in VARIABLES.items():
        drawing = drawing.replace(colour, variable)
    words = join(element("title", chart.title), element("desc", chart.description))
    return Html(f'<svg class="chart {shape.name}" role="img" {view}>{words}{drawing}')


def _render(chart: Chart, shape: Shape, name: str) -> str:
    # Lambda's home folder can't be written to, and matplotlib keeps a list of fonts.
    os.environ.setdefault("MPLCONFIGDIR", str(Path(tempfile.gettempdir(), "matplotlib")))
    import matplotlib as mpl
    from matplotlib.figure import Figure

    file = io.StringIO()
    with mpl.rc_context({**STYLE, "svg.hashsalt": name}):
        figure = Figure(figsize=(shape.width, chart.height), layout="constrained")
        chart.draw(figure)
        figure.savefig(file, format="svg")
    return file.getvalue()

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

TRAINING, VALIDATION, MUTED, LINE, TEXT = "#01a0f1", "#01a0f2", "#01a0f3", "#01a0f4", "#01a0f5"
VARIABLES = {
    TRAINING: "var(--training)",
    VALIDATION: "var(--validation)",
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
    """A chart's name and its size in inches."""

    name: str
    width: float
    height: float


def inline_svg(shape: Shape, draw: Callable[[Figure], None], title: str, description: str) -> Html:
    """Return what `draw` draws as an element; the same drawing gives the same bytes."""
    svg = _render(shape, draw)
    view = re.findall(r'viewBox="[^"]+"', svg)[0]
    # What stands before the definitions (XML heading, date, namespaces) has no place in HTML.
    drawing = re.sub(r"<style.*?</style>", "", svg[svg.index("<defs") :], flags=re.DOTALL)
    # Two charts have the same ids; the shape's name before them keeps them apart.
    drawing = re.sub(r'(\bid="|\bhref="#|url\(#)', rf"\g<1>{shape.name}-", drawing)
    for colour, variable in VARIABLES.items():
        drawing = drawing.replace(colour, variable)
    words = join(element("title", title), element("desc", description))
    return Html(f'<svg class="chart {shape.name}" role="img" {view}>{words}{drawing}')


def _render(shape: Shape, draw: Callable[[Figure], None]) -> str:
    # Lambda's home folder can't be written to, and matplotlib keeps a list of fonts.
    os.environ.setdefault("MPLCONFIGDIR", str(Path(tempfile.gettempdir(), "matplotlib")))
    import matplotlib as mpl
    from matplotlib.figure import Figure

    file = io.StringIO()
    with mpl.rc_context({**STYLE, "svg.hashsalt": shape.name}):
        figure = Figure(figsize=(shape.width, shape.height), layout="constrained")
        draw(figure)
        figure.savefig(file, format="svg")
    return file.getvalue()

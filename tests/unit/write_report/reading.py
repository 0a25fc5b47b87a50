"""Reads a page back: its elements, its text, and the points of its charts."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest

VOID = {"meta", "br", "hr", "img", "link", "input", "use", "path", "rect"}
Points = list[tuple[float, float]]


@dataclass
class Node:
    """An element."""

    tag: str
    attributes: dict[str, str]
    children: "list[Node | str]" = field(default_factory=list)

    @property
    def text(self) -> str:
        """All text within."""
        return "".join(c if isinstance(c, str) else c.text for c in self.children)

    def all(self, tag: str) -> "list[Node]":
        """Every element of a kind within, in order."""
        inner = [c for c in self.children if isinstance(c, Node)]
        return [n for c in inner for n in ([c] if c.tag == tag else []) + c.all(tag)]

    def by_id(self, name: str) -> "Node":
        """The one element of this id."""
        (found,) = [n for n in self.all("g") if n.attributes.get("id") == name]
        return found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Node("", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._add(tag, attrs)
        if tag not in VOID:
            node = self.open[-1].children[-1]
            assert isinstance(node, Node)
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._add(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop().tag == tag, f"</{tag}> closes another element"

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)

    def _add(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Node(tag, {name: value or "" for name, value in attrs}))


def parse(page: str) -> Node:
    """Return the page's tree; every element must be closed where it belongs."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    (root,) = reader.open
    return root


def points(chart: Node, name: str, prefix: str) -> Points:
    """Return a drawn line's points in the chart's own figures, read off its axes.

    `prefix` is the chart's name and its shape's. Where words stand at an axis, a row is its number.
    """
    across, up = _axis(chart, f"{prefix}-xtick", "x"), _axis(chart, f"{prefix}-ytick", "y")
    drawn = _drawn(chart.by_id(f"{prefix}-{name}"))
    return [(_read(x, across), _read(y, up)) for x, y in drawn]


def extent(chart: Node, name: str, prefix: str) -> tuple[float, float]:
    """Return from where to where a bar reaches across."""
    across = _axis(chart, f"{prefix}-xtick", "x")
    corners = _corners(chart.by_id(f"{prefix}-{name}").all("path")[0].attributes["d"])
    return _read(min(x for x, _ in corners), across), _read(max(x for x, _ in corners), across)


def _drawn(line: Node) -> Points:
    """Return the corners of a line, or the places of its marks where it is marks alone."""
    paths = [one for one in line.all("path") if "id" not in one.attributes]
    if paths:
        return _corners(paths[0].attributes["d"])
    return [(float(n.attributes["x"]), float(n.attributes["y"])) for n in line.all("use")]


def _axis(chart: Node, name: str, along: str) -> list[tuple[float, float]]:
    """Return where an axis's first and last labels stand, and what they say."""
    ticks = [g for g in chart.all("g") if g.attributes.get("id", "").startswith(f"{name}_")]
    rows = list(enumerate(ticks))
    # A single row of words: the next would stand anywhere, and nobody asks for it.
    ends = [(_place(tick, along), _label(tick, row)) for row, tick in (rows[0], rows[-1])]
    return ends if len(rows) > 1 else [ends[0], (ends[0][0] + 1, ends[0][1] + 1)]


def _place(tick: Node, along: str) -> float:
    marks = tick.all("use")
    if marks:
        return float(marks[0].attributes[along])
    if lines := tick.all("path"):
        return _corners(lines[0].attributes["d"])[0]["xy".index(along)]
    return float(tick.all("text")[0].attributes[along])


def _label(tick: Node, row: int) -> float:
    try:
        return float(tick.all("text")[0].text.replace("\N{MINUS SIGN}", "-"))
    except ValueError:
        return row


def _corners(path: str) -> Points:
    return [(float(x), float(y)) for x, y in re.findall(r"[ML] (\S+) (\S+)", path)]


def _read(place: float, axis: list[tuple[float, float]]) -> float:
    (start, low), (end, high) = axis
    return low + (place - start) / (end - start) * (high - low)


def same(drawn: Points, expected: Points) -> bool:
    """Whether points read back are those that were to be drawn, as exactly as SVG holds them."""
    return len(drawn) == len(expected) and all(
        x == pytest.approx(wanted_x, abs=1e-4) and y == pytest.approx(wanted_y, abs=1e-4)
        for (x, y), (wanted_x, wanted_y) in zip(drawn, expected, strict=True)
    )

"""Reads a page back: its elements, its text, and the points of its charts."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

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


def points(chart: Node, name: str, shape: str) -> Points:
    """Return a drawn line's points in the chart's own figures, read off its axes."""
    across, up = _axis(chart, f"{shape}-xtick", "x"), _axis(chart, f"{shape}-ytick", "y")
    lines = chart.by_id(f"{shape}-{name}").all("path")
    drawn = _corners(lines[0].attributes["d"]) if lines else []
    return [(_read(x, across), _read(y, up)) for x, y in drawn]


def _axis(chart: Node, name: str, along: str) -> list[tuple[float, float]]:
    """Return where an axis's first and last labels stand, and what they say."""
    ticks = [g for g in chart.all("g") if g.attributes.get("id", "").startswith(f"{name}_")]
    return [(_place(tick, along), _label(tick)) for tick in (ticks[0], ticks[-1])]


def _place(tick: Node, along: str) -> float:
    marks = tick.all("use")
    if marks:
        return float(marks[0].attributes[along])
    return _corners(tick.all("path")[0].attributes["d"])[0]["xy".index(along)]


def _label(tick: Node) -> float:
    return float(tick.all("text")[0].text.replace("\N{MINUS SIGN}", "-"))


def _corners(path: str) -> Points:
    return [(float(x), float(y)) for x, y in re.findall(r"[ML] (\S+) (\S+)", path)]


def _read(place: float, axis: list[tuple[float, float]]) -> float:
    (start, low), (end, high) = axis
    return low + (place - start) / (end - start) * (high - low)

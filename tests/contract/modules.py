"""The project's modules and what each imports, read from the source without running it."""

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).parents[2]
ROOMS = ("app", "cli", "lambdas", "local", "stacks", "tests")


@cache
def sources() -> dict[str, Path]:
    """Return every module of the project and its file."""
    files = [PROJECT / "app.py"]
    files += [file for room in ROOMS for file in sorted((PROJECT / room).rglob("*.py"))]
    return {name_of(file): file for file in files}


def name_of(file: Path) -> str:
    """Return the name by which a file is imported."""
    parts = file.relative_to(PROJECT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def imports() -> Mapping[str, frozenset[str]]:
    """Return, for every module, the project's modules that it imports, wherever in the file."""
    return {name: frozenset(_imported(file)) for name, file in sources().items()}


def _imported(file: Path) -> Iterator[str]:
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in sources())
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{file} imports relatively"
            yield from _imported_from(node)


def _imported_from(node: ast.ImportFrom) -> Iterator[str]:
    for alias in node.names:
        module = f"{node.module}.{alias.name}"
        if module in sources():
            yield module
        elif node.module in sources():
            yield str(node.module)


@cache
def tree(file: Path) -> ast.Module:
    """Return a file's syntax tree."""
    return ast.parse(file.read_text())


def circle_in(graph: Mapping[str, frozenset[str]]) -> list[str]:
    """Return the modules of one circle, nothing when there is none."""
    done: set[str] = set()
    for start in graph:
        if circle := _circle_from(start, graph, [], done):
            return circle
    return []


def _circle_from(
    module: str, graph: Mapping[str, frozenset[str]], path: list[str], done: set[str]
) -> list[str]:
    if module in path:
        return [*path[path.index(module) :], module]
    if module in done:
        return []
    for imported in sorted(graph[module]):
        if circle := _circle_from(imported, graph, [*path, module], done):
            return circle
    done.add(module)
    return []

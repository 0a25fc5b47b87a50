"""`customize models`: the catalogue on this machine; nothing is asked of AWS."""

import json
from collections.abc import Iterator
from typing import Any

import msgspec
import typer

from cli.errors import UsageError
from cli.output import is_terminal, print_json
from lambdas import catalogue
from lambdas.catalogue.gaps import gaps
from lambdas.catalogue.overview import COLUMNS, UNKNOWN, overview, words
from lambdas.contract.problems import Problem

PIPE_WIDTH = 260
"""Columns of a table that no terminal limits: every id stays in one piece."""
LEGEND = (
    "new jobs: to the catalogue's knowledge; a run asks Bedrock itself. run: whether runs can tune "
    "it. `customize models NAME` shows one model in full, with sources."
)
PROVENANCE = ("note", "as_of", "sources")
"""What stands last in a group."""


def show(name: str | None, *, as_json: bool) -> None:
    """Print the catalogue, or one model of it in full.

    Raises:
        UsageError: no model has this name or id.
    """
    if name is None:
        _show_all(as_json=as_json)
        return
    model = catalogue.find(name)
    if isinstance(model, Problem):
        raise UsageError(f"no model {model.given} in the catalogue; it has: {model.allowed}")
    if as_json:
        print_json(model)
        return
    entry = msgspec.json.decode(msgspec.json.encode(model))
    typer.echo("\n".join(_group(entry, "", frozenset(gaps(model)))))


def _show_all(*, as_json: bool) -> None:
    lines = overview()
    if as_json:
        print_json({"models": lines})
        return
    from rich.console import Console
    from rich.table import Table

    table = Table()
    for column in COLUMNS:
        table.add_column(column, overflow="fold")
    for line in lines:
        table.add_row(*words(line))
    Console(width=None if is_terminal() else PIPE_WIDTH).print(table)
    typer.echo(LEGEND)


def _group(group: dict[str, Any], path: str, unknown: frozenset[str]) -> Iterator[str]:
    """Yield the members of an object, inner ones indented below their name."""
    for name in sorted(group, key=lambda name: name in PROVENANCE):
        for line in _member(name, group[name], f"{path}{name}", unknown):
            yield f"  {line}" if path else line


def _member(name: str, value: Any, path: str, unknown: frozenset[str]) -> Iterator[str]:
    match value:
        case {"value": price, "source": source, "as_of": day}:
            note = f"; {value['note']}" if value["note"] else ""
            yield f"{name}: {UNKNOWN if price is None else price} ({day}, {source}{note})"
        case dict():
            yield f"{name}:"
            yield from _group(value, f"{path}.", unknown)
        case [dict(), *_]:
            yield f"{name}:"
            yield from (f"  - {_item(one, path, unknown)}" for one in value)
        case [_, *_] if name == "sources":
            yield from (f"source: {one}" for one in value)
        case None | []:
            if path in unknown:
                yield f"{name}: {UNKNOWN}"
        case _:
            yield f"{name}: {_text(value)}"


def _item(item: dict[str, Any], path: str, unknown: frozenset[str]) -> str:
    """Return an item of a list on one line, without what it does not have."""
    path = f"{path}.{item.get('name')}"
    told = {
        name: UNKNOWN if f"{path}.{name}" in unknown else _text(value)
        for name, value in item.items()
        if value not in (None, []) or f"{path}.{name}" in unknown
    }
    return ", ".join(f"{name} {text}" for name, text in told.items())


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_text, value))
    return json.dumps(value, ensure_ascii=False).strip('"')

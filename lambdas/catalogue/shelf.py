"""The catalogue's files, read once and strictly."""

import datetime
from functools import cache
from pathlib import Path
from typing import TypeVar

import msgspec

from lambdas.catalogue.model import Common, Model
from lambdas.contract.problems import Problem, shown

FOLDER = Path(__file__).parent

T = TypeVar("T", bound=msgspec.Struct)


class CatalogueError(Exception):
    """A file of the catalogue is malformed; the message names the file and the place."""


@cache
def models() -> tuple[Model, ...]:
    """Return every model, by name.

    Raises:
        CatalogueError: a file is malformed.
    """
    paths = sorted((FOLDER / "models").glob("*.json"), key=lambda path: path.stem)
    return tuple(read(path, Model) for path in paths)


@cache
def common() -> Common:
    """Return the facts that hold for every model."""
    return read(FOLDER / "common.json", Common)


def find(name_or_id: str) -> Model | Problem:
    """Return the model with this name or one of its ids, or a problem that lists the names."""
    for model in models():
        if name_or_id in (model.name, model.ids.to_customize, model.ids.to_invoke):
            return model
    names = ", ".join(model.name for model in models())
    return Problem(path="$.model", given=shown(name_or_id), allowed=f"{names}, or an id of one")


def due_for_review(today: datetime.date) -> list[Model]:
    """Return the models whose entry is past its review date on the day `today`."""
    return [model for model in models() if model.review_by < today]


def read(path: Path, kind: type[T]) -> T:
    """Return a file decoded as `kind`; an unknown, missing or malformed member is an error.

    Raises:
        CatalogueError: naming the file and the place in it.
    """
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except msgspec.MsgspecError as error:
        raise CatalogueError(f"{path.name}: {error}") from error

"""Every value of an environment's settings that is of the wrong form, and not only the first."""

import types
import typing
from collections.abc import Iterator, Mapping
from enum import Enum

import msgspec

from lambdas.contract.problems import Problem, shown


def form_problems(value: object, kind: object, path: str = "$") -> Iterator[Problem]:
    """Yield a problem for each place where `value` can't be read as the type `kind`."""
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        inside = list(_inside(value, kind, path))
        yield from inside or [
            Problem(path=path, given=shown(value), allowed=_allowed(kind, str(error)))
        ]


def _inside(value: object, kind: object, path: str) -> Iterator[Problem]:
    """Yield the problems of a value's members; none if it has none, or is wrong as a whole."""
    container, parts = typing.get_origin(kind), typing.get_args(kind)
    if isinstance(value, dict) and (struct := _struct(kind)):
        yield from _members(value, struct, path)
    elif isinstance(value, dict) and container is dict:
        for name, member in value.items():
            yield from form_problems(member, parts[1], f"{path}.{name}")
    elif isinstance(value, list) and container is list:
        for index, item in enumerate(value):
            yield from form_problems(item, parts[0], f"{path}[{index}]")


def _members(values: Mapping[str, object], kind: type, path: str) -> Iterator[Problem]:
    fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}
    for name in values:
        if name not in fields:
            allowed = f"no such setting; there are {', '.join(fields)}"
            yield Problem(path=f"{path}.{name}", given=shown(values[name]), allowed=allowed)
    for name, field in fields.items():
        if name in values:
            yield from form_problems(values[name], field.type, f"{path}.{name}")
        elif field.required:
            yield Problem(path=f"{path}.{name}", given="nothing", allowed="it must be set")


def _struct(kind: object) -> type | None:
    """Return the struct that a type is, or that may be null; None for every other type."""
    one_of = typing.get_args(kind) if isinstance(kind, types.UnionType) else (kind,)
    return next((one for one in one_of if _is(one, msgspec.Struct)), None)


def _is(kind: object, base: type) -> typing.TypeGuard[type]:
    return isinstance(kind, type) and issubclass(kind, base)


def _allowed(kind: object, error: str) -> str:
    """Return what may stand there, from `Expected ..., got ... - at ...` if need be."""
    if _is(kind, Enum):
        return ", ".join(repr(one.value) for one in typing.cast("type[Enum]", kind))
    return error.partition(" - at ")[0].removeprefix("Expected ").partition(", got ")[0]

"""Environment variables as typed, frozen values, read once at the edge of a handler."""

import os
from collections.abc import Mapping
from typing import TypeVar

import msgspec

T = TypeVar("T", bound=msgspec.Struct)


class EnvironmentVariableError(Exception):
    """Variables are missing or malformed; the message names each of them."""


def variable_name(field: str) -> str:
    """Return the environment variable of a field: `bucket_name` is `BUCKET_NAME`."""
    return field.upper()


def variable_names(kind: type[msgspec.Struct]) -> frozenset[str]:
    """Return the variables that an environment reads; stacks and tests compare with these."""
    return frozenset(variable_name(field) for field in kind.__struct_fields__)


def read(kind: type[T], source: Mapping[str, str] | None = None) -> T:
    """Return `kind` filled from the environment.

    Numbers are parsed from text, mappings and lists from JSON.

    Raises:
        EnvironmentVariableError: naming every variable that is missing or malformed.
    """
    source = os.environ if source is None else source
    values: dict[str, object] = {}
    wrong = []
    for field in msgspec.structs.fields(kind):
        name = variable_name(field.encode_name)
        try:
            values[field.name] = _parse(source[name], field.type)
        except KeyError:
            wrong.append(f"{name} is not set")
        except msgspec.MsgspecError as error:
            wrong.append(f"{name} is malformed: {error}")
    if wrong:
        raise EnvironmentVariableError("; ".join(wrong))
    return kind(**values)


def _parse(text: str, kind: type) -> object:
    if text.startswith(("{", "[")):
        return msgspec.json.decode(text, type=kind)
    return msgspec.convert(text, kind, strict=False)

"""A JSON value read into a typed struct, with every problem and not only the first."""

import math
from typing import Any, TypeVar

import msgspec
from msgspec import inspect

from lambdas.contract.problems import shown
from lambdas.plan_run.allowed import allowed_by
from lambdas.plan_run.findings import Findings

T = TypeVar("T", bound=msgspec.Struct)

LARGEST_INTEGER = 2**63 - 1
"""64 bits, signed."""


def read_struct(value: object, kind: type[T], path: str, findings: Findings) -> T | None:
    """Read `value` as `kind`; None if it is no object.

    A field with a problem keeps its default, or is unset if it has none. So a struct from which
    problems were found serves to look for more of them, and for nothing else.
    """
    if not isinstance(value, dict):
        findings.add(path, shown(value), "an object")
        return None
    fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}
    known = {*fields, kind.__struct_config__.tag_field}
    for name in value:
        if name not in known:
            allowed = f"no such field; the fields are {', '.join(fields)}"
            findings.add(_member(path, name), shown(value[name]), allowed)
    read: dict[str, Any] = {}
    for name, field in fields.items():
        result = _read_member(value, field, f"{path}.{name}", findings)
        if result is not msgspec.UNSET or field.required:
            read[field.name] = result
    return kind(**read)


def _read_member(
    members: dict[str, Any], field: msgspec.structs.FieldInfo, path: str, findings: Findings
) -> Any:
    """Return the field's value, or UNSET if it is left out or has a problem."""
    info = inspect.type_info(field.type)
    if field.encode_name not in members:
        if field.required:
            findings.add(path, "nothing", allowed_by(info))
        return msgspec.UNSET
    value = members[field.encode_name]
    if isinstance(info, inspect.StructType):
        nested = read_struct(value, info.cls, path, findings)
        return msgspec.UNSET if nested is None else nested
    try:
        _refuse_out_of_bounds(value)
        return msgspec.convert(value, field.type)
    except msgspec.ValidationError:
        findings.add(path, shown(value), allowed_by(info))
        return msgspec.UNSET


def _refuse_out_of_bounds(value: object) -> None:
    """Refuse numbers that JSON can't carry or that later sums could not bear."""
    endless = isinstance(value, float) and not math.isfinite(value)
    if endless or (isinstance(value, int) and abs(value) > LARGEST_INTEGER):
        raise msgspec.ValidationError


def _member(path: str, name: str) -> str:
    return f"{path}.{name}" if name.isidentifier() and name.isascii() else f"{path}[{shown(name)}]"

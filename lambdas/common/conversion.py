"""A JSON value read into a typed struct, with every problem and not only the first."""

import math
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

import msgspec
from msgspec import inspect

from lambdas.common.allowed import allowed_by
from lambdas.common.findings import Findings
from lambdas.contract.problems import shown

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
            findings.add(_member(path, name), shown(value[name]), _fields(fields))
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
        return _or_unset(read_struct(value, info.cls, path, findings))
    if isinstance(value, dict) and (struct := _optional(info)):
        return _or_unset(read_struct(value, struct.cls, path, findings))
    if kinds := _kinds(info):
        return _or_unset(_read_one_of(value, kinds, path, findings))
    try:
        _refuse_out_of_bounds(value)
        return msgspec.convert(value, field.type)
    except msgspec.ValidationError:
        findings.add(path, shown(value), allowed_by(info))
        return msgspec.UNSET


def _read_one_of(
    value: object, kinds: Mapping[str, inspect.StructType], path: str, findings: Findings
) -> msgspec.Struct | None:
    """Read `value` as the struct that its tag names; a bare tag means that kind's defaults."""
    tag_field = next(iter(kinds.values())).tag_field or ""
    allowed = f"one of {', '.join(kinds)}"
    members = {tag_field: value} if isinstance(value, str) else value
    if not isinstance(members, dict):
        findings.add(path, shown(value), f"{allowed}, or an object with this as its {tag_field}")
        return None
    tag = members.get(tag_field)
    if not isinstance(tag, str) or tag not in kinds:
        place = f"{path}.{tag_field}" if members is value else path
        findings.add(place, shown(tag) if tag_field in members else "nothing", allowed)
        return None
    return read_struct(members, kinds[tag].cls, path, findings)


def _kinds(info: inspect.Type) -> dict[str, inspect.StructType]:
    """Return the structs of a tagged union by their tags; empty for every other type."""
    types = info.types if isinstance(info, inspect.UnionType) else ()
    structs = {str(one.tag): one for one in types if isinstance(one, inspect.StructType)}
    return structs if len(structs) == len(types) else {}


def _optional(info: inspect.Type) -> inspect.StructType | None:
    """Return the struct that may be left out or null; None for every other type."""
    types = info.types if isinstance(info, inspect.UnionType) else ()
    structs = [one for one in types if isinstance(one, inspect.StructType)]
    return structs[0] if len(structs) == 1 and len(types) == 2 else None  # noqa: PLR2004


def _or_unset(read: msgspec.Struct | None) -> Any:
    return msgspec.UNSET if read is None else read


def _fields(names: Iterable[str]) -> str:
    fields = ", ".join(names)
    return f"no such field; the fields are {fields}" if fields else "no such field; it has none"


def _refuse_out_of_bounds(value: object) -> None:
    """Refuse numbers that JSON can't carry or that later sums could not bear."""
    endless = isinstance(value, float) and not math.isfinite(value)
    if endless or (isinstance(value, int) and abs(value) > LARGEST_INTEGER):
        raise msgspec.ValidationError


def _member(path: str, name: str) -> str:
    return f"{path}.{name}" if name.isidentifier() and name.isascii() else f"{path}[{shown(name)}]"

"""CloudFormation's values as text: a reference becomes the name of what it refers to.

`<DataBucket>` is the bucket or its ARN, whichever the place asks for; `<account>` and `<region>`
stand for both the pseudo parameters and the environment's own.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from local.surroundings import ACCOUNT, REGION

PSEUDO = {
    "AWS::AccountId": "<account>",
    "AWS::Partition": "aws",
    "AWS::Region": "<region>",
    "AWS::URLSuffix": "amazonaws.com",
}


@dataclass(frozen=True)
class Names:
    """What the references in a template mean."""

    logical: Mapping[str, str]
    """Names by logical id."""
    exports: Mapping[str, str]
    """Readable values by export."""


def value(given: Any, names: Names) -> Any:
    """Return a template's value with every token in it written as a name."""
    if isinstance(given, str):
        return given.replace(ACCOUNT, "<account>").replace(REGION, "<region>")
    if isinstance(given, list):
        return [value(item, names) for item in given]
    if not isinstance(given, dict):
        return given
    if len(given) == 1:
        (function, argument), *_ = given.items()
        if function == "Ref" or function.startswith("Fn::"):
            return TOKENS[function](argument, names)
    return {value(key, names): value(item, names) for key, item in given.items()}


def _reference(argument: str, names: Names) -> str:
    return PSEUDO.get(argument) or f"<{names.logical[argument]}>"


def _attribute(argument: list[str], names: Names) -> str:
    logical_id, attribute = argument
    name = names.logical[logical_id]
    return f"<{name}>" if attribute in {"Arn", "GroupId"} else f"<{name}.{attribute}>"


def _imported(argument: Any, names: Names) -> str:
    return names.exports[value(argument, names)]


def _joined(argument: list[Any], names: Names) -> str:
    separator, parts = argument
    return str(separator).join(str(part) for part in value(parts, names))


def _substituted(argument: str, _names: Names) -> str:
    for pseudo, name in PSEUDO.items():
        argument = argument.replace(f"${{{pseudo}}}", name)
    assert "${" not in argument, f"{argument} has references that are not known here"
    return argument


def _split(argument: list[Any], names: Names) -> list[str]:
    return [f"{value(argument[1], names)} without {argument[0]!r}"]


def _selected(argument: list[Any], names: Names) -> str:
    return f"{value(argument[1], names)}[{argument[0]}]"


def _zones(_argument: Any, _names: Names) -> str:
    return "<zones>"


TOKENS: Mapping[str, Callable[[Any, Names], Any]] = {
    "Ref": _reference,
    "Fn::GetAtt": _attribute,
    "Fn::ImportValue": _imported,
    "Fn::Join": _joined,
    "Fn::Sub": _substituted,
    "Fn::Split": _split,
    "Fn::Select": _selected,
    "Fn::GetAZs": _zones,
}

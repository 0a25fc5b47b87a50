"""The JSON Schema of the run request, for editors and other programs.

`python -m lambdas.contract.schema` writes it anew; a test tells when that is due.
"""

from pathlib import Path
from typing import Any

import msgspec

from lambdas.contract.request import DEFAULT_KIND, KINDS, RESERVED_KINDS, RunRequest
from lambdas.contract.serving_request import bare_kinds

FILE = Path(__file__).with_name("request.schema.json")


def request_schema() -> dict[str, Any]:
    """Return the schema of every kind of request that is built."""
    (built,), definitions = msgspec.json.schema_components(
        [RunRequest], ref_template="#/$defs/{name}"
    )
    for definition in definitions.values():
        _let_kind_default(definition)
        _let_deployment_be_bare(definition)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Run request",
        "description": f"What a team asks for. Kinds: {', '.join(KINDS)}; "
        f"not yet built: {', '.join(RESERVED_KINDS)}.",
        "anyOf": built.get("anyOf", [built]),
        "$defs": definitions,
    }


def request_schema_text() -> str:
    """Return the schema as the file holds it."""
    encoded = msgspec.json.encode(request_schema())
    return msgspec.json.format(encoded, indent=2).decode() + "\n"


def _let_kind_default(definition: dict[str, Any]) -> None:
    """Say that `kind` may be left out: msgspec requires every tag, PlanRun does not."""
    kind = definition.get("properties", {}).get("kind", {})
    if kind.get("enum") == [DEFAULT_KIND]:
        kind["default"] = DEFAULT_KIND
        definition["required"].remove("kind")


def _let_deployment_be_bare(definition: dict[str, Any]) -> None:
    """Say that a deployment's kind alone means that kind with its defaults, as PlanRun reads it."""
    deployment = definition.get("properties", {}).get("deployment")
    if deployment is not None:
        deployment["anyOf"].append({"enum": bare_kinds()})


if __name__ == "__main__":
    FILE.write_text(request_schema_text())

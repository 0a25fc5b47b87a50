"""The request as typed value: its kind first, then every field."""

from lambdas.common.conversion import read_struct
from lambdas.common.findings import Findings
from lambdas.contract.problems import shown
from lambdas.contract.request import (
    DEFAULT_KIND,
    RESERVED_KINDS,
    FineTuningRequest,
    RunRequest,
)

EXAMPLE = '{"training": "datasets/faq.jsonl"}'

BUILT = {DEFAULT_KIND: FineTuningRequest}


def parse_request(value: object, findings: Findings) -> RunRequest | None:
    """Return the request, or None if not even its kind is known.

    If problems were found in the returned request, it serves only to look for more of them.
    """
    if not isinstance(value, dict):
        findings.add("$", shown(value), f"an object, for example {EXAMPLE}")
        return None
    kind = value.get("kind", DEFAULT_KIND)
    built = BUILT.get(kind) if isinstance(kind, str) else None
    if built is None:
        findings.add("$.kind", shown(kind), _allowed_kinds(kind))
        return None
    return read_struct(value, built, "$", findings)


def _allowed_kinds(kind: object) -> str:
    built = ", ".join(BUILT)
    if kind in RESERVED_KINDS:
        return f"{built}; this kind is not yet built"
    return f"{built}; known but not yet built: {', '.join(RESERVED_KINDS)}"

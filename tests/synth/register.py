"""The register of accepted findings, read from what a synthesis wrote, and its rules."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from tests.synth.assembly import Assembly

SHORTEST_REASON = 30
ACKNOWLEDGED = "aws:cdk:acknowledged-rules"
PACK = "AwsSolutions"
OWN_OF_CDK = "CloudFormation-Validate::"
"""CDK's own guard accepts what CDK's own constructs do."""
QUALIFIED = re.compile(rf"{PACK}::{PACK}-[A-Z]+\d+(\[.+\])?", re.DOTALL)
WIDE = 1
"""A construct path of one part is a whole stack; an empty one is the app."""


class Acknowledgement(NamedTuple):
    """A finding that somebody accepted."""

    path: str
    """The construct it was accepted on."""
    rule: str
    reason: str


class Finding(NamedTuple):
    """A finding as cdk-nag makes it, accepted or not."""

    path: str
    """The resource it is about."""
    rule: str


def acknowledgements(assembly: Assembly) -> list[Acknowledgement]:
    """Return everything that was accepted, wherever in the app it stands."""
    return [
        Acknowledgement(path.strip("/"), rule, reason)
        for path, entries in _metadata(assembly)
        for entry in entries
        if entry["type"] == ACKNOWLEDGED
        for rule, reason in entry["data"].items()
        if not rule.startswith(OWN_OF_CDK)
    ]


def findings(assembly: Assembly) -> list[Finding]:
    """Return every finding, the accepted ones among them."""
    (report,) = (r for r in assembly.report["pluginReports"] if r["pluginName"] == PACK)
    return [
        Finding(construct["constructPath"], f"{PACK}::{violation['ruleName']}")
        for violation in [*report["violations"], *report["suppressedViolations"]]
        for construct in violation["violatingConstructs"]
    ]


def violations(assembly: Assembly) -> list[Finding]:
    """Return the findings that nobody accepted."""
    (report,) = (r for r in assembly.report["pluginReports"] if r["pluginName"] == PACK)
    return [
        Finding(construct["constructPath"], violation["ruleName"])
        for violation in report["violations"]
        for construct in violation["violatingConstructs"]
    ]


def problems(given: Iterable[Acknowledgement], found: Iterable[Finding]) -> Iterator[str]:
    """Yield what is wrong with a register, one sentence for each entry and rule it breaks."""
    existing = list(found)
    for entry in given:
        for problem in _problems(entry, existing):
            yield f"{entry.path or 'the app'} {entry.rule}: {problem}"


def _problems(entry: Acknowledgement, found: list[Finding]) -> Iterator[str]:
    if not QUALIFIED.fullmatch(entry.rule):
        yield "the id isn't qualified"
    if not entry.reason.strip():
        yield "there is no reason"
    elif len(entry.reason) < SHORTEST_REASON or "https://" not in entry.reason:
        yield "the reason is no evidence: a sentence and the address of a source"
    if len(entry.path.split("/")) <= WIDE:
        yield "it stands on a whole stack or app"
    if not any(_covers(entry, finding) for finding in found):
        yield "it is stale: no finding fits it"


def _covers(entry: Acknowledgement, finding: Finding) -> bool:
    return entry.rule == finding.rule and f"{finding.path}/".startswith(f"{entry.path}/")


def _metadata(assembly: Assembly) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    for stack in assembly.stacks:
        yield from assembly.metadata(stack).items()

"""RetireCapacity's answers, and what operators read."""

from __future__ import annotations

import datetime as dt

from lambdas.contract.notification import Notification
from lambdas.contract.retirement import Finding, Reason, Retired, Thing

TITLES = {
    Reason.EXPIRED: "is past its time",
    Reason.ORPHANED: "has no owner",
    Reason.IDLE: "is idle",
    Reason.SURPLUS: "is one too many",
    Reason.BASE_ENDS: "base ends",
    Reason.LATE: "is late",
}
WITHOUT_SENTENCE = {Reason.EXPIRED: "Its time is over."}
"""A schedule says no more than the reason."""
COMMANDS = {
    Thing.DEPLOYMENT: "aws bedrock delete-custom-model-deployment "
    "--custom-model-deployment-identifier",
    Thing.THROUGHPUT: "aws bedrock delete-provisioned-model-throughput --provisioned-model-id",
    Thing.MODEL: "aws bedrock delete-custom-model --model-identifier",
}
FREE = {
    Thing.DEPLOYMENT: "It costs nothing while idle; what it answers is paid by the token.",
    Thing.MODEL: "A custom model costs storage every month, and nothing by the hour.",
}


def left_alone(finding: Finding) -> Retired:
    """Return that it may not go: it has an owner again, or isn't ours."""
    return Retired(name=finding.name, removed=False, tell=False)


def told(finding: Finding) -> Retired:
    """Return that people are to judge."""
    lines = [*_what(finding), cost(finding), *_by_hand(finding)]
    return _tell(finding, TITLES[finding.reason], lines)


def gone(finding: Finding) -> Retired:
    """Return that it is gone, which was to be expected where its time was over."""
    if finding.reason is Reason.EXPIRED:
        return Retired(name=finding.name, removed=True, tell=False)
    lines = [*_what(finding), "It is gone.", *_saved(finding)]
    return _tell(finding, "was removed", lines, removed=True)


def committed(finding: Finding, until: dt.datetime) -> Retired:
    """Return that a term forbids it.

    https://docs.aws.amazon.com/bedrock/latest/userguide/prov-thru-delete.html
    """
    term = (
        f"It is committed until {until:%Y-%m-%d %H:%M} UTC and can't be deleted before. "
        "Bedrock renews the term at its end, unless AWS support cancels that."
    )
    lines = [*_what(finding), term, cost(finding), *_by_hand(finding)]
    return _tell(finding, f"can't go before {until:%Y-%m-%d}", lines)


def cost(finding: Finding) -> str:
    """Return what a thing costs an hour; what nobody knows is never nothing."""
    if finding.usd_per_hour is not None:
        return f"It costs ${finding.usd_per_hour:,.2f} an hour until it is gone."
    return FREE.get(
        finding.thing,
        "It is paid by the hour until it is gone. How much is unknown: settings have no price.",
    )


def _what(finding: Finding) -> list[str]:
    why = finding.sentence or WITHOUT_SENTENCE.get(finding.reason, "")
    return [line for line in (f"{finding.thing} {finding.name}", why) if line]


def _by_hand(finding: Finding) -> list[str]:
    return ["To end it:", f"{COMMANDS[finding.thing]} {finding.name}"]


def _saved(finding: Finding) -> list[str]:
    if finding.usd_per_hour is None:
        return []
    return [f"It cost ${finding.usd_per_hour:,.2f} an hour."]


def _tell(finding: Finding, title: str, lines: list[str], *, removed: bool = False) -> Retired:
    return Retired(
        name=finding.name,
        removed=removed,
        tell=True,
        notification=Notification.of(f"{finding.name} {title}", lines),
    )

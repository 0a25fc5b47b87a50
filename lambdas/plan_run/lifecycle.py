"""Whether a model takes new jobs today: Bedrock is asked, and has the last word.

The catalogue says what a run can do with a model; it ages, and where the two disagree on the
model's life the plan says so.
"""

import datetime as dt
from collections.abc import Iterator

from lambdas import catalogue
from lambdas.catalogue.model import Model
from lambdas.common.findings import Findings
from lambdas.common.foundation_models import Life

PATH = "$.model"
ALLOWED = "a model that takes new jobs"
LEGACY = f"{ALLOWED}; on a legacy one AWS starts none, and its models serve only until it ends"


def check_life(model: Model, life: Life | None, region: str, findings: Findings) -> None:
    """Note a problem if no job can start; `life` is None for a model that Bedrock lacks here."""
    if life is None:
        given = (
            f"{model.title}, which Bedrock does not have in {region} (any more); {_known(model)}"
        )
        findings.add(PATH, given, ALLOWED)
    elif not life.takes_new_jobs:
        since = f" since {life.legacy_at.date()}" if life.legacy_at else ""
        ends = f", ending on {life.ends_at.date()}" if life.ends_at else ""
        given = f"{model.title}, which is {life.status}{since}{ends} in {region}, says Bedrock"
        findings.add(PATH, given, LEGACY)


def check_catalogued_life(model: Model, findings: Findings) -> None:
    """Note a problem if the catalogue says that no job can start, where Bedrock is not asked."""
    if not model.lifecycle.takes_new_jobs:
        findings.add(PATH, f"{model.title}; {_known(model)}", ALLOWED)


def warnings(model: Model, life: Life | None, today: dt.date) -> Iterator[str]:
    """Yield where Bedrock and the catalogue disagree, and what of the catalogue is to be reviewed.

    Args:
        model: The model of the run, which Bedrock lets jobs start on.
        life: Its life as Bedrock told it; None if it was not asked.
        today: The day of the run.
    """
    if life is not None:
        yield from _disagreements(model, life)
    due = catalogue.due_for_review(today)
    others = len(due)
    if model in due:
        others -= 1
        yield (
            f"What the catalogue says of {model.title} was to be reviewed by {model.review_by}: "
            "its limits, ranges and prices may have changed since."
        )
    if others:
        rest = "1 other entry" if others == 1 else f"{others} other entries"
        yield f"{rest} of the catalogue {'is' if others == 1 else 'are'} past review."


def _disagreements(model: Model, life: Life) -> Iterator[str]:
    if not model.lifecycle.takes_new_jobs:
        yield f"Bedrock lets jobs start on {model.title}, but {_known(model)}: Bedrock is right."
    ends = life.ends_at.date() if life.ends_at else None
    if ends is not None and ends != model.lifecycle.ends_on:
        yield (
            f"{model.title} ends on {ends}, says Bedrock: whatever serves this model ends with it."
        )


def _known(model: Model) -> str:
    life = model.lifecycle
    return f"the catalogue has it as {life.state} ({life.sources[0]}, {life.as_of})"

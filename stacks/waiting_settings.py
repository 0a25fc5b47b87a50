"""What may be chosen about waiting: for jobs, for answers to plans, for an evaluation.

A run leaves its looks in one history, so they have to fit into it together.
"""

from typing import Annotated

import msgspec

from lambdas.contract.approval import LONGEST_ANSWER_SECONDS
from lambdas.contract.problems import Problem
from stacks.serving_settings import LOOKS_OF_A_RUN, Serving, looks_needed

HISTORY_EVENTS = 25_000
"""https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html"""
EVENTS_A_SWEEP = 4
HISTORY_SHARE = 0.8
"""How much of the history waiting may fill; the rest is for the other states and redrives."""
EMBEDDING_SECONDS = 600
"""How long a call goes on making vectors; after the last one it looks for similar records with up
to 20,000 questions, a minute's work, and writes what is asked."""
READING_SECONDS = 60
"""How much of that it may need to read the records, and the vectors of the calls before it."""


class Jobs(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How long to wait for Bedrock's jobs, and how often to look."""

    sweep_seconds: Annotated[int, msgspec.Meta(ge=15, le=3600)] = 1800
    """How often a waiting run looks by itself; events usually wake it sooner."""
    longest_hours: Annotated[int, msgspec.Meta(ge=1, le=168)] = 48
    """A job older than this, counted from its creation, is stopped."""
    quota_wait_seconds: Annotated[int, msgspec.Meta(ge=5, le=3600)] = 600
    quota_wait_hours: Annotated[int, msgspec.Meta(ge=1, le=168)] = 24
    """How long a run waits for one of the account's ten places for jobs."""
    grace_seconds: Annotated[int, msgspec.Meta(ge=0, le=86_400)] = 14_400
    """How long a healthy job goes on after its run failed, so that a redrive can save it."""


class Approvals(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How long a plan waits for its answer, and how often its run looks for one."""

    hours_to_answer: Annotated[int, msgspec.Meta(ge=1, le=336)] = 72
    """After that nobody's answer counts, and the run ends without having made anything."""
    sweep_seconds: Annotated[int, msgspec.Meta(ge=15, le=3600)] = 1800
    """How often a waiting run looks by itself; an answer usually wakes it at once."""


class Evaluation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How fast a run asks the models that it compares, and how long that may take."""

    concurrency: Annotated[int, msgspec.Meta(ge=1, le=500)] = 20
    """Questions at a time; fewer where the quotas of a model allow fewer."""
    longest_hours: Annotated[int, msgspec.Meta(ge=1, le=168)] = 12
    """A test set that can take longer is refused."""
    embedding_requests_per_minute: Annotated[int, msgspec.Meta(ge=1, le=100_000)] = 600
    """Vectors asked for by one run; the account's quota is L-26C560CE of Service Quotas."""


def sweeps(jobs: Jobs) -> int:
    """Return how many looks the longest job can need."""
    return -(-jobs.longest_hours * 3600 // jobs.sweep_seconds) + 1


def approval_looks(approvals: Approvals) -> int:
    """Return how many looks a plan can need that nobody answers."""
    longest = approvals.hours_to_answer * 3600 + LONGEST_ANSWER_SECONDS
    return -(-longest // approvals.sweep_seconds) + 1


def embedding_looks(evaluation: Evaluation) -> int:
    """Return how many calls the vectors of the longest evaluation can need."""
    return -(-evaluation.longest_hours * 3600 // (EMBEDDING_SECONDS - READING_SECONDS))


def quota_waits(jobs: Jobs) -> int:
    """Return how often a run asks for a place among the account's jobs."""
    return -(-jobs.quota_wait_hours * 3600 // jobs.quota_wait_seconds)


def waiting_problems(
    jobs: Jobs, approvals: Approvals, serving: Serving, evaluation: Evaluation
) -> list[Problem]:
    """Return what doesn't fit into a run's history, each wait together with those before it."""
    waits = {
        "$.jobs": sweeps(jobs) + quota_waits(jobs),
        "$.approvals": approval_looks(approvals),
        "$.serving": LOOKS_OF_A_RUN * looks_needed(serving),
        "$.evaluation": embedding_looks(evaluation),
    }
    looks = 0
    for path, needed in waits.items():
        looks += needed
        if problems := _history_problems(path, looks * EVENTS_A_SWEEP):
            return problems
    return []


def _history_problems(path: str, events: int) -> list[Problem]:
    most = int(HISTORY_EVENTS * HISTORY_SHARE)
    if events <= most:
        return []
    given = f"{events} history events of waiting"
    allowed = f"at most {most}: look less often or wait less long"
    return [Problem(path=path, given=given, allowed=allowed)]

"""How fast an evaluation asks: what quotas and settings allow, and how long it takes at most."""

from math import ceil, inf
from typing import NamedTuple

from lambdas.catalogue.serving import OnDemand
from lambdas.contract.evaluation_steps import VECTORS_AT_ONCE

FIRST_TOKEN_SECONDS = 2.0
TOKENS_A_SECOND = 50
"""Ours, on the slow side: how long an answer may take. Both bound a time, and promise none."""
VECTOR_SECONDS = 0.5
"""Ours, on the slow side: how long the vector of a text may take."""
QUICKEST_ANSWER_SECONDS = 1.0
"""Ours: quotas are shared out as if every answer were as quick as this."""
WORKER_SECONDS = 300
"""What a worker is given, if every answer is as long as it may be."""
LEAST_BATCH = 10
MOST_BATCH = 100
MINUTE = 60


class EvaluationTerms(NamedTuple):
    """What the environment sets for evaluations."""

    most_workers: int = 20
    longest_seconds: int = 12 * 3600
    embeddings_a_minute: int = 600
    """Ours: how many vectors are asked for, whatever the quota of the account is."""


class Load(NamedTuple):
    """What is to be asked."""

    answers: int
    """Of all sides together."""
    records_a_side: tuple[int, ...]
    """Of each side of each set, which are cut into batches by themselves."""
    tokens_a_question: float
    """The mean, by the cautious rule."""
    max_answer_tokens: int
    embedded_texts: int = 0
    """Whose vectors are made before anything is asked."""


class Pace(NamedTuple):
    """How it is asked."""

    batch_records: int
    concurrency: int
    longest_seconds: int


def pace_of(load: Load, quotas: OnDemand, terms: EvaluationTerms) -> Pace:
    """Return the pace at which no quota is passed, and every batch fits its worker."""
    slowest = FIRST_TOKEN_SECONDS + load.max_answer_tokens / TOKENS_A_SECOND
    size = min(max(int(WORKER_SECONDS / slowest), LEAST_BATCH), MOST_BATCH)
    batches = sum(ceil(records / size) for records in load.records_a_side)
    allowed = _answers_a_minute(load, quotas)
    workers = max(
        1, int(min(terms.most_workers, batches, allowed * QUICKEST_ANSWER_SECONDS / MINUTE))
    )
    largest = min(size, max(load.records_a_side))
    each = max(MINUTE / terms.embeddings_a_minute, VECTOR_SECONDS / VECTORS_AT_ONCE)
    looking = load.embedded_texts * each
    # One worker alone can be too quick for a small quota, which then decides.
    asking = max(ceil(batches / workers) * largest * slowest, load.answers * MINUTE / allowed)
    return Pace(size, workers, ceil(asking + looking))


def _answers_a_minute(load: Load, quotas: OnDemand) -> float:
    """Return how many answers the quotas allow; an unknown quota allows any number.

    The tokens of an answer are reserved up front, as many as it may have.
    https://docs.aws.amazon.com/bedrock/latest/userguide/quotas-token-burndown.html
    """
    allowed = inf
    if quotas.requests_per_minute is not None:
        allowed = quotas.requests_per_minute
    if quotas.tokens_per_minute is not None:
        reserved = load.tokens_a_question + load.max_answer_tokens
        allowed = min(allowed, quotas.tokens_per_minute / reserved)
    return allowed

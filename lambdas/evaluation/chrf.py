"""chrF of a corpus, as sacreBLEU computes it: character 1- to 6-grams, beta 2, no spaces.

sacreBLEU itself brings 20 MB for this one page; tests hold the two against each other.
https://github.com/mjpost/sacrebleu/blob/master/sacrebleu/metrics/chrf.py
"""

from collections import Counter
from functools import lru_cache

import numpy as np

from lambdas.evaluation.measure import Floats

ORDERS = range(1, 7)
KINDS = 3
"""Of statistics an order: n-grams of the answer, of the reference, and those in both."""
WIDTH = KINDS * len(ORDERS)
BETA_SQUARED = 4


def statistics(reference: str, answer: str) -> list[int]:
    """Return, for each order, the n-grams of the answer, of the reference and in common."""
    counts: list[int] = []
    for expected, given in zip(_expected(reference), _ngrams(answer), strict=True):
        total = expected.total()
        # sacreBLEU counts no hits of an order that the reference is too short for.
        counts += (given.total() if total else 0, total, _common(expected, given))
    return counts


def score(sums: Floats, _records: int) -> Floats:
    """Return chrF, from 0 to 1, of sums of statistics along the last axis."""
    given, expected, common = (sums[..., kind::KINDS] for kind in range(KINDS))
    effective = (given > 0) & (expected > 0)
    orders = np.maximum(effective.sum(axis=-1), 1)
    hits = np.where(effective, common, 0)
    precision = (hits / np.maximum(given, 1)).sum(axis=-1) / orders
    recall = (hits / np.maximum(expected, 1)).sum(axis=-1) / orders
    weighted = BETA_SQUARED * precision + recall
    product = (1 + BETA_SQUARED) * precision * recall
    return np.asarray(product / np.where(weighted > 0, weighted, 1), dtype=np.float64)


def chrf_flaw(reference: str) -> str | None:
    """Tell whether a reference has no character."""
    return None if reference.split() else "a reference without a character"


def _ngrams(text: str) -> list[Counter[str]]:
    solid = "".join(text.split())
    return [
        Counter([solid[start : start + order] for start in range(len(solid) - order + 1)])
        for order in ORDERS
    ]


_expected = lru_cache(maxsize=1)(_ngrams)
"""Of a reference, which every arm's answer is held against in turn."""


def _common(expected: Counter[str], given: Counter[str]) -> int:
    """Return how many n-grams both have; faster than the intersection of counters."""
    return sum([min(count, given[ngram]) for ngram, count in expected.items() if ngram in given])

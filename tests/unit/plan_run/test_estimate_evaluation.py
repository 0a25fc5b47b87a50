"""What answers cost at most: every side, its prompts and answers as long as they may be."""

from typing import Any

import pytest

from lambdas.contract.evaluation import EvaluationRequest, RetrievalArm
from lambdas.contract.money import Price
from lambdas.datasets.check import CheckedDataset
from lambdas.plan_run.estimate_evaluation import Sets, estimate_evaluation
from lambdas.plan_run.prices import AnswerPrices

INPUT = Price(usd=1.0, source="here", as_of="2026-11-24")
OUTPUT = Price(usd=10.0, source="here", as_of="2026-11-24")
PRICES = AnswerPrices(INPUT, OUTPUT)
VECTORS = Price(usd=2.0, source="here", as_of="2026-11-24")
BY_VECTORS = RetrievalArm(records=3, by="embeddings")


def checked(records: int, asked: int, answered: int = 0, longest: int = 0) -> CheckedDataset:
    """Return a set of so many records, with so many characters in all."""
    return CheckedDataset(records, 0, asked + answered, longest, "ab", answered)


LEARNED = checked(50, 45_000, 15_000, longest=9000)
"""Of 1,200 characters a record, though one has as many as 9,000."""


def sets(regression: CheckedDataset | None = None, **rules: Any) -> Sets:
    """Return 100 records of 300 characters that are asked, and answers of 10 tokens at most."""
    asked = EvaluationRequest(test="test.jsonl", max_answer_tokens=10, **rules)
    return Sets(asked, checked(100, 30_000, 5000), regression, LEARNED)


def evaluated(one: Sets, prices: AnswerPrices, *, custom_by_token: bool) -> float | None:
    """Return what answers cost at most."""
    found = estimate_evaluation(one, prices, custom_by_token=custom_by_token)
    assert found.prices == prices
    return found.usd


def test_both_sides_are_paid_for() -> None:
    # 20,000 tokens of input and 2,000 of output.
    assert evaluated(sets(), PRICES, custom_by_token=True) == pytest.approx(20 + 20)


def test_units_answer_for_what_they_cost_by_the_hour() -> None:
    assert evaluated(sets(), PRICES, custom_by_token=False) == pytest.approx(10 + 10)


def test_retrieval_pays_for_what_it_is_shown() -> None:
    # 3 records of 9,000 characters before each question, and 1,000 tokens more of output.
    usd = evaluated(sets(retrieval=RetrievalArm(records=3)), PRICES, custom_by_token=True)
    assert usd == pytest.approx(40 + (30_000 + 3 * 9000 * 100) / 3 / 1000 + 10)


def test_vectors_are_paid_for_once_each() -> None:
    prices = PRICES._replace(embedding_per_1k_tokens=VECTORS)
    by_words = sets(retrieval=RetrievalArm(records=3))
    found = estimate_evaluation(by_words, prices, custom_by_token=True)
    assert found.prices.embedding_per_1k_tokens is None
    assert by_words.embedded_texts == 0
    by_vectors = sets(checked(20, 6000, 100), retrieval=BY_VECTORS)
    assert by_vectors.embedded_texts == 50 + 100
    usd = evaluated(sets(retrieval=BY_VECTORS), prices, custom_by_token=True)
    assert found.usd
    # The prompts of 50 training records, 15,000 tokens, and 100 questions, 10,000 tokens.
    assert usd == pytest.approx(found.usd + 25 * 2.0)


@pytest.mark.parametrize(
    ("prices", "unknown"),
    [
        (PRICES, ("embedding",)),
        (AnswerPrices(None, OUTPUT, VECTORS), ("inference",)),
        (AnswerPrices(INPUT, None), ("inference", "embedding")),
    ],
)
def test_every_price_that_is_unknown_is_named(
    prices: AnswerPrices, unknown: tuple[str, ...]
) -> None:
    found = estimate_evaluation(sets(retrieval=BY_VECTORS), prices, custom_by_token=True)
    assert (found.usd, found.unknown) == (None, unknown)
    without = estimate_evaluation(sets(), prices, custom_by_token=True)
    assert "embedding" not in without.unknown


@pytest.mark.parametrize(
    ("prices", "known"),
    [
        (PRICES, 40 + (30_000 + 3 * 9000 * 100) / 3 / 1000 + 10),
        (AnswerPrices(None, OUTPUT, VECTORS), 25 * 2.0),
        (AnswerPrices(INPUT, None), 0),
    ],
)
def test_an_unknown_price_leaves_the_others_known(prices: AnswerPrices, known: float) -> None:
    # Vectors of 50 training prompts, 15,000 tokens, and 100 questions, 10,000 tokens.
    by_vectors = sets(retrieval=BY_VECTORS)
    found = estimate_evaluation(by_vectors, prices, custom_by_token=True)
    assert found.usd is None
    assert found.known_usd == pytest.approx(known)
    whole = estimate_evaluation(sets(), PRICES, custom_by_token=True)
    assert whole.known_usd == whole.usd == 40


def test_the_regression_set_is_answered_by_two() -> None:
    one = sets(checked(20, 6000, 100), retrieval=RetrievalArm(records=1))
    assert one.answers == 2 * 120 + 100
    usd = evaluated(sets(checked(20, 6000, 100)), PRICES, custom_by_token=True)
    assert usd == pytest.approx(40 + 4 + 4)


@pytest.mark.parametrize("prices", [AnswerPrices(None, OUTPUT), AnswerPrices(INPUT, None)])
def test_an_unknown_price_is_unknown(prices: AnswerPrices) -> None:
    assert evaluated(sets(), prices, custom_by_token=True) is None


def test_the_mean_question_is_told_for_the_quotas() -> None:
    """One long training record makes a bound of cost large, but no question slow."""
    assert sets().tokens_a_question == 100
    assert sets(retrieval=RetrievalArm(records=3)).tokens_a_question == pytest.approx(500)

"""How fast is asked: no quota is passed, no worker gets more than it can do."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.catalogue.serving import OnDemand
from lambdas.plan_run.pace import LEAST_BATCH, MOST_BATCH, EvaluationTerms, Load, pace_of
from tests.unit.plan_run.records import model

NOVA = model().serving.on_demand
FREE = msgspec.structs.replace(NOVA, requests_per_minute=None, tokens_per_minute=None)


def load(records: int = 10_000, tokens: float = 200, most: int = 512) -> Load:
    """Return what is asked of two sides."""
    return Load(2 * records, (records, records), tokens, most)


def test_ten_thousand_records_of_both_sides() -> None:
    pace = pace_of(load(), NOVA, EvaluationTerms(20))
    assert (pace.batch_records, pace.concurrency) == (24, 20)
    assert pace.longest_seconds == 42 * 24 * 12.24 // 1 + 1


@pytest.mark.parametrize(("most", "batch"), [(1, MOST_BATCH), (512, 24), (10_000, LEAST_BATCH)])
def test_long_answers_make_small_batches(most: int, batch: int) -> None:
    assert pace_of(load(most=most), NOVA, EvaluationTerms(20)).batch_records == batch


@pytest.mark.parametrize(
    ("requests", "tokens", "workers"),
    [
        (None, None, 50),
        (600, None, 10),
        (None, 712 * 60 * 7, 7),
        (600, 712 * 60 * 7, 7),
        (300, 712 * 60 * 7, 5),
        (1, None, 1),
        (None, 1, 1),
    ],
)
def test_the_tightest_quota_decides(requests: int | None, tokens: int | None, workers: int) -> None:
    quotas = msgspec.structs.replace(FREE, requests_per_minute=requests, tokens_per_minute=tokens)
    assert pace_of(load(), quotas, EvaluationTerms(50)).concurrency == workers


def test_the_tokens_of_an_answer_count_as_many_as_it_may_have() -> None:
    quotas = msgspec.structs.replace(FREE, tokens_per_minute=60 * 1000)
    assert pace_of(load(tokens=400, most=100), quotas, EvaluationTerms(50)).concurrency == 2
    assert pace_of(load(tokens=400, most=600), quotas, EvaluationTerms(50)).concurrency == 1


def test_no_more_workers_than_batches() -> None:
    assert pace_of(load(records=30), FREE, EvaluationTerms(50)).concurrency == 4


def test_vectors_take_their_time_before_anything_is_asked() -> None:
    terms = EvaluationTerms(embeddings_a_minute=600)
    looked = load()._replace(embedded_texts=30_001)
    seconds = [pace_of(one, NOVA, terms).longest_seconds for one in (load(), looked)]
    assert 3000 <= seconds[1] - seconds[0] <= 3001


def test_vectors_are_made_no_faster_than_so_many_at_a_time_can() -> None:
    looked = load()._replace(embedded_texts=16_000)
    for fast in (960, 100_000):
        terms = EvaluationTerms(embeddings_a_minute=fast)
        seconds = [pace_of(one, NOVA, terms).longest_seconds for one in (load(), looked)]
        # Each takes half a second at most, and eight are made at a time.
        assert 1000 <= seconds[1] - seconds[0] <= 1001


@given(st.integers(1, 20_000), st.floats(1, 32_000), st.integers(1, 10_000), st.integers(1, 500))
def test_whatever_is_asked_a_pace_is_found(
    records: int, tokens: float, most: int, workers: int
) -> None:
    pace = pace_of(load(records, tokens, most), NOVA, EvaluationTerms(workers))
    assert LEAST_BATCH <= pace.batch_records <= MOST_BATCH
    assert 1 <= pace.concurrency <= workers
    # In fiftieths of a second, which are whole numbers.
    assert pace.longest_seconds * pace.concurrency * 50 >= 2 * records * (2 * 50 + most)
    _keeps(NOVA, load(records, tokens, most), pace.concurrency)


def _keeps(quotas: OnDemand, asked: Load, workers: int) -> None:
    assert quotas.requests_per_minute
    assert quotas.tokens_per_minute
    reserved = asked.tokens_a_question + asked.max_answer_tokens
    assert workers == 1 or workers * 60 <= quotas.requests_per_minute
    assert workers == 1 or workers * 60 * reserved <= quotas.tokens_per_minute


def test_a_quota_that_one_worker_fills_decides_how_long_it_takes() -> None:
    """Of 5 questions a minute of 12 seconds each, or of so many tokens, a quota lets 2 pass."""
    for requests, tokens in [(2, None), (None, 2 * 712)]:
        quotas = msgspec.structs.replace(
            FREE, requests_per_minute=requests, tokens_per_minute=tokens
        )
        pace = pace_of(load(records=100), quotas, EvaluationTerms(20))
        assert (pace.concurrency, pace.longest_seconds) == (1, 200 / 2 * 60)

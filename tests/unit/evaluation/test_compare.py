"""The paired bootstrap: seeded, paired, of the corpus, in bounded memory."""

import tracemalloc
from statistics import NormalDist

import numpy as np
import pytest

from bench import texts
from lambdas.contract.evaluation import Arm, Metric
from lambdas.evaluation import bootstrap
from lambdas.evaluation.compare import compare, compare_statistics, record_gains, result_of
from lambdas.evaluation.metrics import MEASURES
from lambdas.evaluation.tally import Tally

ARMS = [Arm.BASE, Arm.CUSTOM, Arm.RETRIEVAL]
ACCURACY = MEASURES[Metric.ACCURACY]
CHRF = MEASURES[Metric.CHRF]


def tally_of(records: list[tuple[str, str | None, str | None]]) -> Tally:
    """Return a tally of references with what base and custom answered."""
    tally = Tally([Metric.TOKEN_F1, Metric.CHRF], ARMS[:2])
    for reference, base, custom in records:
        tally.add(reference, {Arm.BASE: base, Arm.CUSTOM: custom})
    return tally


def column(*scores: float) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    return np.array(scores, dtype=np.float64).reshape(-1, 1)


def test_wins_ties_and_losses_are_counted_by_record() -> None:
    tally = tally_of([("x y", "x", "x y"), ("x y", "x y", "x"), ("x", "x", "x"), ("x", "", "x")])
    result = result_of(
        compare(tally, Arm.CUSTOM, confidence=0.95, seed=1, resamples=100), Metric.TOKEN_F1
    )
    assert (result.wins, result.ties, result.losses, result.n) == (2, 1, 1, 4)
    assert result.difference == pytest.approx(
        result.score_of(Arm.CUSTOM) - result.score_of(Arm.BASE)
    )


@pytest.mark.parametrize("failed", [None, "", " \n"])
def test_a_failed_answer_scores_nothing_and_is_counted(failed: str | None) -> None:
    tally = tally_of([("x y", "x y", failed), ("x", "x", "x")])
    for result in compare(tally, Arm.CUSTOM, confidence=0.95, seed=1, resamples=100):
        assert result.failures == {Arm.BASE: 0, Arm.CUSTOM: 1}
        assert result.base == 1
        assert result.score_of(Arm.CUSTOM) < 0.7
    assert tally.scores(Metric.CHRF, Arm.CUSTOM).tolist() == [0, 1]


def test_an_arm_without_an_answer_is_an_error() -> None:
    with pytest.raises(KeyError):
        Tally([Metric.CHRF], ARMS).add("x", {Arm.BASE: "x", Arm.CUSTOM: "x"})


def test_a_metric_that_cannot_judge_a_reference_has_no_result() -> None:
    tally = Tally([Metric.CHRF, Metric.ROUGE_L], ARMS[:2])
    tally.add("plain", {Arm.BASE: "plain", Arm.CUSTOM: "plain"})
    tally.add("東京", {Arm.BASE: "東京", Arm.CUSTOM: "東京"})
    results = compare(tally, Arm.CUSTOM, confidence=0.95, seed=1, resamples=10)
    assert [result.metric for result in results] == [Metric.CHRF]
    assert tally.unsuited[Metric.ROUGE_L] == 1
    with pytest.raises(LookupError, match="rouge_l"):
        result_of(results, Metric.ROUGE_L)


def test_no_record_is_no_result() -> None:
    with pytest.raises(ValueError, match="no records"):
        compare(tally_of([]), Arm.CUSTOM, confidence=0.95, seed=1)


def test_equal_answers_never_differ() -> None:
    """Whatever sums are rounded to: a difference of 1e-17 would be above a margin of 0."""
    rng = np.random.default_rng(3)
    scores = column(*rng.random(777))
    found = compare_statistics(ACCURACY, scores, scores, confidence=0.95, seed=1, resamples=500)
    assert found.interval == (0, 0)
    pairs = texts.pairs(60, seed=4)
    rows = np.array([CHRF.statistics(*pair) for pair in pairs], dtype=float)
    found = compare_statistics(CHRF, rows, rows.copy(), confidence=0.95, seed=1, resamples=500)
    assert found.interval == (0, 0)


def test_the_noise_of_rounding_is_no_difference() -> None:
    noise = np.full(100, 3e-17)
    assert bootstrap.expanded_interval(noise, 100, 0.95) == (0, 0)
    assert bootstrap.expanded_interval(noise + 1e-9, 100, 0.95).low > 0


def test_records_are_paired() -> None:
    """The same gain on every record has no spread, however much the records themselves have."""
    base = column(*np.linspace(0, 0.8, 100))
    found = compare_statistics(ACCURACY, base, base + 0.1, confidence=0.95, seed=1, resamples=200)
    assert found.interval == pytest.approx((0.1, 0.1))


def test_the_interval_is_that_of_the_theory() -> None:
    rng = np.random.default_rng(5)
    base, custom = column(*rng.random(400)), column(*rng.random(400))
    found = compare_statistics(ACCURACY, base, custom, confidence=0.9, seed=1)
    gains = (custom - base)[:, 0]
    half = NormalDist().inv_cdf(0.95) * gains.std(ddof=1) / 20
    assert found.interval.low == pytest.approx(gains.mean() - half, abs=0.03 * half)
    assert found.interval.high == pytest.approx(gains.mean() + half, abs=0.03 * half)


@pytest.mark.parametrize(
    ("records", "confidence", "student"),
    [(50, 0.95, 2.009575), (100, 0.95, 1.984217), (50, 0.99, 2.679952), (10, 0.9, 1.833113)],
)
def test_few_records_widen_the_percentiles(records: int, confidence: float, student: float) -> None:
    differences = np.linspace(0, 1, 10_001)
    low, high = bootstrap.expanded_interval(differences, records, confidence)
    tail = NormalDist().cdf(-student * (records / (records - 1)) ** 0.5)
    assert low == pytest.approx(tail, abs=2e-5)
    assert high == pytest.approx(1 - low)
    assert low < (1 - confidence) / 2


def test_one_record_tells_nothing() -> None:
    found = compare_statistics(
        ACCURACY, column(0), column(1), confidence=0.95, seed=1, resamples=10
    )
    assert found.interval == (-1, 1)


def test_the_corpus_score_is_resampled_not_the_mean_of_records() -> None:
    """One long record outweighs many short ones, in each resample as in the whole."""
    rows = [("ab", "ab")] * 30 + [("x" * 5000, "y" * 5000)]
    given = np.array([CHRF.statistics(*row) for row in rows], dtype=float)
    perfect = np.array([CHRF.statistics(row[0], row[0]) for row in rows], dtype=float)
    found = compare_statistics(CHRF, given, perfect, confidence=0.95, seed=1, resamples=2000)
    assert found.base < 0.02
    assert found.interval.high > 0.98
    assert record_gains(CHRF, given, perfect).mean() < 0.05


def test_the_seed_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(6)
    statistics = rng.random((333, 3))
    sums = bootstrap.resampled_sums(statistics, resamples=50, seed=8)
    assert sums.shape == (50, 3)
    monkeypatch.setattr(bootstrap, "DRAWS_AT_ONCE", 1000)
    again = bootstrap.resampled_sums(statistics, resamples=50, seed=8)
    np.testing.assert_allclose(sums, again, rtol=1e-12)
    other = bootstrap.resampled_sums(statistics, resamples=50, seed=9)
    assert not np.allclose(sums, other)


@pytest.mark.parametrize("records", [100, 20_000])
def test_memory_is_flat(records: int) -> None:
    statistics = np.random.default_rng(1).random((records, 2))
    tracemalloc.start()
    bootstrap.resampled_sums(statistics, resamples=200, seed=1)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8e6


def test_every_challenger_meets_the_same_draws() -> None:
    tally = Tally([Metric.TOKEN_F1], ARMS)
    for reference, answer in texts.pairs(80, seed=7):
        tally.add(
            "x " + reference,
            {Arm.BASE: None, Arm.CUSTOM: answer, Arm.RETRIEVAL: answer},
        )
    (custom,) = compare(tally, Arm.CUSTOM, confidence=0.95, seed=1, resamples=300)
    (retrieval,) = compare(tally, Arm.RETRIEVAL, confidence=0.95, seed=1, resamples=300)
    assert custom.interval == retrieval.interval
    (between,) = compare(
        tally, Arm.CUSTOM, against=Arm.RETRIEVAL, confidence=0.95, seed=1, resamples=300
    )
    assert (between.against, between.difference, between.ties) == (Arm.RETRIEVAL, 0, 80)

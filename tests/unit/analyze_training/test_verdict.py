"""The verdict: a table of runs, and what must hold for every run."""

import math

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.analyze_training.verdict import (
    DIVERGED_RISE,
    FLAT,
    OVERFITTING_RISE,
    good_epoch,
    judge,
)
from lambdas.contract.report import Training, VerdictWord
from tests.unit.analyze_training.samples import went

FALLING, CONVERGED, OVERFITTING, DIVERGED, UNKNOWN = (
    VerdictWord.STILL_FALLING,
    VerdictWord.CONVERGED,
    VerdictWord.OVERFITTING,
    VerdictWord.DIVERGED,
    VerdictWord.CANNOT_TELL,
)
DOWN = [2.0, 1.6, 1.4, 1.3]

CASES = {
    "every epoch better": (DOWN, [1.9, 1.6, 1.4, 1.3], FALLING, None, None),
    "flat from the third": (DOWN, [1.9, 1.6, 1.4, 1.399], CONVERGED, 3, 3),
    "flat from the first": (DOWN, [1.4, 1.4, 1.4, 1.4], CONVERGED, 1, 1),
    "small steps add up": (DOWN, [1.0, 0.994, 0.988, 0.982], CONVERGED, 3, 3),
    "gain at the threshold": ([2.0, 1.6], [1.0, 1.0 - FLAT], CONVERGED, 1, 1),
    "gain just above it": ([2.0, 1.6], [1.0, 1.0 - FLAT - 1e-6], FALLING, None, None),
    "up from the second": (DOWN, [1.5, 1.4, 1.5, 1.7], OVERFITTING, 3, 2),
    "up after a plateau": (DOWN, [1.0, 0.8, 0.801, 0.9], OVERFITTING, 4, 2),
    "up from the start": (DOWN[:2], [1.4, 1.5], OVERFITTING, 2, 1),
    "rise at the threshold": ([2.0, 1.6], [1.0, 1.0 + OVERFITTING_RISE], CONVERGED, 1, 1),
    "a bump is forgiven": (DOWN, [1.5, 1.3, 1.5, 1.2], FALLING, None, None),
    "perfect and steady": ([2.0, 1.0], [0.0, 0.0], CONVERGED, 1, 1),
    "perfect no longer": ([2.0, 1.0], [0.0, 0.1], OVERFITTING, 2, 1),
    "training explodes": ([2.0, 1.5, 3.0], [1.9, 1.5, 1.4], DIVERGED, 3, None),
    "training rises from the start": ([1.0, 1.5, 2.0], [1.9, 1.5, 1.4], DIVERGED, 2, None),
    "training wanders": ([2.0, 1.0, 1.3], [1.9, 1.5, 1.4], FALLING, None, None),
    "training is NaN": ([2.0, math.nan, 1.0], [1.9, 1.5, 1.4], DIVERGED, 2, None),
    "training is infinite": ([2.0, 1.0, math.inf], [], DIVERGED, 3, None),
    "validation is NaN": ([2.0, 1.5], [1.9, math.nan], DIVERGED, 2, None),
    "no validation": (DOWN, [], UNKNOWN, None, None),
    "one validation loss": ([2.0], [1.9], UNKNOWN, None, None),
    "one epoch, no validation": ([2.0], [], UNKNOWN, None, None),
}


@pytest.mark.parametrize("name", CASES)
def test_table(name: str) -> None:
    training, validation, word, epoch, stop = CASES[name]
    verdict = judge(went(training, validation))
    assert (verdict.word, verdict.epoch, verdict.stop_epoch) == (word, epoch, stop)
    assert verdict.headline
    assert verdict.sentence


def test_one_epoch_that_rises_diverged() -> None:
    assert judge(_one_epoch([1.0, 1.0, 1.0 + 2 * DIVERGED_RISE] * 2)).word is UNKNOWN
    assert judge(_one_epoch([1.0, 1.0, 1.3, 1.3])).word is DIVERGED


def test_one_row_alone_tells_nothing() -> None:
    assert judge(_one_epoch([1.0])).word is UNKNOWN


def test_measures_carry_the_number_and_its_limit() -> None:
    (measure,) = judge(went(DOWN, [1.0, 0.8, 0.8, 1.0])).measures
    assert measure.value == pytest.approx(0.25)
    assert measure.threshold == OVERFITTING_RISE


def test_a_change_without_a_finite_value_is_left_out() -> None:
    (measure,) = judge(went([2.0, 1.0], [0.0, 0.1])).measures
    assert measure.value is None


def _one_epoch(losses: list[float]) -> Training:
    """Return one epoch with these losses, step by step."""
    run = went([1.0], steps=len(losses))
    steps = [
        msgspec.structs.replace(step, loss=loss)
        for step, loss in zip(run.steps, losses, strict=True)
    ]
    return msgspec.structs.replace(run, steps=steps)


positive = st.floats(0.01, 50)
rising = st.lists(st.floats(1.05, 2), min_size=1, max_size=4)
runs = st.lists(st.tuples(positive, positive), min_size=1, max_size=6)


@given(runs, st.floats(1e-3, 1e3))
def test_scale_changes_nothing(losses: list[tuple[float, float]], factor: float) -> None:
    training, validation = [t for t, _ in losses], [v for _, v in losses]
    plain = judge(went(training, validation))
    scaled = judge(went([factor * t for t in training], [factor * v for v in validation]))
    assert (plain.word, plain.epoch, plain.stop_epoch) == (
        scaled.word,
        scaled.epoch,
        scaled.stop_epoch,
    )


@given(
    st.lists(positive, min_size=2, max_size=6), st.lists(st.floats(1.05, 2), min_size=1, max_size=4)
)
def test_a_rising_tail_is_overfitting(validation: list[float], rises: list[float]) -> None:
    before = judge(went([1.0] * len(validation), validation))
    tail = [math.prod(rises[: n + 1]) * max(validation) for n in range(len(rises))]
    after = judge(went([1.0] * (len(validation) + len(tail)), [*validation, *tail]))
    assert after.word is OVERFITTING
    assert after.epoch is not None
    assert after.epoch <= len(validation) + 1
    if before.word is CONVERGED:
        assert after.stop_epoch == before.stop_epoch


@given(st.lists(positive, min_size=1, max_size=6))
def test_a_clearly_better_epoch_asks_for_more(validation: list[float]) -> None:
    better = [*validation, 0.9 * min(validation)]
    assert judge(went([1.0] * len(better), better)).word is FALLING


@given(st.lists(positive, min_size=1, max_size=8))
def test_the_good_epoch_is_the_earliest_near_the_lowest(validation: list[float]) -> None:
    losses = list(enumerate(validation, start=1))
    good = good_epoch(losses)
    assert min(validation) >= validation[good - 1] * (1 - FLAT) - 1e-9
    assert all(min(validation) < loss * (1 - FLAT) + 1e-6 for _, loss in losses[: good - 1])


@given(runs)
def test_every_run_gets_a_whole_verdict(losses: list[tuple[float, float]]) -> None:
    verdict = judge(went([t for t, _ in losses], [v for _, v in losses]))
    last = len(losses)
    assert verdict.stop_epoch is None or 1 <= verdict.stop_epoch <= last
    assert (verdict.epoch is not None) == (verdict.word in (CONVERGED, OVERFITTING, DIVERGED))

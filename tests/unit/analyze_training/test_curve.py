"""The curve: bounded, faithful at its ends, indifferent to order."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.analyze_training.curve import MOST_POINTS, Curve, Point

losses = st.lists(st.floats(0, 100), min_size=1, max_size=300)


def _curve(points: list[Point], most: int = MOST_POINTS) -> list[Point]:
    curve = Curve(most)
    for point in points:
        curve.add(point)
    return curve.points()


def test_a_short_curve_is_kept_whole() -> None:
    points = [Point(step // 10, step, 1 / (step + 1)) for step in range(50)]
    assert _curve(points) == points


def test_a_long_curve_is_bounded_and_true() -> None:
    points = [Point(step // 20_000, step, float(step)) for step in range(100_000)]
    short = _curve(points)
    assert MOST_POINTS / 3 < len(short) <= MOST_POINTS
    assert short[0] == points[0]
    assert short[-1] == points[-1]
    # A straight line stays one: a bucket's mean loss stands at its mean step.
    assert all(abs(point.loss - point.step) <= 0.5 for point in short)


def test_steps_that_restart_with_each_epoch_stay_apart() -> None:
    points = [Point(epoch, step, epoch + step / 1000) for epoch in (0, 1) for step in range(1000)]
    assert all(int(point.loss) == point.epoch for point in _curve(points))


@given(losses, st.integers(8, 40), st.randoms(use_true_random=False))
def test_order_is_indifferent(values: list[float], most: int, shuffle: random.Random) -> None:
    points = [Point(step // 100, step, loss) for step, loss in enumerate(values)]
    mixed = points.copy()
    shuffle.shuffle(mixed)
    straight, other = _curve(points, most), _curve(mixed, most)
    assert [point[:2] for point in straight] == [point[:2] for point in other]
    assert [point.loss for point in straight] == pytest.approx([point.loss for point in other])


@given(losses, st.integers(8, 40))
def test_never_more_points_than_allowed(values: list[float], most: int) -> None:
    points = [Point(step // 100, step, loss) for step, loss in enumerate(values)]
    short = _curve(points, most)
    assert len(short) <= most
    assert (short[0], short[-1]) == (points[0], points[-1])

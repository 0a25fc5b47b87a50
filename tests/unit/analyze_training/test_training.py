"""Losses of both files, put together by epoch."""

import math

import pytest

from lambdas.analyze_training.losses import Losses
from lambdas.analyze_training.training import training_of
from tests.unit.analyze_training.samples import went


def _losses(rows: list[tuple[int, int, float]]) -> Losses:
    losses = Losses()
    for epoch, step, loss in rows:
        losses.add(epoch, step, loss)
    return losses


@pytest.mark.parametrize("first", [0, 1])
def test_epochs_count_from_one(first: int) -> None:
    training = _losses([(first, 0, 2.0), (first + 1, 1, 1.0)])
    assert [epoch.epoch for epoch in training_of(training, None).epochs] == [1, 2]


@pytest.mark.parametrize(
    ("training_from", "validation_epochs", "expected"),
    [
        (0, [0, 1, 2], [1, 2, 3]),
        (1, [1, 2, 3], [1, 2, 3]),
        (0, [1, 2, 3], [1, 2, 3]),
        (0, [1], [2]),
        (1, [0, 1, 2, 3], [1, 2, 3]),
    ],
)
def test_validation_meets_its_epoch(
    training_from: int, validation_epochs: list[int], expected: list[int]
) -> None:
    training = _losses([(training_from + n, n, 1.0) for n in range(3)])
    validation = _losses([(epoch, epoch, float(epoch)) for epoch in validation_epochs])
    epochs = training_of(training, validation).epochs
    assert [epoch.epoch for epoch in epochs if epoch.validation_measured] == expected


def test_positions_run_through_the_epochs() -> None:
    positions = [step.position for step in went([2.0, 1.0], steps=4).steps]
    assert positions == [0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0]


def test_validation_is_its_last_measurement_and_its_mean_is_told_too() -> None:
    training = _losses([(1, 0, 1.0), (1, 1, 1.0)])
    epoch = training_of(training, _losses([(1, 1, 0.6), (1, 0, 0.8)])).epochs[0]
    assert epoch.validation_loss == 0.6
    assert epoch.validation_mean == pytest.approx(0.7)


def test_perplexity_is_the_exponential_of_the_mean() -> None:
    epoch = training_of(_losses([(1, 0, 1.0), (1, 1, 2.0)]), None).epochs[0]
    assert epoch.training_perplexity == pytest.approx(math.exp(1.5))


@pytest.mark.parametrize("loss", [math.nan, math.inf, 1e308])
def test_what_json_cannot_say_is_none(loss: float) -> None:
    run = training_of(_losses([(1, 0, loss), (1, 1, loss)]), _losses([(1, 1, loss)]))
    epoch = run.epochs[0]
    assert epoch.training_loss is None
    assert epoch.training_perplexity is None
    assert epoch.validation_perplexity is None
    assert epoch.validation_measured

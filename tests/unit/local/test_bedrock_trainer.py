"""The stand-in's training is real: its losses follow from data and hyperparameters."""

import math
import random
import time
from functools import cache
from statistics import fmean

import pytest

from local.bedrock.metrics import training_csv, validation_csv
from local.bedrock.records import Record
from local.bedrock.trainer import Examples, Model, Settings, Step, train
from tests.unit.local.bedrock_world import conversations


@cache
def _records(count: int, seed: int) -> list[Record]:
    turns = (each["messages"] for each in conversations(count, seed))
    return [Record(*(turn["content"][0]["text"] for turn in pair)) for pair in turns]


VALIDATION = _records(300, seed=2)


def _trained(records: list[Record], **changes: float) -> list[Step]:
    values = {"epochs": 5, "learning_rate": 1e-5, "warmup_steps": 10} | changes
    settings = Settings(int(values["epochs"]), values["learning_rate"], int(values["warmup_steps"]))
    examples = Examples.of(records)
    return list(train(Model(examples), examples, [Examples.of(VALIDATION)], settings, seed=0))


def _epochs(steps: list[Step]) -> list[float]:
    numbers = sorted({step.epoch for step in steps})
    return [fmean(step.loss for step in steps if step.epoch == number) for number in numbers]


def _validation(steps: list[Step]) -> list[float]:
    return [step.validation_losses[0] for step in steps if step.validation_losses]


def test_both_losses_fall_on_data_with_something_to_learn() -> None:
    steps = _trained(_records(2000, seed=1), epochs=2)
    untrained = steps[0].loss
    assert _epochs(steps)[1] < _epochs(steps)[0] < untrained
    assert _validation(steps)[1] < _validation(steps)[0] < untrained - 0.4


def test_the_lowest_rate_is_too_slow_and_the_highest_overshoots() -> None:
    records = _records(2000, seed=1)
    slow, good, high = (
        _epochs(_trained(records, learning_rate=rate)) for rate in (1e-6, 1e-5, 1e-4)
    )
    assert good[-1] < slow[-1] - 0.5
    assert high[-1] > high[0] > good[0]


def test_more_epochs_on_little_data_overfit() -> None:
    steps = _trained(_records(40, seed=1), learning_rate=5e-5)
    assert _epochs(steps)[-1] < _epochs(steps)[0] - 1
    validation = _validation(steps)
    assert validation[-1] > validation[-2] > min(validation)


def test_shuffled_answers_do_not_help_validation() -> None:
    records = _records(2000, seed=1)
    answers = [each.answer for each in records]
    random.Random(3).shuffle(answers)  # noqa: S311 - data, not secrets
    shuffled = [Record(each.prompt, answer) for each, answer in zip(records, answers, strict=True)]
    untrained = _validation(_trained(records, learning_rate=0, epochs=1))[0]
    assert min(_validation(_trained(shuffled, epochs=3))) >= untrained - 0.01
    assert min(_validation(_trained(records, epochs=2))) < untrained - 0.4


def test_warm_up_begins_slowly() -> None:
    records = _records(100, seed=1)
    cold = _trained(records, epochs=1, warmup_steps=100)
    hot = _trained(records, epochs=1, warmup_steps=0)
    assert _validation(hot)[0] < _validation(cold)[0]


def test_the_same_job_trains_the_same_and_epochs_are_honoured() -> None:
    records = _records(50, seed=1)
    assert _trained(records) == _trained(records)
    steps = _trained(records, epochs=3)
    assert [step.number for step in steps] == list(range(3 * math.ceil(50 / 8)))
    assert {step.epoch for step in steps} == {1, 2, 3}


def test_every_token_is_counted_once_an_epoch() -> None:
    records = [Record("p" * 60, "a" * 60)] * 10
    steps = _trained(records, epochs=2)
    assert sum(step.tokens for step in steps) == 10 * 20 * 2


@pytest.mark.parametrize("loss", [0.0, 2.0, 900.0])
def test_perplexity_is_the_exponential_of_the_loss(loss: float) -> None:
    step = Step(3, 1, loss, 0, [loss])
    for rows in (training_csv([step]), validation_csv([step])):
        _, row = rows.decode().splitlines()
        number, epoch, told, perplexity = row.split(",")
        assert (number, epoch, float(told)) == ("3", "1", loss)
        assert float(perplexity) == pytest.approx(math.exp(min(loss, 700)))


def test_a_large_job_trains_in_seconds() -> None:
    records = _records(3000, seed=1)
    begun = time.process_time()
    _trained(records)
    # 3 s on a core of its own; four times that, for a slow machine. Others' work doesn't count.
    assert time.process_time() - begun < 12

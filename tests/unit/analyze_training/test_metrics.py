"""Metrics files as they are found in the wild."""

import math
from collections.abc import Iterator

import pytest

from lambdas.analyze_training.losses import MOST_EPOCHS
from lambdas.analyze_training.metrics import (
    TRAINING_COLUMN,
    TRAINING_FILE,
    VALIDATION_COLUMN,
    VALIDATION_FILE,
    find,
    read,
)
from lambdas.contract.errors import MetricsMissingError

JOB = "arn:aws:bedrock:us-east-1:111122223333:model-customization-job/base:0/job1"
ROOT = "runs/demo/x/training/model-customization-job-job1"
HEADER = b"step_number,epoch_number,training_loss,perplexity"


@pytest.mark.parametrize(
    "folder",
    [
        "validation_artifacts/post_fine_tuning_validation",
        "validation_artifacts/post_fine_tuning_validation/validation",
        "validation_artifacts",
    ],
)
def test_every_known_layout_is_found(folder: str) -> None:
    key = f"{ROOT}/{folder}/{VALIDATION_FILE}"
    keys = [f"{ROOT}/training_artifacts/{TRAINING_FILE}", key]
    assert find(keys, JOB, VALIDATION_FILE) == key


@pytest.mark.parametrize(
    "key",
    [
        f"runs/demo/x/training/model-customization-job-job12/training_artifacts/{TRAINING_FILE}",
        f"runs/demo/x/training/{TRAINING_FILE}",
        f"{ROOT}/training_artifacts/old_{TRAINING_FILE}",
        f"{ROOT}/training_artifacts/{TRAINING_FILE}.tmp",
    ],
)
def test_another_jobs_file_is_not_ours(key: str) -> None:
    assert find([key], JOB, TRAINING_FILE) is None


def test_of_several_the_least_nested_is_taken() -> None:
    keys = [f"{ROOT}/a/b/{VALIDATION_FILE}", f"{ROOT}/z/{VALIDATION_FILE}"]
    assert find(keys, JOB, VALIDATION_FILE) == keys[1]


def test_rows_become_losses_by_epoch() -> None:
    losses = read([HEADER, b"0,0,2.0,7.3", b"1,0,1.0,2.7", b"2,1,0.5,1.6"], TRAINING_COLUMN)
    assert {epoch: tally.mean for epoch, tally in losses.epochs.items()} == {0: 1.5, 1: 0.5}
    assert losses.count == 3


@pytest.mark.parametrize(
    "header",
    [
        b"Step_Number, Epoch_Number ,TRAINING_LOSS,Perplexity",
        b"step number,epoch number,Training Loss,perplexity",
        b'"step_number","epoch_number","training_loss","perplexity"',
        b"\xef\xbb\xbfstep_number,epoch_number,training_loss,perplexity",
    ],
)
def test_headers_vary(header: bytes) -> None:
    assert read([header, b"0,0,2.0,7.3"], TRAINING_COLUMN).epochs[0].mean == 2.0


def test_columns_go_by_name_not_place() -> None:
    losses = read([b"validation_loss,epoch_number,step_number", b"0.7,2,9"], VALIDATION_COLUMN)
    assert losses.epochs[2].final_loss == 0.7


def test_rows_in_any_order_give_the_last_steps_loss() -> None:
    rows = [b"5,0,1.0,", b"9,0,3.0,", b"0,0,2.0,"]
    tally = read([HEADER, *rows], TRAINING_COLUMN).epochs[0]
    assert (tally.final_loss, tally.first_step, tally.last_step) == (3.0, 0, 9)


def test_blank_lines_are_nothing_and_broken_rows_are_counted() -> None:
    lines = [b"", HEADER, b"", b" , ,", b"0,0,2.0,7", b"1,0,,7", b"2,0", b"x,0,1,1", b"inf,0,1,1"]
    losses = read(lines, TRAINING_COLUMN)
    assert (losses.count, losses.unreadable) == (1, 4)


@pytest.mark.parametrize("cell", [b"NaN", b"nan", b"inf", b"-Infinity"])
def test_losses_that_are_not_finite_are_kept(cell: bytes) -> None:
    mean = read([HEADER, b"0,0,1.0,2", b"1,0," + cell + b",2"], TRAINING_COLUMN).epochs[0].mean
    assert not math.isfinite(mean)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ([], "training_loss"),
        ([HEADER], "no readable row"),
        ([HEADER, b"a,b,c,d"], "no readable row"),
        ([b"step_number,loss", b"0,1"], "epoch_number, training_loss; it has step_number, loss"),
        ([HEADER, b"0,0,1\r,2"], "not CSV"),
    ],
)
def test_what_is_no_metrics_file_is_refused(lines: list[bytes], told: str) -> None:
    with pytest.raises(MetricsMissingError, match=told):
        read(lines, TRAINING_COLUMN)


def test_a_file_of_too_many_epochs_is_refused() -> None:
    def long() -> Iterator[bytes]:
        yield HEADER
        for epoch in range(1000):
            yield b"%d,%d,1.0,1.0" % (epoch, epoch)

    with pytest.raises(MetricsMissingError, match=str(MOST_EPOCHS)):
        read(long(), TRAINING_COLUMN)

"""Reading the metrics file."""

import pytest

from cli.losses import epoch_losses
from cli.progress import EpochLoss

HEADER = b"step_number,epoch_number,training_loss,perplexity\n"


def test_an_epoch_has_its_mean_as_in_the_report() -> None:
    assert epoch_losses(HEADER + b"0,0,2.5,1\n1,0,2.1,1\n2,1,1.5,1\n") == [
        EpochLoss(epoch=1, training_loss=2.3),
        EpochLoss(epoch=2, training_loss=1.5),
    ]


def test_rows_that_cannot_be_read_do_not_count() -> None:
    file = HEADER + b"0,0,2.5,1\n1,0,,\n2,x,1.5,1\n3\n"
    assert epoch_losses(file) == [EpochLoss(epoch=1, training_loss=2.5)]


def test_a_loss_that_is_not_finite_is_said_so() -> None:
    [diverged] = epoch_losses(HEADER + b"0,0,NaN,1\n")
    assert diverged == EpochLoss(epoch=1, training_loss=None)
    assert str(diverged) == "epoch 1 not finite"


@pytest.mark.parametrize("file", [b"a,b\n1,2\n", HEADER, b"", b"\xff\xfe"])
def test_another_file_has_no_losses(file: bytes) -> None:
    assert epoch_losses(file) == []

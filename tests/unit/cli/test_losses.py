"""Reading the metrics file."""

from cli.losses import last_losses
from cli.progress import EpochLoss

HEADER = "step_number,epoch_number,training_loss,perplexity\n"


def test_the_last_loss_of_each_epoch_counts() -> None:
    text = HEADER + "0,0,2.5,1\n1,0,2.1,1\n2,1,1.5,1\n"
    assert last_losses(text) == [
        EpochLoss(epoch=0, training_loss=2.1),
        EpochLoss(epoch=1, training_loss=1.5),
    ]


def test_rows_that_cannot_be_read_do_not_count() -> None:
    text = HEADER + "0,0,2.5,1\n1,0,,\n2,x,1.5,1\n3\n"
    assert last_losses(text) == [EpochLoss(epoch=0, training_loss=2.5)]


def test_another_file_has_no_losses() -> None:
    assert last_losses("a,b\n1,2\n") == []

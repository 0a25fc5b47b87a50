"""The losses of one metrics file, added up epoch by epoch in bounded memory."""

from dataclasses import dataclass

from lambdas.analyze_training.curve import MOST_POINTS, Curve, Point
from lambdas.contract.errors import MetricsMissingError

MOST_EPOCHS = MOST_POINTS // 5
"""No model trains as long; a file that says so is no metrics file, and memory stays bounded."""


@dataclass(slots=True)
class EpochTally:
    """One epoch's losses, summed up."""

    first_step: int
    last_step: int
    final_loss: float
    """The loss at the last step."""
    total: float = 0.0
    count: int = 0

    @property
    def mean(self) -> float:
        """Mean loss over the epoch; not finite as soon as one loss was not."""
        return self.total / self.count

    def position(self, step: int) -> float:
        """Return the share of the epoch that is done when a step ends, 1 for the last."""
        return (step - self.first_step + 1) / (self.last_step - self.first_step + 1)

    def add(self, step: int, loss: float) -> None:
        """Take in one row."""
        self.first_step = min(self.first_step, step)
        if step >= self.last_step:
            self.last_step, self.final_loss = step, loss
        self.total += loss
        self.count += 1


class Losses:
    """What a metrics file says, whatever the order of its rows."""

    def __init__(self) -> None:
        self.epochs: dict[int, EpochTally] = {}
        self.curve = Curve()
        self.unreadable = 0
        """Rows without readable numbers."""

    @property
    def count(self) -> int:
        """How many rows were readable."""
        return sum(tally.count for tally in self.epochs.values())

    def add(self, epoch: int, step: int, loss: float) -> None:
        """Take in one row.

        Raises:
            MetricsMissingError: the file names more epochs than any job has.
        """
        tally = self.epochs.setdefault(epoch, EpochTally(step, step, loss))
        if len(self.epochs) > MOST_EPOCHS:
            raise MetricsMissingError(f"A metrics file names more than {MOST_EPOCHS} epochs.")
        tally.add(step, loss)
        self.curve.add(Point(epoch, step, loss))

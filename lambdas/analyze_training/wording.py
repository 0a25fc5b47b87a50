"""The verdict in words. Every number in a sentence comes from the losses it is about."""

from lambdas.common.figures import count, loss, percent
from lambdas.contract.report import VerdictWord


def headline(word: VerdictWord, epoch: int | None, last: int) -> str:
    """Return the verdict as a line to read first."""
    lines = {
        VerdictWord.DIVERGED: f"Training diverged in epoch {epoch} of {last}",
        VerdictWord.CONVERGED: f"Converged at epoch {epoch} of {last}",
        VerdictWord.OVERFITTING: f"Overfitting since epoch {epoch} of {last}",
        VerdictWord.STILL_FALLING: f"Still improving after {count(last, 'epoch')}",
        VerdictWord.CANNOT_TELL: f"Trained for {count(last, 'epoch')}; convergence unknown",
    }
    return lines[word]


def not_finite(epoch: int) -> str:
    """Return why a run with a NaN or infinite loss diverged."""
    return f"A loss of epoch {epoch} is not a finite number, so the model is not worth serving."


def risen(lowest: float, last: float) -> str:
    """Return why a run whose training loss rose diverged."""
    return (
        f"Training loss rose from {loss(lowest)} to {loss(last)} instead of falling: "
        "the steps were too large or the data contradicts itself."
    )


def too_little(fall: float, measurements: int) -> str:
    """Return why nothing can be told about convergence."""
    change = f"{'fell' if fall >= 0 else 'rose'} by {percent(abs(fall))}"
    missing = (
        "without validation losses nobody can tell"
        if measurements == 0
        else "a single validation loss shows no trend and cannot tell"
    )
    return (
        f"Training loss {change} from start to end, but {missing} when the model was at its best."
    )


def rising(lowest_epoch: int, lowest: float, last: float) -> str:
    """Return why a run is called overfitted."""
    return (
        f"Validation loss was lowest after epoch {lowest_epoch} ({loss(lowest)}) and had "
        f"risen to {loss(last)} at the end: the model was memorizing by then."
    )


def falling(epoch: int, before: float, last: float) -> str:
    """Return why training should have gone on."""
    return (
        f"Epoch {epoch} still lowered the validation loss from {loss(before)} to "
        f"{loss(last)}; nothing says yet that more training would not help."
    )


def flat(stop: int, gain: float) -> str:
    """Return why a run is called converged."""
    margin = f" by more than {percent(gain)}" if gain > 0 else ""
    return (
        f"No later epoch lowered the validation loss of epoch {stop}{margin}: training longer "
        "was not worth it."
    )

"""What can be told about a run while it goes on. Every event is one line of `watch --json`."""

from datetime import datetime
from typing import Any

import msgspec

NOTHING_HEARD = "nothing was heard in time"


class Event(msgspec.Struct, frozen=True, kw_only=True, tag_field="event"):
    """Something that was seen; its `str` is the sentence for a person.

    `at` is the service's own time, where it gives one.
    """

    at: datetime | None


class StateEntered(Event, frozen=True, kw_only=True, tag="state_entered"):
    """The run went into a state."""

    state: str

    def __str__(self) -> str:
        return f"{self.state} started"


class StateExited(Event, frozen=True, kw_only=True, tag="state_exited"):
    """The run went on from a state."""

    state: str
    seconds: float

    def __str__(self) -> str:
        return f"{self.state} done in {self.seconds:.1f} s"


class LookedAgain(Event, frozen=True, kw_only=True, tag="looked_again"):
    """A state looks again: nothing was heard in time, or what it waits for is not so yet."""

    state: str
    looks: int
    because: str = NOTHING_HEARD

    def __str__(self) -> str:
        return f"{self.state} looks again (look {self.looks}): {self.because}"


class AttemptFailed(Event, frozen=True, kw_only=True, tag="attempt_failed"):
    """A state's call failed; the state machine tries again, or ends the run."""

    state: str
    error: str
    cause: str

    def __str__(self) -> str:
        return f"{self.state} failed with {self.error}: {self.cause}"


class Redriven(Event, frozen=True, kw_only=True, tag="redriven"):
    """Somebody let an ended run go on."""

    count: int

    def __str__(self) -> str:
        return f"Redriven (redrive {self.count})"


class Job(Event, frozen=True, kw_only=True, tag="job"):
    """The Bedrock job, whenever its status or a phase changed."""

    job_name: str
    job_arn: str
    attempt: int
    status: str
    phases: dict[str, str]
    failure_message: str | None = None

    def __str__(self) -> str:
        phases = f" ({self.phase_line})" if self.phases else ""
        failure = f": {self.failure_message}" if self.failure_message else ""
        return f"Job {self.job_name} {self.status}{phases}{failure}"

    @property
    def phase_line(self) -> str:
        """Every phase's status in one line."""
        phases = (f"{name} {status}" for name, status in self.phases.items())
        return ", ".join(phases).replace("_", " ")


class EpochLoss(msgspec.Struct, frozen=True, kw_only=True):
    """The mean training loss of an epoch, counted from 1."""

    epoch: int
    training_loss: float | None
    """None: it is no finite number."""

    def __str__(self) -> str:
        loss = "not finite" if self.training_loss is None else f"{self.training_loss:.3f}"
        return f"epoch {self.epoch} {loss}"


class Losses(Event, frozen=True, kw_only=True, tag="losses"):
    """The losses that the job has written to the bucket."""

    epochs: list[EpochLoss]

    def __str__(self) -> str:
        return f"Training loss: {', '.join(map(str, self.epochs))}"


class Answers(Event, frozen=True, kw_only=True, tag="answers"):
    """How far the questions of the evaluation are answered, of all sides and sets together."""

    batches_done: int
    batches: int
    answered: int
    """Answers that are there, the failed ones among them."""
    questions: int
    failed: int
    """No answer came, or an empty one."""

    def __str__(self) -> str:
        batches = f"{self.batches_done:,} of {self.batches:,} batches"
        answers = f"{self.answered:,} of {self.questions:,} answers"
        return f"Evaluation: {batches}, {answers}, {self.failed:,} failed"


class Hint(Event, frozen=True, kw_only=True, tag="hint"):
    """Something that can't be shown, and why."""

    message: str

    def __str__(self) -> str:
        return self.message


class Ended(Event, frozen=True, kw_only=True, tag="ended"):
    """How the run ended. Its last event."""

    run_id: str
    status: str
    error: str | None = None
    cause: str | None = None
    output: Any = None
    """The execution's output as it is, if the run succeeded."""
    next_steps: list[str] = []

    def __str__(self) -> str:
        return f"Run {self.status}"

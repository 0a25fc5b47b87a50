"""What travels between the states of CleanUp."""

from collections.abc import Sequence

import msgspec

LONGEST_SUBJECT = 100
"""https://docs.aws.amazon.com/sns/latest/api/API_Publish.html"""


class CleanUpInput(msgspec.Struct, frozen=True, kw_only=True):
    """What CleanUp is started with, by the run's event or by the sweep."""

    execution_arn: str


class Notification(msgspec.Struct, frozen=True, kw_only=True):
    """A message for SNS."""

    subject: str
    message: str

    @classmethod
    def of(cls, subject: str, lines: Sequence[str]) -> "Notification":
        """Return a message within SNS's limits: a subject of 100 printable ASCII characters."""
        printable = "".join(c if c.isascii() and c.isprintable() else "?" for c in subject)
        return cls(subject=printable[:LONGEST_SUBJECT], message="\n".join(lines))


NOTHING = Notification(subject="", message="")


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """What to do about an ended run."""

    execution_arn: str
    leave_alone: bool = False
    """The run goes on: touch nothing."""
    redrive_count: int = 0
    """How often the run had been redriven when it was judged."""
    live_jobs: list[str] = []
    wait_seconds: int = 0
    """How long its live jobs may go on."""
    team: str = ""
    notification: Notification = NOTHING


class Stopped(msgspec.Struct, frozen=True, kw_only=True):
    """What StopTraining found when nothing ran any more."""

    execution_arn: str
    redrive_count: int
    left_alone: bool = False
    """The run went on meanwhile, so its job was left to it."""
    jobs: list[str] = []
    """Each job of the run with its final status word."""

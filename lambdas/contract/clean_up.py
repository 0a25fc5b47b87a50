"""What travels between the states of CleanUp."""

import msgspec

from lambdas.contract.notification import Notification


class CleanUpInput(msgspec.Struct, frozen=True, kw_only=True):
    """What CleanUp is started with, by the run's event or by the sweep."""

    execution_arn: str


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

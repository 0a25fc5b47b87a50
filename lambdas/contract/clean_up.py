"""What travels between the states of CleanUp."""

import msgspec

from lambdas.contract.notification import NOTHING, Notification
from lambdas.contract.serving import Kind


class CleanUpInput(msgspec.Struct, frozen=True, kw_only=True):
    """What CleanUp is started with, by the run's event or by the sweep."""

    execution_arn: str


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """What to do about an ended run."""

    execution_arn: str
    leave_alone: bool = False
    """The run goes on: touch nothing."""
    redrive_count: int = 0
    """How often the run had been redriven when it was judged."""
    live_jobs: list[str] = []
    live_throughput: list[str] = []
    """What bills by the hour and is removed at once."""
    live_deployments: list[str] = []
    wait_seconds: int = 0
    """How long its live jobs and deployments may go on."""
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


class Removed(msgspec.Struct, frozen=True, kw_only=True):
    """What RemoveCapacity did when nothing was left that can be removed."""

    execution_arn: str
    redrive_count: int
    kind: Kind
    left_alone: bool = False
    """The run went on meanwhile, so its capacity was left to it."""
    removed: list[str] = []
    """What was there at the last look and is gone."""
    undeletable: list[str] = []
    """What a term keeps, each with its date."""

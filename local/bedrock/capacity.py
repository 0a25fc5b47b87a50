"""What serves custom models: deployments and provisioned throughput, kept for ever too.

Nothing here has a thread: what a thing is follows from the moment it is looked at.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from local.bedrock.clock import Clock
    from local.bedrock.things import CustomModel, Scope


class Stage(Enum):
    """What a deployment and a throughput go through alike."""

    CREATING = auto()
    SERVING = auto()
    UPDATING = auto()
    """Answers with the model before, or already with the next."""
    FAILED = auto()


@dataclass(kw_only=True, eq=False)
class Change:
    """Another model on its way in."""

    model: CustomModel
    begun: datetime
    due: datetime
    failure: str | None

    def runs(self, now: datetime) -> bool:
        """Say whether it has not ended."""
        return now < self.due


@dataclass(kw_only=True, eq=False)
class Capacity:
    """What a deployment and a throughput have in common."""

    kind: ClassVar[str]
    """Of its ARN."""
    words: ClassVar[dict[Stage, str]]
    """What the API calls the stages."""

    arn: str
    scope: Scope
    caller_arn: str
    name: str
    model: CustomModel
    """The one that answers, or did before `change`."""
    created: datetime
    ready: datetime
    """When it is made, or when making it failed."""
    tags: dict[str, str]
    failure: str | None
    """Why making it fails."""
    held: threading.Event | None
    """Until it is set, it stays in the making."""
    change: Change | None = None
    """The last one."""
    deleted: datetime | None = None

    def stage(self, now: datetime) -> Stage:
        """Return how far it is; of something deleted, how far it was."""
        now = min(now, self.deleted or now)
        if now < self.ready or (self.held and not self.held.is_set() and not self.deleted):
            return Stage.CREATING
        if self.failure:
            return Stage.FAILED
        return Stage.UPDATING if self.change and self.change.runs(now) else Stage.SERVING

    def status(self, now: datetime) -> str:
        """Return the API's word for its stage."""
        return self.words[self.stage(now)]

    def model_at(self, now: datetime) -> CustomModel:
        """Return the model that answers: during an update still the one before."""
        change = self.change
        return (
            change.model if change and not change.failure and not change.runs(now) else self.model
        )

    def wanted_at(self, now: datetime) -> CustomModel:
        """Return the model that an update puts in; the one that answers where there is none."""
        return self.change.model if self.change and self.change.runs(now) else self.model_at(now)

    def failure_at(self, now: datetime) -> str | None:
        """Return why making it or the last update failed."""
        if self.failure:
            return self.failure if self.stage(now) is Stage.FAILED else None
        return self.change.failure if self.change and not self.change.runs(now) else None

    def modified(self, now: datetime) -> datetime:
        """Return when it was last changed, by somebody or by time."""
        moments = [self.created, self.ready]
        if self.change:
            moments += [self.change.begun, self.change.due]
        return max(moment for moment in moments if moment <= max(now, self.created))


@dataclass(kw_only=True, eq=False)
class Deployment(Capacity):
    """A custom model deployment, paid by the token."""

    kind: ClassVar[str] = "custom-model-deployment"
    # An update doesn't change the status: it has its own, in `updateDetails`.
    words: ClassVar[dict[Stage, str]] = {
        Stage.CREATING: "Creating",
        Stage.SERVING: "Active",
        Stage.UPDATING: "Active",
        Stage.FAILED: "Failed",
    }
    description: str | None


@dataclass(kw_only=True, eq=False)
class Throughput(Capacity):
    """Provisioned throughput: model units, paid by the hour until it is deleted."""

    kind: ClassVar[str] = "provisioned-model"
    words: ClassVar[dict[Stage, str]] = {
        Stage.CREATING: "Creating",
        Stage.SERVING: "InService",
        Stage.UPDATING: "Updating",
        Stage.FAILED: "Failed",
    }
    # What a term's months come to is made up: twelve of them are a year.
    TERM_HOURS: ClassVar[dict[str, int]] = {"OneMonth": 730, "SixMonths": 4380}
    units: int
    commitment: str | None

    def committed_until(self, now: datetime, clock: Clock) -> datetime | None:
        """Return the end of the term that runs, or that ends just now.

        A term is followed by the next without a gap.
        https://docs.aws.amazon.com/bedrock/latest/userguide/prov-thru-delete.html
        """
        if self.commitment is None:
            return None
        term = clock.after_hours(self.created, self.TERM_HOURS[self.commitment]) - self.created
        terms = max(1, -((self.created - now) // term))
        return self.created + terms * term

    def unit_hours(self, until: datetime, clock: Clock) -> float:
        """Return what it bills: every simulated hour, committed ones to the term's end."""
        end = max(until, self.committed_until(until, clock) or until)
        return self.units * clock.simulated_hours(self.created, end)

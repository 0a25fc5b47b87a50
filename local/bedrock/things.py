"""What jobs and custom models are, and where names are unique."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from local.bedrock.answers import Respondent
from local.bedrock.models import BaseModel


class Scope(NamedTuple):
    """Where names are unique and things are visible."""

    account: str
    region: str

    def arn(self, kind: str, base: BaseModel, short_id: str) -> str:
        """Return the ARN of a job or custom model, which names its base model."""
        return self.plain_arn(kind, f"{base.model_id}/{short_id}")

    def plain_arn(self, kind: str, short_id: str) -> str:
        """Return the ARN of a thing that names no base model."""
        return f"arn:aws:bedrock:{self.region}:{self.account}:{kind}/{short_id}"


class Status(StrEnum):
    """A job's and a phase's states; a phase alone can be not started."""

    NOT_STARTED = "NotStarted"
    IN_PROGRESS = "InProgress"
    COMPLETED = "Completed"
    FAILED = "Failed"
    STOPPING = "Stopping"
    STOPPED = "Stopped"


class Phase(StrEnum):
    """The parts of a job, in their order, as `statusDetails` names them."""

    VALIDATION = "validation"
    DATA_PROCESSING = "dataProcessing"
    TRAINING = "training"


@dataclass
class PhaseState:
    """How far one phase is."""

    status: Status = Status.NOT_STARTED
    started: datetime | None = None
    modified: datetime | None = None


@dataclass(kw_only=True, eq=False)
class Job:
    """One customization job, from its request to its end."""

    arn: str
    scope: Scope
    caller_arn: str
    request: Mapping[str, Any]
    hyperparameters: Mapping[str, str]
    base: BaseModel
    kms_key_arn: str | None
    created: datetime
    tags: dict[str, str]
    status: Status = Status.IN_PROGRESS
    modified: datetime | None = None
    ended: datetime | None = None
    failure: str | None = None
    phases: dict[Phase, PhaseState] = field(
        default_factory=lambda: {phase: PhaseState() for phase in Phase}
    )
    model_arn: str | None = None
    training_loss: float | None = None
    validation_losses: list[float] = field(default_factory=list)
    billed_tokens: int = 0
    stop: threading.Event = field(default_factory=threading.Event)
    """Set when the job is to stop, or when the stand-in forgets everything."""

    @property
    def name(self) -> str:
        """The name its caller gave it."""
        return str(self.request["jobName"])

    @property
    def job_id(self) -> str:
        """The last 12 characters of its ARN."""
        return self.arn[-12:]

    @property
    def running(self) -> bool:
        """Whether it counts for the quota."""
        return self.status in {Status.IN_PROGRESS, Status.STOPPING}


@dataclass(kw_only=True, eq=False)
class CustomModel:
    """What a completed job leaves behind."""

    arn: str
    job: Job
    created: datetime
    tags: dict[str, str]
    respondent: Respondent
    """What it learned, to answer with."""
    deleted: datetime | None = None

    @property
    def name(self) -> str:
        """The name its job was to give it."""
        return str(self.job.request["customModelName"])


@dataclass
class Usage:
    """What answering came to so far."""

    answers: int = 0
    input_tokens: int = 0
    output_tokens: int = 0

"""What exists in the stand-in: jobs and custom models, kept for ever for the ledger."""

import hashlib
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from local.bedrock.errors import ResourceNotFoundException
from local.bedrock.models import BaseModel

_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"


class Scope(NamedTuple):
    """Where names are unique and things are visible."""

    account: str
    region: str

    def arn(self, kind: str, base: BaseModel, short_id: str) -> str:
        """Return the ARN of a job or custom model, which names its base model."""
        return f"arn:aws:bedrock:{self.region}:{self.account}:{kind}/{base.model_id}/{short_id}"


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
    deleted: datetime | None = None

    @property
    def name(self) -> str:
        """The name its job was to give it."""
        return str(self.job.request["customModelName"])


class Store:
    """All jobs and models of all accounts and Regions; hold `lock` to read or change several."""

    def __init__(self, seed: int) -> None:
        self.lock = threading.RLock()
        self.jobs: dict[str, Job] = {}
        self.models: dict[str, CustomModel] = {}
        self.tokens: dict[tuple[Scope, str], str] = {}
        self._seed = seed
        self._ids = 0

    def new_id(self) -> str:
        """Return 12 characters that follow from the seed and the count of ids before."""
        with self.lock:
            self._ids += 1
            digest = hashlib.sha256(f"{self._seed}:{self._ids}".encode()).digest()
        return "".join(_ALPHABET[byte % len(_ALPHABET)] for byte in digest[:12])

    def jobs_in(self, scope: Scope) -> Iterator[Job]:
        """Yield the jobs of an account and Region, the oldest first."""
        return (job for job in list(self.jobs.values()) if job.scope == scope)

    def models_in(self, scope: Scope) -> Iterator[CustomModel]:
        """Yield the models that exist in an account and Region, the oldest first."""
        models = list(self.models.values())
        return (model for model in models if model.job.scope == scope and not model.deleted)

    def things_in(self, scope: Scope) -> list[Job | CustomModel]:
        """Return all that has a name, an ARN and tags in an account and Region."""
        return [*self.jobs_in(scope), *self.models_in(scope)]

    def job(self, scope: Scope, identifier: str) -> Job:
        """Return the job with a name or ARN.

        Raises:
            ResourceNotFoundException: There is none here.
        """
        for job in self.jobs_in(scope):
            if identifier in {job.arn, job.name}:
                return job
        raise ResourceNotFoundException(f"Could not find the customization job {identifier}")

    def model(self, scope: Scope, identifier: str) -> CustomModel:
        """Return the custom model with a name or ARN.

        Raises:
            ResourceNotFoundException: There is none here, or none any more.
        """
        for model in self.models_in(scope):
            if identifier in {model.arn, model.name}:
                return model
        raise ResourceNotFoundException(f"Could not find the custom model {identifier}")

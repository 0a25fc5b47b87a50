"""What was ever created and what it would have cost: nothing leaves the ledger."""

from datetime import datetime

import msgspec

from local.bedrock.clock import Clock
from local.bedrock.state import CustomModel, Job, Store


class JobEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One job ever created."""

    arn: str
    name: str
    caller_arn: str
    status: str
    created: datetime
    ended: datetime | None
    model_arn: str | None
    billed_tokens: int
    """Tokens trained on, of all epochs; of a stopped or failed job those until then."""


class ModelEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One custom model ever made."""

    arn: str
    name: str
    job_arn: str
    created: datetime
    deleted: datetime | None
    storage_hours: float
    """Simulated hours it was kept, which bill as months of 730."""


class Ledger(msgspec.Struct, frozen=True, kw_only=True):
    """Everything, the oldest first."""

    jobs: list[JobEntry]
    models: list[ModelEntry]
    billed_tokens: int
    """Of all jobs."""


def ledger(store: Store, clock: Clock) -> Ledger:
    """Return the ledger as of now."""
    with store.lock:
        jobs = [_job_entry(job) for job in store.jobs.values()]
        models = [_model_entry(model, clock) for model in store.models.values()]
    return Ledger(jobs=jobs, models=models, billed_tokens=sum(job.billed_tokens for job in jobs))


def _job_entry(job: Job) -> JobEntry:
    return JobEntry(
        arn=job.arn,
        name=job.name,
        caller_arn=job.caller_arn,
        status=job.status,
        created=job.created,
        ended=job.ended,
        model_arn=job.model_arn,
        billed_tokens=job.billed_tokens,
    )


def _model_entry(model: CustomModel, clock: Clock) -> ModelEntry:
    return ModelEntry(
        arn=model.arn,
        name=model.name,
        job_arn=model.job.arn,
        created=model.created,
        deleted=model.deleted,
        storage_hours=clock.simulated_hours(model.created, model.deleted or clock.now()),
    )

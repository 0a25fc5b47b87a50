"""What was ever created and what it would have cost: nothing leaves the ledger."""

from datetime import datetime

import msgspec

from local.bedrock.capacity import Capacity, Deployment, Throughput
from local.bedrock.clock import Clock
from local.bedrock.state import Store
from local.bedrock.things import CustomModel, Job, Usage


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


class CapacityEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One deployment or throughput ever made."""

    arn: str
    name: str
    caller_arn: str
    model_arn: str
    """Behind it now, or last."""
    status: str
    """Now, or when it was deleted."""
    created: datetime
    deleted: datetime | None
    tags: dict[str, str]
    units: int = 0
    """Model units; a deployment has none."""
    commitment: str | None = None
    committed_until: datetime | None = None
    unit_hours: float = 0
    """Simulated hours times units, from creation to deletion; committed ones to a term's end."""


class UsageEntry(msgspec.Struct, frozen=True, kw_only=True):
    """Everything one base model or one capacity ever answered."""

    arn: str
    answers: int
    input_tokens: int
    output_tokens: int


class Ledger(msgspec.Struct, frozen=True, kw_only=True):
    """Everything, the oldest first."""

    jobs: list[JobEntry]
    models: list[ModelEntry]
    deployments: list[CapacityEntry]
    throughputs: list[CapacityEntry]
    billed_tokens: int
    """Of all jobs."""
    unit_hours: float
    """Of all throughputs."""
    usage: list[UsageEntry] = []
    """Tokens asked and answered, by what answered."""


def ledger(store: Store, clock: Clock) -> Ledger:
    """Return the ledger as of now."""
    with store.lock:
        capacity = list(store.capacity.values())
        jobs = [_job_entry(job) for job in store.jobs.values()]
        models = [_model_entry(model, clock) for model in store.models.values()]
        deployments = [_entry(one, clock) for one in capacity if isinstance(one, Deployment)]
        usage = [_usage_entry(arn, used) for arn, used in store.usage.items()]
        throughputs = [_billed(one, clock) for one in capacity if isinstance(one, Throughput)]
    return Ledger(
        jobs=jobs,
        models=models,
        deployments=deployments,
        throughputs=throughputs,
        billed_tokens=sum(job.billed_tokens for job in jobs),
        unit_hours=sum(one.unit_hours for one in throughputs),
        usage=usage,
    )


def _usage_entry(arn: str, used: Usage) -> UsageEntry:
    return UsageEntry(
        arn=arn,
        answers=used.answers,
        input_tokens=used.input_tokens,
        output_tokens=used.output_tokens,
    )


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


def _entry(one: Capacity, clock: Clock) -> CapacityEntry:
    last = one.deleted or clock.now()
    return CapacityEntry(
        arn=one.arn,
        name=one.name,
        caller_arn=one.caller_arn,
        model_arn=one.model_at(last).arn,
        status=one.status(last),
        created=one.created,
        deleted=one.deleted,
        tags=dict(one.tags),
    )


def _billed(one: Throughput, clock: Clock) -> CapacityEntry:
    last = one.deleted or clock.now()
    return msgspec.structs.replace(
        _entry(one, clock),
        units=one.units,
        commitment=one.commitment,
        committed_until=one.committed_until(last, clock),
        unit_hours=one.unit_hours(last, clock),
    )

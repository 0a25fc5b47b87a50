"""The statuses of jobs and their phases, and the events that tell of them."""

import threading
from dataclasses import replace

from local.bedrock.faults import EarlyEvent
from local.bedrock.parts import Parts
from local.bedrock.things import CustomModel, Job, Phase, Status


class Lifecycle:
    """Makes every change of a status, under the store's lock."""

    def __init__(self, parts: Parts) -> None:
        self._store = parts.store
        self._clock = parts.clock
        self._faults = parts.faults
        self._events = parts.events

    def begin(self, job: Job) -> None:
        """Tell that a job was created."""
        self._events.changed(job)

    def mark(self, job: Job, phase: Phase, status: Status) -> None:
        """Set a phase's status."""
        with self._store.lock:
            state = job.phases[phase]
            state.status = status
            state.modified = job.modified = self._clock.now()
            state.started = state.started or state.modified

    def stop(self, job: Job) -> None:
        """Ask a running job to end; it is Stopping until its thread has seen it."""
        with self._store.lock:
            job.status, job.modified = Status.STOPPING, self._clock.now()
            for phase, state in job.phases.items():
                if state.status is Status.IN_PROGRESS:
                    self.mark(job, phase, Status.STOPPING)
            job.stop.set()
        self._events.changed(job)

    def end(
        self,
        job: Job,
        status: Status,
        *,
        failure: str | None = None,
        model: CustomModel | None = None,
    ) -> None:
        """Set a job's last status; with a model only if no stop came in between."""
        early = self._faults.take(EarlyEvent, [job.name])
        if early:
            ended = replace(job, ended=self._clock.now())
            self._set(ended, status, failure, model)
            self._events.changed(ended)
            threading.Event().wait(early.seconds)
        with self._store.lock:
            if job.arn not in self._store.jobs:
                return
            if job.stop.is_set():
                status, failure, model = Status.STOPPED, None, None
            self._set(job, status, failure, model)
            if model:
                self._store.models[model.arn] = model
        if not early:
            self._events.changed(job)

    def _set(
        self, job: Job, status: Status, failure: str | None, model: CustomModel | None
    ) -> None:
        job.status, job.failure = status, failure
        job.ended = job.modified = self._clock.now()
        job.model_arn = model.arn if model else None

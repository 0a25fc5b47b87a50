"""Runs a job in a thread of its own: validation, data processing, training."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec

from local.bedrock import metrics
from local.bedrock.answers import Respondent
from local.bedrock.faults import FailJob, HoldJob, NoTraining, StallJob
from local.bedrock.job_data import located, validated, write
from local.bedrock.lifecycle import Lifecycle
from local.bedrock.parts import Parts
from local.bedrock.records import BadDataError
from local.bedrock.things import CustomModel, Job, Phase, Status
from local.bedrock.trainer import Examples, Model, Settings, Step, train
from local.bedrock.world import CannotAssumeError, Role

# Simulated minutes. Three for validation were measured on AWS; the rest is made up.
MINUTES = {Phase.VALIDATION: 3.0, Phase.DATA_PROCESSING: 5.0, Phase.TRAINING: 8.0}
TOKENS_PER_MINUTE = 20_000
STOPPING_MINUTES = 1.0

_UNEXPECTED = "Encountered an unexpected error when processing the request, please try again"

_logger = logging.getLogger(__name__)


class _StoppedError(Exception):
    """Somebody asked for the job's end."""


class JobRunner:
    """Does the work of jobs."""

    def __init__(self, parts: Parts, lifecycle: Lifecycle) -> None:
        self._store = parts.store
        self._world = parts.world
        self._clock = parts.clock
        self._faults = parts.faults
        self._seed = parts.options.seed
        self._lifecycle = lifecycle

    def start(self, job: Job) -> None:
        """Begin a job that was just created."""
        self._lifecycle.begin(job)
        work = threading.Thread(target=self._run, args=[job], name=job.arn, daemon=True)
        self._clock.start(work)

    def _run(self, job: Job) -> None:
        end = self._lifecycle.end
        with self._world.within(job.scope):
            try:
                model = self._model(job)
            except _StoppedError:
                self._clock.wait(STOPPING_MINUTES, threading.Event())
                end(job, Status.STOPPED)
            except (BadDataError, CannotAssumeError) as error:
                end(job, Status.FAILED, failure=str(error))
            except Exception:
                _logger.exception("The job %s broke", job.arn)
                end(job, Status.FAILED, failure=_UNEXPECTED)
            else:
                end(job, Status.COMPLETED, model=model)

    def _model(self, job: Job) -> CustomModel:
        """Run all phases and return the model that comes of them."""
        role = self._world.assume(job.request["roleArn"], job.arn, job.scope)
        with self._phase(job, Phase.VALIDATION):
            data = validated(job, role, self._world)
        with self._phase(job, Phase.DATA_PROCESSING):
            training = Examples.of(data.training)
            validation = [Examples.of(records) for records in data.validation]
            model = Model(training)
        with self._phase(job, Phase.TRAINING):
            steps = self._trained(job, model, training, validation)
            _write_metrics(job, role, steps)
        arn = job.scope.arn("custom-model", job.base, self._store.new_id())
        tags = {tag["key"]: tag["value"] for tag in job.request.get("customModelTags", [])}
        return CustomModel(
            arn=arn,
            job=job,
            created=self._clock.now(),
            tags=tags,
            respondent=Respondent.of(model, data.training),
        )

    @contextmanager
    def _phase(self, job: Job, phase: Phase) -> Iterator[None]:
        mark = self._lifecycle.mark
        mark(job, phase, Status.IN_PROGRESS)
        try:
            self._suffer(job, phase)
            self._wait(job, MINUTES[phase])
            yield
            self._wait(job, 0)
        except _StoppedError:
            mark(job, phase, Status.STOPPED)
            raise
        except Exception:
            mark(job, phase, Status.FAILED)
            raise
        mark(job, phase, Status.COMPLETED)

    def _suffer(self, job: Job, phase: Phase) -> None:
        """Do what tests ordered for a phase of this job."""
        if stall := self._faults.take(StallJob, [job.name], phase=phase):
            job.stop.wait(stall.seconds)
        if released := self._faults.hold(HoldJob, [job.name], phase=phase):
            self._clock.hold(released, job.stop)
        if failure := self._faults.take(FailJob, [job.name], phase=phase):
            raise BadDataError(failure.message)

    def _wait(self, job: Job, minutes: float) -> None:
        if self._clock.wait(minutes, job.stop):
            raise _StoppedError

    def _trained(
        self, job: Job, model: Model, training: Examples, validation: list[Examples]
    ) -> list[Step]:
        steps = []
        settings = Settings.of(job.hyperparameters)
        if self._faults.take(NoTraining, [job.name]):
            settings = msgspec.structs.replace(settings, learning_rate=0)
        for step in train(model, training, validation, settings, self._seed):
            steps.append(step)
            # Tokens are billed as they are used: a stopped job costs what it got to.
            job.billed_tokens += step.tokens
            self._wait(job, step.tokens / TOKENS_PER_MINUTE)
        return steps


def _write_metrics(job: Job, role: Role, steps: list[Step]) -> None:
    output = located(job.request["outputDataConfig"]["s3Uri"])
    folder = output.child(f"model-customization-job-{job.job_id}")
    write(role, folder.child(metrics.TRAINING), metrics.training_csv(steps))
    job.training_loss = metrics.final_training_loss(steps)
    if losses := steps[-1].validation_losses:
        write(role, folder.child(metrics.VALIDATION), metrics.validation_csv(steps))
        job.validation_losses = losses

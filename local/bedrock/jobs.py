"""The operations on model-customization jobs."""

from collections.abc import Mapping
from typing import Any

from local.bedrock import admission, hyperparameters, permissions
from local.bedrock.errors import ConflictException
from local.bedrock.faults import UnknownStatus
from local.bedrock.job_runner import JobRunner
from local.bedrock.lifecycle import Lifecycle
from local.bedrock.operations import Operation
from local.bedrock.paging import page
from local.bedrock.parts import Parts
from local.bedrock.things import Job, Phase, Status
from local.bedrock.world import Caller

Params = Mapping[str, Any]


class Jobs:
    """Creates, tells of and stops jobs."""

    def __init__(self, parts: Parts) -> None:
        self._options = parts.options
        self._store = parts.store
        self._world = parts.world
        self._clock = parts.clock
        self._faults = parts.faults
        self._catalogue = parts.catalogue
        self._lifecycle = Lifecycle(parts)
        self._runner = JobRunner(parts, self._lifecycle)

    def operations(self) -> Mapping[str, Operation]:
        """Return the operations by their names in the service model."""
        return {
            "CreateModelCustomizationJob": self._create,
            "GetModelCustomizationJob": self._get,
            "ListModelCustomizationJobs": self._list,
            "StopModelCustomizationJob": self._stop,
        }

    def _create(self, params: Params, caller: Caller) -> Params:
        admission.check_kind(params)
        token = (caller.scope, params.get("clientRequestToken", ""))
        with self._store.lock:
            if token[1] and token in self._store.tokens:
                # A repeated token is no error: the request is ignored.
                return {"jobArn": self._store.tokens[token]}
            job = self._admitted(params, caller)
            self._store.jobs[job.arn] = job
            self._store.tokens[token] = job.arn
        self._runner.start(job)
        return {"jobArn": job.arn}

    def _admitted(self, params: Params, caller: Caller) -> Job:
        """Return the job, not yet stored, if the service would take it."""
        scope, world = caller.scope, self._world
        base = admission.base_model(
            params["baseModelIdentifier"], scope.region, self._clock.now(), self._catalogue
        )
        values = hyperparameters.checked(base.hyperparameters, params.get("hyperParameters", {}))
        arn = scope.arn("model-customization-job", base, self._store.new_id())
        tags = admission.check_tags(params.get("jobTags", []), "jobTags", arn)
        admission.check_tags(params.get("customModelTags", []), "customModelTags", arn)
        key_arn = admission.key_arn(params.get("customModelKmsKeyId"), scope, world)
        needs = permissions.of_creator(params, arn, key_arn)
        admission.check_permissions(caller, list(needs))
        admission.check_names(params, scope, self._store)
        options = self._options
        admission.check_quotas(scope, self._store, options.job_quota, options.model_quota)
        admission.check_role(params["roleArn"], arn, scope, world)
        return Job(
            arn=arn,
            scope=scope,
            caller_arn=caller.arn,
            request=params,
            hyperparameters=values,
            base=base,
            kms_key_arn=key_arn,
            created=self._clock.now(),
            tags=tags,
        )

    def _get(self, params: Params, caller: Caller) -> Params:
        with self._store.lock:
            job = self._store.job(caller.scope, params["jobIdentifier"])
            return _details(job) | {"status": self._status(job)}

    def _list(self, params: Params, caller: Caller) -> Params:
        with self._store.lock:
            wanted = params.get("statusEquals")
            jobs = [
                job for job in self._store.jobs_in(caller.scope) if wanted in {None, job.status}
            ]
            items, token = page(jobs, params)
            summaries = [_summary(job) | {"status": self._status(job)} for job in items]
        return {"modelCustomizationJobSummaries": summaries, "nextToken": token}

    def _stop(self, params: Params, caller: Caller) -> Params:
        with self._store.lock:
            job = self._store.job(caller.scope, params["jobIdentifier"])
            if job.status is not Status.IN_PROGRESS:
                raise ConflictException(
                    f"Value '{job.arn}' at 'jobIdentifier': "
                    f"the job is {job.status} and can't be stopped"
                )
            self._lifecycle.stop(job)
        return {}

    def _status(self, job: Job) -> str:
        fault = self._faults.take(UnknownStatus, [job.name])
        return fault.word if fault else job.status


def _summary(job: Job) -> dict[str, Any]:
    return {
        "jobArn": job.arn,
        "baseModelArn": job.base.arn(),
        "jobName": job.name,
        "statusDetails": _status_details(job),
        "lastModifiedTime": job.modified or job.created,
        "creationTime": job.created,
        "endTime": job.ended,
        "customModelArn": job.model_arn,
        "customModelName": job.request["customModelName"],
        "customizationType": "FINE_TUNING",
    }


def _details(job: Job) -> dict[str, Any]:
    losses = [{"validationLoss": loss} for loss in job.validation_losses]
    return {
        "jobArn": job.arn,
        "jobName": job.name,
        "outputModelName": job.request["customModelName"],
        "outputModelArn": job.model_arn,
        "clientRequestToken": job.request.get("clientRequestToken"),
        "statusDetails": _status_details(job),
        "failureMessage": job.failure and job.failure[:2048],
        "creationTime": job.created,
        "lastModifiedTime": job.modified or job.created,
        "endTime": job.ended,
        "outputModelKmsKeyArn": job.kms_key_arn,
        "vpcConfig": job.request.get("vpcConfig"),
        "roleArn": job.request["roleArn"],
        "trainingMetrics": job.training_loss and {"trainingLoss": job.training_loss},
        "validationMetrics": losses or None,
        **training_facts(job),
    }


def training_facts(job: Job) -> dict[str, Any]:
    """Return what a job and its model tell of the training alike."""
    return {
        "baseModelArn": job.base.arn(),
        "customizationType": "FINE_TUNING",
        "hyperParameters": job.hyperparameters,
        "trainingDataConfig": job.request["trainingDataConfig"],
        # Always there, without validation data too.
        "validationDataConfig": job.request.get("validationDataConfig", {"validators": []}),
        "outputDataConfig": job.request["outputDataConfig"],
    }


def _status_details(job: Job) -> dict[str, Any]:
    return {
        f"{phase}Details": {
            "status": state.status,
            "creationTime": state.started,
            "lastModifiedTime": state.modified,
        }
        for phase, state in ((phase, job.phases[phase]) for phase in Phase)
    }

"""The operations on custom model deployments.

https://docs.aws.amazon.com/bedrock/latest/userguide/deploy-custom-model-on-demand.html
"""

from collections.abc import Mapping
from typing import Any

from local.bedrock import capacity_admission as admission
from local.bedrock import capacity_making as making
from local.bedrock.capacity import Change, Deployment
from local.bedrock.operations import Operation
from local.bedrock.paging import page
from local.bedrock.parts import Parts
from local.bedrock.world import Caller

# Simulated minutes, made up.
CREATING_MINUTES = 2.0
UPDATING_MINUTES = 2.0

Params = Mapping[str, Any]


class Deployments:
    """Creates, tells of, updates and deletes deployments."""

    def __init__(self, parts: Parts) -> None:
        self._options = parts.options
        self._store = parts.store
        self._clock = parts.clock
        self._faults = parts.faults
        self._catalogue = parts.catalogue

    def operations(self) -> Mapping[str, Operation]:
        """Return the operations by their names in the service model."""
        return {
            "CreateCustomModelDeployment": self._create,
            "GetCustomModelDeployment": self._get,
            "ListCustomModelDeployments": self._list,
            "UpdateCustomModelDeployment": self._update,
            "DeleteCustomModelDeployment": self._delete,
        }

    def _create(self, params: Params, caller: Caller) -> Params:
        def make() -> Deployment:
            return self._made(params, caller)

        operation = "CreateCustomModelDeployment"
        return {
            "customModelDeploymentArn": making.once(self._store, operation, params, caller, make)
        }

    def _made(self, params: Params, caller: Caller) -> Deployment:
        """Return a deployment, not yet stored, if the service would make it."""
        now, scope, name = self._clock.now(), caller.scope, params["modelDeploymentName"]
        model = admission.model(params["modelArn"], "modelArn", scope, self._store)
        admission.check_on_demand(model, self._catalogue.living(model.job.base, now))
        arn = scope.plain_arn(Deployment.kind, self._store.new_id())
        tags = making.checked_tags(params, arn, caller)
        others = self._store.capacity_in(scope, Deployment)
        admission.check_name(name, "modelDeploymentName", others)
        admission.check_deployments(others, self._options, now)
        fate = making.fate(self._faults, name)
        return Deployment(
            arn=arn,
            scope=scope,
            caller_arn=caller.arn,
            name=name,
            model=model,
            created=now,
            ready=self._clock.after(now, CREATING_MINUTES),
            tags=tags,
            failure=fate.failure,
            held=fate.held,
            description=params.get("description"),
        )

    def _get(self, params: Params, caller: Caller) -> Params:
        with self._store.lock:
            one = self._one(params, caller)
            return self._summary(one) | {
                "modelDeploymentName": one.name,
                "description": one.description,
                "updateDetails": one.change and self._update_details(one.change),
            }

    def _list(self, params: Params, caller: Caller) -> Params:
        now = self._clock.now()
        with self._store.lock:
            wanted = [
                one
                for one in self._store.capacity_in(caller.scope, Deployment)
                if params.get("statusEquals", one.status(now)) == one.status(now)
                and params.get("modelArnEquals", one.model_at(now).arn) == one.model_at(now).arn
            ]
            bounds = {
                "creationTimeAfter": params.get("createdAfter"),
                "creationTimeBefore": params.get("createdBefore"),
            }
            items, token = page(wanted, {**params, **bounds})
            summaries = [
                self._summary(one) | {"customModelDeploymentName": one.name} for one in items
            ]
        return {"modelDeploymentSummaries": summaries, "nextToken": token}

    def _update(self, params: Params, caller: Caller) -> Params:
        with self._store.lock:
            one, now = self._one(params, caller), self._clock.now()
            wanted = admission.model(params["modelArn"], "modelArn", caller.scope, self._store)
            self._catalogue.living(wanted.job.base, now)
            admission.check_change(one, wanted, "modelArn", now)
            making.begin_change(one, wanted, UPDATING_MINUTES, self._clock, self._faults)
        return {"customModelDeploymentArn": one.arn}

    def _delete(self, params: Params, caller: Caller) -> Params:
        with self._store.lock:
            one, now = self._one(params, caller), self._clock.now()
            admission.check_idle(one, now)
            one.deleted = now
        return {}

    def _one(self, params: Params, caller: Caller) -> Deployment:
        identifier = params["customModelDeploymentIdentifier"]
        return self._store.serving(caller.scope, Deployment, identifier)

    def _update_details(self, change: Change) -> dict[str, str]:
        ended = "UpdateFailed" if change.failure else "UpdateCompleted"
        status = "Updating" if change.runs(self._clock.now()) else ended
        return {"modelArn": change.model.arn, "updateStatus": status}

    def _summary(self, one: Deployment) -> dict[str, Any]:
        now = self._clock.now()
        return {
            "customModelDeploymentArn": one.arn,
            "modelArn": one.model_at(now).arn,
            "createdAt": one.created,
            "lastUpdatedAt": one.modified(now),
            "status": making.told_status(one, self._clock, self._faults),
            "failureMessage": one.failure_at(now),
        }

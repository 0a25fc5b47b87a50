"""The operations on custom models."""

from collections.abc import Mapping
from typing import Any

from local.bedrock.capacity import Capacity
from local.bedrock.errors import ConflictException
from local.bedrock.jobs import training_facts
from local.bedrock.operations import Operation
from local.bedrock.paging import page
from local.bedrock.parts import Parts
from local.bedrock.things import CustomModel
from local.bedrock.world import Caller

Params = Mapping[str, Any]


class CustomModels:
    """Tells of models that jobs left, and deletes them, unless something serves them."""

    def __init__(self, parts: Parts) -> None:
        self._store = parts.store
        self._clock = parts.clock

    def operations(self) -> Mapping[str, Operation]:
        """Return the operations by their names in the service model."""
        return {
            "GetCustomModel": self._get,
            "ListCustomModels": self._list,
            "DeleteCustomModel": self._delete,
        }

    def _get(self, params: Params, caller: Caller) -> Params:
        model = self._store.model(caller.scope, params["modelIdentifier"])
        job = model.job
        return {
            "modelArn": model.arn,
            "modelName": model.name,
            "jobName": job.name,
            "jobArn": job.arn,
            "modelKmsKeyArn": job.kms_key_arn,
            "trainingMetrics": {"trainingLoss": job.training_loss},
            "validationMetrics": [{"validationLoss": loss} for loss in job.validation_losses],
            "creationTime": model.created,
            "modelStatus": "Active",
            **training_facts(job),
        }

    def _list(self, params: Params, caller: Caller) -> Params:
        models = [model for model in self._store.models_in(caller.scope) if _wanted(model, params)]
        items, token = page(models, params)
        return {"modelSummaries": [_summary(model) for model in items], "nextToken": token}

    def _delete(self, params: Params, caller: Caller) -> Params:
        with self._store.lock:
            model = self._store.model(caller.scope, params["modelIdentifier"])
            now = self._clock.now()
            for one in self._store.capacity_in(caller.scope, Capacity):
                if model in {one.model_at(now), one.wanted_at(now)}:
                    raise ConflictException(
                        f"Value '{model.arn}' at 'modelIdentifier' is in use by {one.arn}"
                    )
            model.deleted = now
        return {}


def _wanted(model: CustomModel, params: Params) -> bool:
    base = model.job.base.arn()
    return bool(
        params.get("baseModelArnEquals", base) == base
        and params.get("foundationModelArnEquals", base) == base
        # All models here are the account's own, and they are Active from the start.
        and params.get("isOwned", True) is True
        and params.get("modelStatus", "Active") == "Active"
    )


def _summary(model: CustomModel) -> dict[str, Any]:
    return {
        "modelArn": model.arn,
        "modelName": model.name,
        "creationTime": model.created,
        "baseModelArn": model.job.base.arn(),
        "baseModelName": model.job.base.short_name,
        "customizationType": "FINE_TUNING",
        "ownerAccountId": model.job.scope.account,
        "modelStatus": "Active",
    }

"""The operations on provisioned throughput.

https://docs.aws.amazon.com/bedrock/latest/userguide/prov-throughput.html
"""

from collections.abc import Mapping
from typing import Any

from local.bedrock import capacity_admission as admission
from local.bedrock import capacity_making as making
from local.bedrock.capacity import Throughput
from local.bedrock.errors import ConflictException, ValidationException
from local.bedrock.operations import Operation
from local.bedrock.paging import page
from local.bedrock.parts import Parts
from local.bedrock.world import Caller

# Simulated minutes, made up.
CREATING_MINUTES = 15.0
UPDATING_MINUTES = 5.0

Params = Mapping[str, Any]


class Throughputs:
    """Creates, tells of, updates and deletes provisioned throughput."""

    def __init__(self, parts: Parts) -> None:
        self._options = parts.options
        self._store = parts.store
        self._clock = parts.clock
        self._faults = parts.faults
        self._catalogue = parts.catalogue

    def operations(self) -> Mapping[str, Operation]:
        """Return the operations by their names in the service model."""
        return {
            "CreateProvisionedModelThroughput": self._create,
            "GetProvisionedModelThroughput": self._get,
            "ListProvisionedModelThroughputs": self._list,
            "UpdateProvisionedModelThroughput": self._update,
            "DeleteProvisionedModelThroughput": self._delete,
        }

    def _create(self, params: Params, caller: Caller) -> Params:
        def make() -> Throughput:
            return self._made(params, caller)

        operation = "CreateProvisionedModelThroughput"
        return {"provisionedModelArn": making.once(self._store, operation, params, caller, make)}

    def _made(self, params: Params, caller: Caller) -> Throughput:
        """Return a throughput, not yet stored, if the service would make it."""
        now, scope, name = self._clock.now(), caller.scope, params["provisionedModelName"]
        units, commitment = params["modelUnits"], params.get("commitmentDuration")
        model = admission.model(params["modelId"], "modelId", scope, self._store)
        base = self._catalogue.living(model.job.base, now)
        admission.check_provisioned(model, base)
        arn = scope.plain_arn(Throughput.kind, self._store.new_id())
        tags = making.checked_tags(params, arn, caller)
        others = self._store.capacity_in(scope, Throughput)
        admission.check_name(name, "provisionedModelName", others)
        admission.check_units(units, commitment, base, others, self._options)
        fate = making.fate(self._faults, name)
        return Throughput(
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
            units=units,
            commitment=commitment,
        )

    def _get(self, params: Params, caller: Caller) -> Params:
        with self._store.lock:
            one = self._one(params, caller)
            return self._summary(one) | {"failureMessage": one.failure_at(self._clock.now())}

    def _list(self, params: Params, caller: Caller) -> Params:
        now = self._clock.now()
        with self._store.lock:
            wanted = [
                one
                for one in self._store.capacity_in(caller.scope, Throughput)
                if params.get("statusEquals", one.status(now)) == one.status(now)
                and params.get("modelArnEquals", one.model_at(now).arn) == one.model_at(now).arn
            ]
            items, token = page(wanted, params)
            summaries = [self._summary(one) for one in items]
        return {"provisionedModelSummaries": summaries, "nextToken": token}

    def _update(self, params: Params, caller: Caller) -> Params:
        name, identifier = params.get("desiredProvisionedModelName"), params.get("desiredModelId")
        if name is None and identifier is None:
            raise ValidationException("A desired name or model must be given")
        with self._store.lock:
            one, now = self._one(params, caller), self._clock.now()
            wanted = one.model_at(now)
            if identifier:
                wanted = admission.model(identifier, "desiredModelId", caller.scope, self._store)
            self._catalogue.living(wanted.job.base, now)
            admission.check_change(one, wanted, "desiredModelId", now)
            if name and name != one.name:
                others = self._store.capacity_in(caller.scope, Throughput)
                admission.check_name(name, "desiredProvisionedModelName", others)
            if identifier:
                making.begin_change(one, wanted, UPDATING_MINUTES, self._clock, self._faults)
            one.name = name or one.name
        return {}

    def _delete(self, params: Params, caller: Caller) -> Params:
        with self._store.lock:
            one, now = self._one(params, caller), self._clock.now()
            admission.check_idle(one, now)
            end = one.committed_until(now, self._clock)
            if end and now < end:
                raise ConflictException(
                    f"{one.arn} is committed until {end:%Y-%m-%d %H:%M} UTC and can't be deleted"
                )
            one.deleted = now
        return {}

    def _one(self, params: Params, caller: Caller) -> Throughput:
        return self._store.serving(caller.scope, Throughput, params["provisionedModelId"])

    def _summary(self, one: Throughput) -> dict[str, Any]:
        now = self._clock.now()
        return {
            "provisionedModelName": one.name,
            "provisionedModelArn": one.arn,
            "modelArn": one.model_at(now).arn,
            "desiredModelArn": one.wanted_at(now).arn,
            "foundationModelArn": one.model.job.base.arn(),
            "modelUnits": one.units,
            "desiredModelUnits": one.units,
            "status": making.told_status(one, self._clock, self._faults),
            "commitmentDuration": one.commitment,
            "commitmentExpirationTime": one.committed_until(now, self._clock),
            "creationTime": one.created,
            "lastModifiedTime": one.modified(now),
        }

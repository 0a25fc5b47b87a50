"""Deployments and provisioned throughput in memory: the rules that matter to what serves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from lambdas.contract.status import DEPLOYMENT_UPDATE
from tests.fakes.calls import Json, Pages
from tests.fakes.custom_models import ACCOUNT, FakeCustomModels
from tests.fakes.requests import service_error

CREATE_DEPLOYMENT = "CreateCustomModelDeployment"
CREATE_THROUGHPUT = "CreateProvisionedModelThroughput"
TERM_DAYS = {"OneMonth": 30, "SixMonths": 180}


class FakeServing(FakeCustomModels):
    """Keeps what serves; a status changes only when a test says so, or at once (`auto_ready`)."""

    def __init__(self) -> None:
        super().__init__()
        self.deployments: dict[str, Json] = {}
        """Each deployment that exists, by name, oldest first."""
        self.throughputs: dict[str, Json] = {}
        self.made: list[str] = []
        """The name of everything ever made, gone or not."""
        self.auto_ready = False
        """Whether what is asked for serves at once."""
        self.deployments_quota = 10
        self.units_quota = 10
        """Model units without commitment."""
        self.hidden_capacity_reads = 0
        """How many reads of existing capacity still fail to see it."""
        self.lingering_reads = 0
        """How many reads still see capacity once it was told to go."""
        self._tokens: dict[str, str] = {}
        """What was made with which token; Bedrock remembers longer than the thing lives."""
        self._leaving: dict[str, int] = {}

    @property
    def serving(self) -> list[str]:
        """The names of what exists and may cost money: only what failed costs nothing."""
        everything = [*self.deployments.items(), *self.throughputs.items()]
        return [name for name, one in everything if one["status"] != "Failed"]

    def change(self, name: str, status: str, message: str = "") -> None:
        """Give capacity another status; a word about an update changes that of its update."""
        one = self.deployments.get(name) or self.throughputs[name]
        changed = "lastUpdatedAt" if name in self.deployments else "lastModifiedTime"
        one |= {"failureMessage": message, changed: self.now()}
        if status in DEPLOYMENT_UPDATE and name in self.deployments:
            one["updateDetails"]["updateStatus"] = status
            if status == "UpdateCompleted":
                one["modelArn"] = one["updateDetails"]["modelArn"]
            return
        one["status"] = status
        if status == "InService" and name in self.throughputs:
            one["modelArn"] = one["desiredModelArn"]

    def vanish(self, name: str) -> None:
        """Delete capacity as a person would, past all rules."""
        one = self.deployments.pop(name, None) or self.throughputs.pop(name)
        del self.tags[_arn(one)]

    def tags_of(self, name: str) -> dict[str, str]:
        """Return the tags of capacity, to look at or to change."""
        return self.tags[_arn(self.deployments.get(name) or self.throughputs[name])]

    def forget_tokens(self) -> None:
        """Forget which tokens were used; nobody knows how long Bedrock remembers them."""
        self._tokens.clear()

    def create_custom_model_deployment(self, **asked: Any) -> Json:
        """Make a deployment; a repeated token is ignored in silence."""
        self._begin(CREATE_DEPLOYMENT, asked)
        arn = self._made_before(asked, asked["modelDeploymentName"], asked["modelArn"])
        if not arn:
            if len(self.deployments) >= self.deployments_quota:
                raise service_error("ServiceQuotaExceededException", "Too many deployments.")
            arn = self._new_arn("custom-model-deployment")
            self.deployments[asked["modelDeploymentName"]] = {
                "customModelDeploymentArn": arn,
                "modelDeploymentName": asked["modelDeploymentName"],
                "modelArn": asked["modelArn"],
                "createdAt": self.now(),
                "status": "Active" if self.auto_ready else "Creating",
                "request": asked,
            }
            self._remember(asked, asked["modelDeploymentName"], arn)
        self._end(CREATE_DEPLOYMENT)
        return {"customModelDeploymentArn": arn}

    def create_provisioned_model_throughput(self, **asked: Any) -> Json:
        """Buy model units; a repeated token is ignored in silence."""
        self._begin(CREATE_THROUGHPUT, asked)
        arn = self._made_before(asked, asked["provisionedModelName"], asked["modelId"])
        if not arn:
            self._check_units(asked)
            arn = self._new_arn("provisioned-model")
            model = self._model(asked["modelId"])
            self.throughputs[asked["provisionedModelName"]] = {
                "provisionedModelArn": arn,
                "provisionedModelName": asked["provisionedModelName"],
                "modelArn": model["modelArn"],
                "desiredModelArn": model["modelArn"],
                "foundationModelArn": model["baseModelArn"],
                "modelUnits": asked["modelUnits"],
                "desiredModelUnits": asked["modelUnits"],
                "creationTime": self.now(),
                "lastModifiedTime": self.now(),
                "status": "InService" if self.auto_ready else "Creating",
                "request": asked,
                **self._term(asked.get("commitmentDuration")),
            }
            self._remember(asked, asked["provisionedModelName"], arn)
        self._end(CREATE_THROUGHPUT)
        return {"provisionedModelArn": arn}

    def get_custom_model_deployment(self, **asked: Any) -> Json:
        """Return a deployment by name or ARN."""
        self._begin("GetCustomModelDeployment", asked)
        return self._read(self.deployments, asked["customModelDeploymentIdentifier"])

    def get_provisioned_model_throughput(self, **asked: Any) -> Json:
        """Return a throughput by name or ARN."""
        self._begin("GetProvisionedModelThroughput", asked)
        return self._read(self.throughputs, asked["provisionedModelId"])

    def update_custom_model_deployment(self, **asked: Any) -> Json:
        """Begin to put another model behind a deployment, which answers all the while."""
        self._begin("UpdateCustomModelDeployment", asked)
        one = self._find(self.deployments, asked["customModelDeploymentIdentifier"])
        busy = one.get("updateDetails", {}).get("updateStatus") == "Updating"
        if one["status"] != "Active" or busy:
            raise service_error("ValidationException", "The deployment can't be updated now.")
        self._model(asked["modelArn"])
        one["updateDetails"] = {"modelArn": asked["modelArn"], "updateStatus": "Updating"}
        if self.auto_ready:
            self.change(one["modelDeploymentName"], "UpdateCompleted")
        self._end("UpdateCustomModelDeployment")
        return {"customModelDeploymentArn": one["customModelDeploymentArn"]}

    def update_provisioned_model_throughput(self, **asked: Any) -> Json:
        """Begin to put another model of the same base behind model units."""
        self._begin("UpdateProvisionedModelThroughput", asked)
        one = self._find(self.throughputs, asked["provisionedModelId"])
        if one["status"] != "InService":
            raise service_error("ValidationException", f"It can't be updated: {one['status']}.")
        model = self._model(asked["desiredModelId"])
        if model["baseModelArn"] != one["foundationModelArn"]:
            raise service_error("ValidationException", "The model has another base.")
        one |= {"desiredModelArn": model["modelArn"], "status": "Updating"}
        if self.auto_ready:
            self.change(one["provisionedModelName"], "InService")
        self._end("UpdateProvisionedModelThroughput")
        return {}

    def delete_custom_model_deployment(self, **asked: Any) -> Json:
        """Delete a deployment, not while it is being made or changed."""
        self._begin("DeleteCustomModelDeployment", asked)
        one = self._find(self.deployments, asked["customModelDeploymentIdentifier"])
        busy = one.get("updateDetails", {}).get("updateStatus") == "Updating"
        self._delete(one["modelDeploymentName"], one, busy=busy)
        self._end("DeleteCustomModelDeployment")
        return {}

    def delete_provisioned_model_throughput(self, **asked: Any) -> Json:
        """Delete model units, not while they are being made or changed, nor within a term."""
        self._begin("DeleteProvisionedModelThroughput", asked)
        one = self._find(self.throughputs, asked["provisionedModelId"])
        committed = one.get("commitmentExpirationTime")
        if committed and committed > self.now():
            raise service_error("ConflictException", f"It is committed until {committed}.")
        self._delete(one["provisionedModelName"], one, busy=one["status"] == "Updating")
        self._end("DeleteProvisionedModelThroughput")
        return {}

    def get_paginator(self, operation: str) -> Pages:
        """Return what pages through a listing."""
        listings = {
            "list_custom_model_deployments": self._pages_of_deployments,
            "list_provisioned_model_throughputs": self._pages_of_throughputs,
        }
        if operation in listings:
            return Pages(listings[operation])
        return super().get_paginator(operation)

    def models_in_use(self) -> set[str]:
        """Return the models that something serves or is about to serve."""
        deployments, throughputs = self.deployments.values(), self.throughputs.values()
        updates = [one["updateDetails"] for one in deployments if "updateDetails" in one]
        wanted = {one["desiredModelArn"] for one in throughputs}
        coming = {update["modelArn"] for update in updates if update["updateStatus"] == "Updating"}
        return {one["modelArn"] for one in [*deployments, *throughputs]} | wanted | coming

    def _pages_of_deployments(self, asked: Json) -> Iterator[Json]:
        self._begin("ListCustomModelDeployments", asked)
        for name, one in list(self.deployments.items()):
            if asked.get("nameContains", "") in name:
                yield {"modelDeploymentSummaries": [one | {"customModelDeploymentName": name}]}
        yield {"modelDeploymentSummaries": []}

    def _pages_of_throughputs(self, asked: Json) -> Iterator[Json]:
        self._begin("ListProvisionedModelThroughputs", asked)
        for name, one in list(self.throughputs.items()):
            if asked.get("nameContains", "") in name:
                yield {"provisionedModelSummaries": [dict(one)]}
        yield {"provisionedModelSummaries": []}

    def _made_before(self, asked: Json, name: str, model: str) -> str:
        """Return what the token made, gone or not; refuse a name in use and a missing model."""
        token = asked.get("clientRequestToken")
        if token in self._tokens:
            return self._tokens[token]
        if name in self.deployments or name in self.throughputs:
            raise service_error("ValidationException", "The provided name is in use.")
        self._model(model)
        return ""

    def _remember(self, asked: Json, name: str, arn: str) -> None:
        self.made.append(name)
        self.tags[arn] = {tag["key"]: tag["value"] for tag in asked.get("tags", [])}
        if "clientRequestToken" in asked:
            self._tokens[asked["clientRequestToken"]] = arn

    def _new_arn(self, noun: str) -> str:
        return f"{ACCOUNT}:{noun}/c{len(self.made):011d}"

    def _check_units(self, asked: Json) -> None:
        if "commitmentDuration" in asked:
            return
        used = sum(one["modelUnits"] for one in self.throughputs.values())
        if used + asked["modelUnits"] > self.units_quota:
            message = "Your account does not currently have any no commitment model units reserved"
            raise service_error("ServiceQuotaExceededException", f"{message} for this model.")

    def _term(self, commitment: str | None) -> Json:
        if commitment is None:
            return {}
        end = self.now() + dt.timedelta(days=TERM_DAYS[commitment])
        return {"commitmentDuration": commitment, "commitmentExpirationTime": end}

    def _read(self, kept: dict[str, Json], identifier: str) -> Json:
        one = self._find(kept, identifier)
        if self.hidden_capacity_reads:
            self.hidden_capacity_reads -= 1
            raise service_error("ResourceNotFoundException")
        arn, found = _arn(one), dict(one)
        if arn in self._leaving:
            self._leaving[arn] -= 1
            if self._leaving[arn] <= 0:
                self.vanish(_name(one))
        return found

    def _find(self, kept: dict[str, Json], identifier: str) -> Json:
        for name, one in kept.items():
            if identifier in {name, _arn(one)}:
                return one
        raise service_error("ResourceNotFoundException", f"There is no {identifier}.")

    def _delete(self, name: str, one: Json, *, busy: bool) -> None:
        if busy or one["status"] == "Creating":
            raise service_error("ConflictException", "It can't be deleted now.")
        if self.lingering_reads:
            self._leaving.setdefault(_arn(one), self.lingering_reads)
        else:
            self.vanish(name)


def _arn(one: Json) -> str:
    arn: str = one.get("customModelDeploymentArn") or one["provisionedModelArn"]
    return arn


def _name(one: Json) -> str:
    name: str = one.get("modelDeploymentName") or one["provisionedModelName"]
    return name

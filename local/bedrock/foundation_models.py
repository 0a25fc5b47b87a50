"""The operations on foundation models: which there are, and how long they live."""

from collections.abc import Mapping
from typing import Any

from local.bedrock.errors import ResourceNotFoundException
from local.bedrock.models import Named
from local.bedrock.operations import Operation
from local.bedrock.parts import Parts
from local.bedrock.world import Caller

Params = Mapping[str, Any]


class FoundationModels:
    """Tells of base models, each once for inference and once, suffixed, for customization."""

    def __init__(self, parts: Parts) -> None:
        self._clock = parts.clock
        self._catalogue = parts.catalogue

    def operations(self) -> Mapping[str, Operation]:
        """Return the operations by their names in the service model."""
        return {"GetFoundationModel": self._get, "ListFoundationModels": self._list}

    def _get(self, params: Params, caller: Caller) -> Params:
        identifier, region = params["modelIdentifier"], caller.scope.region
        if found := self._catalogue.find(identifier, region, self._clock.now()):
            return {"modelDetails": _details(found)}
        raise ResourceNotFoundException(f"Could not find the model {identifier} in {region}")

    def _list(self, params: Params, caller: Caller) -> Params:
        named = [
            Named(model, model_id)
            for model in self._catalogue.offered(caller.scope.region, self._clock.now())
            for model_id in (model.inference_id, model.model_id)
        ]
        details = [_details(each) for each in named]
        return {"modelSummaries": [each for each in details if _wanted(each, params)]}


def _details(named: Named) -> dict[str, Any]:
    model, model_id = named
    customizes = model_id == model.model_id
    return {
        "modelArn": model.arn(model_id),
        "modelId": model_id,
        "modelName": model.name,
        "providerName": model.provider,
        "inputModalities": list(model.input_modalities),
        "outputModalities": ["TEXT"],
        "responseStreamingSupported": True,
        "customizationsSupported": ["FINE_TUNING"] if customizes else [],
        "inferenceTypesSupported": ["PROVISIONED"] if customizes else ["ON_DEMAND"],
        "modelLifecycle": {
            "status": model.lifecycle,
            "startOfLifeTime": model.start,
            "endOfLifeTime": model.end_of_life,
        },
    }


def _wanted(details: Params, params: Params) -> bool:
    lists = {
        "byCustomizationType": "customizationsSupported",
        "byOutputModality": "outputModalities",
        "byInferenceType": "inferenceTypesSupported",
    }
    fits = params.get("byProvider", details["providerName"]) == details["providerName"]
    return fits and all(
        params[filter_name] in details[member]
        for filter_name, member in lists.items()
        if filter_name in params
    )

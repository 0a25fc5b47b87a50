"""Bedrock's models in memory: custom ones with their tags, and the life of their bases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from tests.fakes.calls import Calls, Json, Pages
from tests.fakes.requests import service_error

ACCOUNT = "arn:aws:bedrock:us-east-1:111122223333"
MODELS = f"{ACCOUNT}:custom-model"
BASES = "arn:aws:bedrock:us-east-1::foundation-model"
NOVA_MICRO = "amazon.nova-micro-v1:0:128k"


class FakeCustomModels(Calls):
    """Keeps custom models and the tags of everything."""

    service = "bedrock"

    def __init__(self) -> None:
        super().__init__()
        self.models: dict[str, Json] = {}
        """Each custom model by name, oldest first."""
        self.ends_of_life: dict[str, dt.datetime] = {}
        """When a base model ends, by its id; others end never."""
        self.tags: dict[str, dict[str, str]] = {}
        """The tags of everything, by ARN."""

    def add_model(
        self,
        name: str,
        tags: Mapping[str, str] | None = None,
        base: str = NOVA_MICRO,
        created: dt.datetime | None = None,
        arn: str = "",
    ) -> str:
        """Have a custom model, as if a job had made it, and return its ARN."""
        arn = arn or f"{MODELS}/{base}/m{len(self.tags):011d}"
        self.models[name] = {
            "modelArn": arn,
            "modelName": name,
            "baseModelArn": f"{BASES}/{base}",
            "baseModelName": base.partition(":")[0],
            "customizationType": "FINE_TUNING",
            "modelStatus": "Active",
            "creationTime": created or self.now(),
        }
        self.tags[arn] = dict(tags or {})
        return arn

    def get_custom_model(self, **asked: Any) -> Json:
        """Return a model by name or ARN."""
        self._begin("GetCustomModel", asked)
        return self._model(asked["modelIdentifier"])

    def delete_custom_model(self, **asked: Any) -> Json:
        """Delete a model, unless something serves it."""
        self._begin("DeleteCustomModel", asked)
        model = self._model(asked["modelIdentifier"])
        if model["modelArn"] in self.models_in_use():
            raise service_error("ConflictException", "The model is in use.")
        del self.models[model["modelName"]]
        del self.tags[model["modelArn"]]
        self._end("DeleteCustomModel")
        return {}

    def get_foundation_model(self, **asked: Any) -> Json:
        """Return a base model with its life."""
        self._begin("GetFoundationModel", asked)
        base = asked["modelIdentifier"].rpartition("/")[2]
        end = self.ends_of_life.get(base)
        life = {"status": "ACTIVE", **({"endOfLifeTime": end} if end else {})}
        details = {"modelArn": f"{BASES}/{base}", "modelId": base, "modelLifecycle": life}
        return {"modelDetails": details}

    def list_tags_for_resource(self, **asked: Any) -> Json:
        """Return the tags of a model or of what serves one."""
        self._begin("ListTagsForResource", asked)
        tags = self._tags(asked["resourceARN"])
        return {"tags": [{"key": key, "value": value} for key, value in tags.items()]}

    def tag_resource(self, **asked: Any) -> Json:
        """Add tags, or change them."""
        self._begin("TagResource", asked)
        tags = self._tags(asked["resourceARN"])
        tags |= {tag["key"]: tag["value"] for tag in asked["tags"]}
        self._end("TagResource")
        return {}

    def untag_resource(self, **asked: Any) -> Json:
        """Take tags away."""
        self._begin("UntagResource", asked)
        tags = self._tags(asked["resourceARN"])
        for key in asked["tagKeys"]:
            tags.pop(key, None)
        self._end("UntagResource")
        return {}

    def get_paginator(self, operation: str) -> Pages:
        """Return what pages through a listing."""
        if operation != "list_custom_models":
            raise NotImplementedError(operation)
        return Pages(self._pages_of_models)

    def models_in_use(self) -> set[str]:
        """Return the models that something serves or is about to serve."""
        return set()

    def _pages_of_models(self, asked: Json) -> Iterator[Json]:
        self._begin("ListCustomModels", asked)
        for name, model in list(self.models.items()):
            if asked.get("nameContains", "") in name:
                yield {"modelSummaries": [model]}
        yield {"modelSummaries": []}

    def _model(self, identifier: str) -> Json:
        for name, model in self.models.items():
            if identifier in {name, model["modelArn"]}:
                return model
        raise service_error("ResourceNotFoundException", "There is no such model.")

    def _tags(self, arn: str) -> dict[str, str]:
        if arn not in self.tags:
            raise service_error("ResourceNotFoundException", "There is nothing to tag.")
        return self.tags[arn]

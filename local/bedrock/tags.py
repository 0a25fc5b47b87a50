"""The operations on tags: of jobs, custom models, deployments and throughputs."""

from collections.abc import Mapping
from typing import Any

from local.bedrock.admission import check_tags
from local.bedrock.errors import ResourceNotFoundException
from local.bedrock.operations import Operation
from local.bedrock.parts import Parts
from local.bedrock.things import Scope
from local.bedrock.world import Caller

Params = Mapping[str, Any]


class Tags:
    """Sets, removes and tells tags."""

    def __init__(self, parts: Parts) -> None:
        self._store = parts.store

    def operations(self) -> Mapping[str, Operation]:
        """Return the operations by their names in the service model."""
        return {
            "TagResource": self._tag,
            "UntagResource": self._untag,
            "ListTagsForResource": self._list,
        }

    def _tag(self, params: Params, caller: Caller) -> Params:
        arn = params["resourceARN"]
        with self._store.lock:
            tags = self._of(arn, caller.scope)
            merged = tags | check_tags(params["tags"], "tags", arn)
            check_tags([{"key": key, "value": value} for key, value in merged.items()], "tags", arn)
            tags.update(merged)
        return {}

    def _untag(self, params: Params, caller: Caller) -> Params:
        with self._store.lock:
            tags = self._of(params["resourceARN"], caller.scope)
            for key in params["tagKeys"]:
                tags.pop(key, None)
        return {}

    def _list(self, params: Params, caller: Caller) -> Params:
        tags = self._of(params["resourceARN"], caller.scope)
        return {"tags": [{"key": key, "value": value} for key, value in tags.items()]}

    def _of(self, arn: str, scope: Scope) -> dict[str, str]:
        for thing in self._store.things_in(scope):
            if thing.arn == arn:
                return thing.tags
        raise ResourceNotFoundException(f"Could not find the resource {arn}")

"""Invoking what serves custom models, by the ARN of a deployment or throughput."""

import re
from collections.abc import Mapping, Sequence
from urllib.parse import unquote

from local.bedrock import wire
from local.bedrock.calls import Calls
from local.bedrock.capacity import Capacity, Deployment, Stage, Throughput
from local.bedrock.conversation import answered, prompt_of
from local.bedrock.errors import (
    ModelNotReadyException,
    ServiceError,
    UnknownOperationException,
    ValidationException,
)
from local.bedrock.parts import Parts
from local.bedrock.world import Caller

_PATH = re.compile(
    rf"/model/(arn:[^/]+:(?:{Deployment.kind}|{Throughput.kind})/[^/]+)/(converse|[a-z-]+)"
)


def invoked_arn(path: str) -> str | None:
    """Return the deployment or throughput that a path of the runtime is about, or None."""
    match = _PATH.fullmatch(unquote(path))
    return match.group(1) if match else None


class Runtime:
    """Answers prompts with trained models; base models are not its business."""

    def __init__(self, parts: Parts) -> None:
        self._world = parts.world
        self._store = parts.store
        self._clock = parts.clock
        self._catalogue = parts.catalogue
        self._calls = Calls(parts.faults)

    async def handle_request(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str],
        body: bytes,
        query_params: Mapping[str, Sequence[str]],
    ) -> wire.Response:
        """Answer one request, authenticated and authorized already."""
        try:
            caller = self._world.caller(headers, query_params)
            call = wire.parse(method, unquote(path), query_params, body, wire.RUNTIME)
            if call.operation != "Converse":
                raise UnknownOperationException(f"This stand-in doesn't offer {call.operation}")
            arn = str(call.params["modelId"])
            things = self._store.capacity_in(caller.scope, Capacity)
            names = [arn, *(thing.name for thing in things if thing.arn == arn)]

            def work() -> wire.Response:
                return self._converse(call, arn, caller)

            return await self._calls.answer(call.operation, names, work)
        except ServiceError as error:
            return wire.render_error(error)

    def _converse(self, call: wire.Call, arn: str, caller: Caller) -> wire.Response:
        prompt, now = prompt_of(call.params), self._clock.now()
        with self._store.lock:
            serving = self._store.serving(caller.scope, Capacity, arn)
            stage, model = serving.stage(now), serving.model_at(now)
        self._catalogue.living(model.job.base, now)
        if stage is Stage.CREATING:
            raise ModelNotReadyException("The model is not ready for inference. Try again later.")
        if stage is Stage.FAILED:
            raise ValidationException(f"Value '{arn}' at 'modelId': it failed to deploy")
        answer = answered(call.params, prompt, model.respondent)
        self._world.count(arn, now)
        return wire.render(call.operation, answer, wire.RUNTIME)

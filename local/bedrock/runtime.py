"""Invoking what answers: base models by id or ARN, custom ones by what serves them."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from urllib.parse import unquote

from local.bedrock import embedding, wire
from local.bedrock.answers import Respondent
from local.bedrock.calls import Calls
from local.bedrock.capacity import Capacity, Deployment, Stage, Throughput
from local.bedrock.conversation import answered, prompt_of
from local.bedrock.errors import (
    ModelNotReadyException,
    ServiceError,
    UnknownOperationException,
    ValidationException,
)
from local.bedrock.models import FOUNDATION_MODEL
from local.bedrock.parts import Parts
from local.bedrock.world import Caller

INVOKING = "/model/"
"""How paths begin that invoke a model, whichever."""
_PATH = re.compile(rf"{INVOKING}(.+)/[a-z-]+")
_INVOKE = re.compile(rf"{INVOKING}(.+)/invoke")
_CAPACITY = re.compile(rf"arn:[^/]+:(?:{Deployment.kind}|{Throughput.kind})/[^/]+")


class Invoked(NamedTuple):
    """What answers a call."""

    arn: str
    name: str
    """What CloudWatch counts it by: the ARN of capacity, the id of a base model."""
    respondent: Respondent


def invoked_arn(path: str, region: str) -> str | None:
    """Return what a path of the runtime is authorized against; None where it invokes nothing.

    A base model's ARN has no account.
    https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonbedrock.html
    """
    match = _PATH.fullmatch(unquote(path))
    if match is None:
        return None
    named = match.group(1)
    if named.startswith("arn:"):
        return named
    return f"arn:aws:bedrock:{region}::{FOUNDATION_MODEL}{named}"


class Runtime:
    """Answers prompts with base and trained models."""

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
            if method == "POST" and (invoked := _INVOKE.fullmatch(unquote(path))):
                return await self._invoke(invoked.group(1), headers, body, caller)
            call = wire.parse(method, unquote(path), query_params, body, wire.RUNTIME)
            if call.operation != "Converse":
                raise UnknownOperationException(f"This stand-in doesn't offer {call.operation}")
            identifier = str(call.params["modelId"])
            things = self._store.capacity_in(caller.scope, Capacity)
            names = [identifier, *(thing.name for thing in things if thing.arn == identifier)]

            def work() -> wire.Response:
                return self._converse(call, identifier, caller)

            return await self._calls.answer(call.operation, names, work)
        except ServiceError as error:
            return wire.render_error(error)

    async def _invoke(
        self, identifier: str, headers: Mapping[str, str], body: bytes, caller: Caller
    ) -> wire.Response:
        """Make a vector: nothing else is invoked here by a body of its own."""
        region = caller.scope.region
        arn = f"arn:aws:bedrock:{region}::{FOUNDATION_MODEL}{embedding.MODEL_ID}"
        if identifier not in {embedding.MODEL_ID, arn}:
            raise UnknownOperationException("This stand-in offers InvokeModel for vectors alone")
        if region not in embedding.REGIONS:
            raise ValidationException("The provided model identifier is invalid.")
        wire.require_json(headers)

        def work() -> wire.Response:
            answer, tokens = embedding.embedded(body)
            self._store.count_tokens(arn, {"inputTokens": tokens, "outputTokens": 0})
            self._world.count(embedding.MODEL_ID, self._clock.now())
            return wire.raw(answer)

        return await self._calls.answer("InvokeModel", [identifier], work)

    def _converse(self, call: wire.Call, identifier: str, caller: Caller) -> wire.Response:
        prompt = prompt_of(call.params)
        is_capacity = _CAPACITY.fullmatch(identifier)
        invoked = (self._capacity if is_capacity else self._base_model)(identifier, caller)
        answer = answered(call.params, prompt, invoked.respondent)
        self._store.count_tokens(invoked.arn, answer["usage"])
        self._world.count(invoked.name, self._clock.now())
        return wire.render(call.operation, answer, wire.RUNTIME)

    def _capacity(self, arn: str, caller: Caller) -> Invoked:
        now = self._clock.now()
        with self._store.lock:
            serving = self._store.serving(caller.scope, Capacity, arn)
            stage, model = serving.stage(now), serving.model_at(now)
        self._catalogue.living(model.job.base, now)
        if stage is Stage.CREATING:
            raise ModelNotReadyException("The model is not ready for inference. Try again later.")
        if stage is Stage.FAILED:
            raise ValidationException(f"Value '{arn}' at 'modelId': it failed to deploy")
        return Invoked(arn, arn, model.respondent)

    def _base_model(self, identifier: str, caller: Caller) -> Invoked:
        found = self._catalogue.find(identifier, caller.scope.region, self._clock.now())
        if found is None:
            raise ValidationException("The provided model identifier is invalid.")
        if found.model_id != found.model.inference_id:
            raise ValidationException(
                f"Invocation of model ID {found.model_id} with on-demand throughput isn't "
                "supported."
            )
        return Invoked(found.model.arn(found.model_id), found.model_id, Respondent())

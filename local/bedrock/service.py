"""The stand-in as MiniStack sees it: an object in place of its Bedrock module."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from local.bedrock import control_api, naming, wire
from local.bedrock.custom_models import CustomModels
from local.bedrock.errors import (
    InternalServerException,
    ServiceError,
    ThrottlingException,
    UnknownOperationException,
)
from local.bedrock.faults import LoseResponse, ServerError, Stall, Throttle
from local.bedrock.foundation_models import FoundationModels
from local.bedrock.jobs import Jobs
from local.bedrock.operations import Operation
from local.bedrock.options import Options
from local.bedrock.parts import assembled
from local.bedrock.tags import Tags
from local.bedrock.world import Caller, World


class Bedrock:
    """Answers requests for Bedrock's control plane, and those of tests to the stand-in itself."""

    def __init__(self, options: Options, world: World) -> None:
        parts = assembled(options, world)
        self._world = world
        self._clock = parts.clock
        self._store = parts.store
        self._faults = parts.faults
        self._events = parts.events
        self._control = control_api.ControlApi(parts)
        self._operations: dict[str, Operation] = {}
        for family in (Jobs, CustomModels, FoundationModels, Tags):
            self._operations |= family(parts).operations()

    # MiniStack's Bedrock runtime looks its guardrails up in this module; there are none.
    _guardrails: Mapping[str, Any] = {}
    _guardrail_versions: Mapping[str, Any] = {}

    async def handle_request(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str],
        body: bytes,
        query_params: Mapping[str, Sequence[str]],
    ) -> wire.Response:
        """Answer one request, which MiniStack has already authenticated and authorized."""
        try:
            caller = self._world.caller(headers, query_params)
            if path.startswith(control_api.PREFIX):
                return self._control.answer(method, path, body, caller)
            return await self._answer(wire.parse(method, path, query_params, body), caller)
        except ServiceError as error:
            return wire.render_error(error)

    def resource_arn(
        self, method: str, path: str, query: Mapping[str, Sequence[str]], body: bytes
    ) -> str | None:
        """Return the ARN that IAM judges a request by, or None for requests without one.

        For a launcher: MiniStack itself judges most of them by `*`, which no policy
        that is scoped to ARNs allows.
        """
        try:
            call = wire.unchecked(method, path, query, body)
        except ServiceError:
            return None
        return naming.resource_arn(call, self._world.scope(), self._store)

    def resource_tags(self) -> list[tuple[str, list[dict[str, str]]]]:
        """Return the tags of everything, by ARN, in the form of MiniStack's tagging service."""
        return [
            (thing.arn, [{"Key": key, "Value": value} for key, value in thing.tags.items()])
            for thing in self._store.things_in(self._world.scope())
        ]

    def reset(self) -> None:
        """Forget everything and let running jobs end unseen."""
        with self._store.lock:
            for job in self._store.jobs.values():
                job.stop.set()
            self._store.jobs.clear()
            self._store.models.clear()
            self._store.tokens.clear()
        self._faults.clear()
        self._events.forget()

    def get_state(self) -> dict[str, Any]:
        """Return nothing to persist: a stand-in starts empty."""
        return {}

    def load_persisted_state(self, data: Mapping[str, Any]) -> None:
        """Ignore what another start persisted."""

    async def _answer(self, call: wire.Call, caller: Caller) -> wire.Response:
        operation = self._operations.get(call.operation)
        if operation is None:
            raise UnknownOperationException(f"This stand-in doesn't offer {call.operation}")
        names = naming.names(call.params, caller.scope, self._store)
        await self._stall("before", call.operation, names)
        if self._faults.take(Throttle, names, operation=call.operation):
            raise ThrottlingException("Too many requests, please wait before trying again.")
        if self._faults.take(ServerError, names, operation=call.operation):
            raise InternalServerException("An internal server error occurred.")
        response = wire.render(call.operation, operation(call.params, caller))
        await self._stall("after", call.operation, names)
        if self._faults.take(LoseResponse, names, operation=call.operation):
            raise InternalServerException("The response was lost.")
        return response

    async def _stall(self, moment: str, operation: str, names: list[str]) -> None:
        fault = self._faults.take(Stall, names, operation=operation, moment=moment)
        if fault:
            await asyncio.sleep(fault.seconds)

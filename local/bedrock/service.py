"""The stand-in as MiniStack sees it: an object in place of its Bedrock module."""

from collections.abc import Mapping, Sequence
from typing import Any

from local.bedrock import control_api, naming, wire
from local.bedrock.calls import Calls
from local.bedrock.clock import Clock
from local.bedrock.custom_models import CustomModels
from local.bedrock.deployments import Deployments
from local.bedrock.errors import ServiceError, UnknownOperationException
from local.bedrock.foundation_models import FoundationModels
from local.bedrock.jobs import Jobs
from local.bedrock.operations import Operation
from local.bedrock.options import Options
from local.bedrock.parts import assembled
from local.bedrock.runtime import Runtime
from local.bedrock.tags import Tags
from local.bedrock.throughputs import Throughputs
from local.bedrock.world import Caller, World

_FAMILIES = (Jobs, CustomModels, Deployments, Throughputs, FoundationModels, Tags)


class Bedrock:
    """Answers requests for Bedrock's control plane, and those of tests to the stand-in itself."""

    def __init__(self, options: Options, world: World, clock: Clock | None = None) -> None:
        parts = assembled(options, world, clock)
        self.runtime = Runtime(parts)
        """What answers those who invoke deployments and throughputs."""
        self._world = world
        self._clock = parts.clock
        self._store = parts.store
        self._faults = parts.faults
        self._events = parts.events
        self._catalogue = parts.catalogue
        self._calls = Calls(parts.faults)
        self._control = control_api.ControlApi(parts)
        self._operations: dict[str, Operation] = {}
        for family in _FAMILIES:
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
        self._store.clear()
        self._catalogue.reset()
        self._faults.clear()
        self._events.forget()

    def settle(self) -> None:
        """Wait until everything under way was done and told, for a test with a virtual clock."""
        self._clock.settle()
        self._events.settle()

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

        def work() -> wire.Response:
            return wire.render(call.operation, operation(call.params, caller))

        return await self._calls.answer(call.operation, names, work)

"""The private paths by which tests order faults, read the ledger and send events."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec

from local.bedrock.errors import (
    AccessDeniedException,
    UnknownOperationException,
    ValidationException,
)
from local.bedrock.events import DETAIL_TYPE
from local.bedrock.faults import Fault
from local.bedrock.ledger import ledger
from local.bedrock.models import Lifecycle
from local.bedrock.parts import Parts
from local.bedrock.wire import Response
from local.bedrock.world import Caller

PREFIX = "/_standin/"


class Emit(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag=True):
    """Send an event with any content, true or forged."""

    detail: dict[str, Any]
    detail_type: str = DETAIL_TYPE
    source: str = "aws.bedrock"
    resources: list[str] = []


class Repeat(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag=True):
    """Send the last event of a job once more."""

    job: str
    """Its name or ARN."""


class TimeScale(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Make simulated minutes shorter or longer, for waits that begin from now on."""

    seconds_per_minute: float


class EndOfLife(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Let a base model end at another time, as AWS announces it."""

    model_id: str
    moment: datetime
    lifecycle: Lifecycle = "LEGACY"
    """A Legacy model takes no new jobs and no new throughput; it serves until its end."""


class Clear(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Forget the faults ordered for a name, without one all, and release what they hold."""

    name: str = ""


class ControlApi:
    """Answers the private paths, for the emulator's root alone."""

    def __init__(self, parts: Parts) -> None:
        self._store = parts.store
        self._clock = parts.clock
        self._faults = parts.faults
        self._events = parts.events
        self._catalogue = parts.catalogue
        self._actions: dict[tuple[str, str], Callable[[bytes, Caller], object]] = {
            ("POST", "faults"): self._order,
            ("DELETE", "faults"): self._clear,
            ("GET", "held"): self._held,
            ("GET", "ledger"): self._ledger,
            ("POST", "events"): self._send,
            ("POST", "time-scale"): self._scale,
            ("POST", "end-of-life"): self._retire,
        }

    def answer(self, method: str, path: str, body: bytes, caller: Caller) -> Response:
        """Do what a private request asks for.

        Raises:
            AccessDeniedException: The caller isn't the emulator's root.
            UnknownOperationException: There is no such path.
            ValidationException: The body isn't what the path takes.
        """
        if not caller.is_root:
            raise AccessDeniedException(f"{caller.arn} may not control the stand-in")
        action = self._actions.get((method, path.removeprefix(PREFIX)))
        if action is None:
            raise UnknownOperationException(f"The stand-in has no {method} {path}")
        try:
            result = action(body, caller)
        except msgspec.MsgspecError as error:
            raise ValidationException(str(error)) from error
        return 200, {"Content-Type": "application/json"}, msgspec.json.encode(result)

    def _order(self, body: bytes, _: Caller) -> object:
        self._faults.order(msgspec.json.decode(body, type=list[Fault]))
        return {}

    def _clear(self, body: bytes, _: Caller) -> object:
        self._faults.clear(msgspec.json.decode(body or b"{}", type=Clear).name)
        return {}

    def _held(self, _body: bytes, _: Caller) -> object:
        return self._faults.held()

    def _ledger(self, _body: bytes, _: Caller) -> object:
        return ledger(self._store, self._clock)

    def _send(self, body: bytes, caller: Caller) -> object:
        order = msgspec.json.decode(body, type=Emit | Repeat)
        if isinstance(order, Repeat):
            self._events.again(self._store.job(caller.scope, order.job))
        else:
            entry = {
                "Source": order.source,
                "DetailType": order.detail_type,
                "Detail": json.dumps(order.detail),
                "Resources": order.resources,
            }
            self._events.send(caller.scope, entry)
        return {}

    def _scale(self, body: bytes, _: Caller) -> object:
        self._clock.seconds_per_minute = msgspec.json.decode(
            body, type=TimeScale
        ).seconds_per_minute
        return {}

    def _retire(self, body: bytes, _: Caller) -> object:
        order = msgspec.json.decode(body, type=EndOfLife)
        self._catalogue.retire(order.model_id, order.moment, order.lifecycle)
        return {}

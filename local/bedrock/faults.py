"""The faults a test can order, and the book that says which one is due.

A fault is used `times` times, then it is gone. `name` limits it to jobs, models, deployments and
throughputs whose name contains it. What no order mentions works.
"""

import threading
from collections.abc import Sequence
from typing import Literal, TypeVar

import msgspec

from local.bedrock.things import Phase


class _Fault(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag=True):
    times: int = 1
    name: str = ""


class _CallFault(_Fault, frozen=True, kw_only=True):
    operation: str
    """Such as `CreateModelCustomizationJob`."""


class Throttle(_CallFault, frozen=True, kw_only=True):
    """The call is answered with a ThrottlingException, and nothing is done."""


class ServerError(_CallFault, frozen=True, kw_only=True):
    """The call is answered with an InternalServerException, and nothing is done."""


class AccessDenied(_CallFault, frozen=True, kw_only=True):
    """The call is answered with an AccessDeniedException, and nothing is done."""


class Quota(_CallFault, frozen=True, kw_only=True):
    """The call is answered with a ServiceQuotaExceededException, and nothing is done."""


class Conflict(_CallFault, frozen=True, kw_only=True):
    """The call is answered with a ConflictException, and nothing is done."""


class LoseResponse(_CallFault, frozen=True, kw_only=True):
    """The work is done, but the caller sees an InternalServerException."""


class Stall(_CallFault, frozen=True, kw_only=True):
    """The answer takes real seconds longer, before the work or after it."""

    seconds: float
    moment: Literal["before", "after"] = "before"


class HoldCall(_CallFault, frozen=True, kw_only=True):
    """The work isn't begun until the faults, or those of its name, are cleared.

    An SDK gives up on an answer and asks again: order as many `times` as that may be.
    """


class UnknownStatus(_Fault, frozen=True, kw_only=True):
    """Get and List tell a status that no SDK knows yet."""

    word: str = "Paused"


class FailJob(_Fault, frozen=True, kw_only=True):
    """The job fails as a phase begins."""

    message: str = "Encountered an unexpected error when processing the request, please try again"
    phase: Phase = Phase.TRAINING


class StallJob(_Fault, frozen=True, kw_only=True):
    """A phase takes real seconds longer."""

    seconds: float
    phase: Phase = Phase.TRAINING


class HoldJob(_Fault, frozen=True, kw_only=True):
    """The job stays in a phase until it is stopped, or its name's faults or all are cleared."""

    phase: Phase = Phase.TRAINING


class NoTraining(_Fault, frozen=True, kw_only=True):
    """The job completes, but no step of it changes the model: what comes of it is its base."""


class FailDeployment(_Fault, frozen=True, kw_only=True):
    """A deployment or throughput created from now on ends Failed instead of serving."""

    message: str = "The model could not be deployed because of an internal error"


class HoldDeployment(_Fault, frozen=True, kw_only=True):
    """A deployment or throughput created from now on stays Creating until faults are cleared."""


class FailUpdate(_Fault, frozen=True, kw_only=True):
    """An update begun from now on fails, and the model before stays."""

    message: str = "The model could not be updated because of an internal error"


class LoseEvent(_Fault, frozen=True, kw_only=True):
    """EventBridge never gets the event."""


class DoubleEvent(_Fault, frozen=True, kw_only=True):
    """EventBridge gets the event twice."""


class DelayEvent(_Fault, frozen=True, kw_only=True):
    """EventBridge gets the event real seconds later."""

    seconds: float


class EarlyEvent(_Fault, frozen=True, kw_only=True):
    """EventBridge gets the event real seconds before Get tells the new status."""

    seconds: float = 0.5


class ReorderEvents(_Fault, frozen=True, kw_only=True):
    """EventBridge gets the event after the job's next one."""


Fault = (
    Throttle
    | ServerError
    | AccessDenied
    | Quota
    | Conflict
    | LoseResponse
    | Stall
    | HoldCall
    | UnknownStatus
    | FailJob
    | StallJob
    | HoldJob
    | NoTraining
    | FailDeployment
    | HoldDeployment
    | FailUpdate
    | LoseEvent
    | DoubleEvent
    | DelayEvent
    | EarlyEvent
    | ReorderEvents
)
"""On the wire a JSON object whose `type` is the class name."""

F = TypeVar("F", bound=_Fault)


class FaultBook:
    """The orders that are still open. Any thread may use it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: list[_Fault] = []
        self._held: dict[str, threading.Event] = {}

    def order(self, faults: Sequence[Fault]) -> None:
        """Add orders; the first that fits a case is the one used."""
        with self._lock:
            self._open.extend(faults)

    def clear(self, name: str = "") -> None:
        """Forget the orders for a name, without one all, and release what they hold."""
        with self._lock:
            self._open = [fault for fault in self._open if name and fault.name != name]
            for held in [name] if name else list(self._held):
                self._held.pop(held, threading.Event()).set()

    def held(self) -> list[str]:
        """Return the names for which something is held; it may have ended otherwise since."""
        with self._lock:
            return list(self._held)

    def take(self, kind: type[F], names: Sequence[str], **attributes: object) -> F | None:
        """Return the fault due for a case, using it once, or None.

        Args:
            kind: The class of fault that could happen here.
            names: What the thing concerned is called.
            attributes: What else the fault must say, such as `operation` or `phase`.
        """
        with self._lock:
            return self._due(kind, names, attributes)

    def hold(
        self, kind: type[_Fault], names: Sequence[str], **attributes: object
    ) -> threading.Event | None:
        """Take a fault that holds something; return what ends that, or None without a fault."""
        with self._lock:
            fault = self._due(kind, names, attributes)
            return self._held.setdefault(fault.name, threading.Event()) if fault else None

    def _due(self, kind: type[F], names: Sequence[str], attributes: dict[str, object]) -> F | None:
        for index, fault in enumerate(self._open):
            if isinstance(fault, kind) and _fits(fault, names, attributes):
                self._open[index : index + 1] = _left(fault)
                return fault
        return None


def _fits(fault: _Fault, names: Sequence[str], attributes: dict[str, object]) -> bool:
    named = not fault.name or any(fault.name in name for name in names)
    return named and all(getattr(fault, key) == value for key, value in attributes.items())


def _left(fault: _Fault) -> list[_Fault]:
    return [msgspec.structs.replace(fault, times=fault.times - 1)] if fault.times > 1 else []

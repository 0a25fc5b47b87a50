"""One fault at one side effect of a play; everything else works."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from tests.faults import kinds
from tests.faults.effects import Doing, Effect, Record, action_of, changes
from tests.faults.fault import Fault
from tests.faults.functions import EXITED, TIMED_OUT, KilledError
from tests.faults.services import Request, Response

if TYPE_CHECKING:
    from tests.faults.timeline import Timeline

T = TypeVar("T")

LATE = 0.8
"""How much of its time a function has spent when its call arrives after an abort."""
UNCOUNTED = ("cloudwatch",)
"""Figures: nothing lives or bills because of them."""


class Order(NamedTuple):
    """What is to go wrong, and where."""

    effect: Effect
    fault: Fault


@dataclass
class Open:
    """An order, and what became of it."""

    order: Order
    happened: bool = False
    mended: bool = False
    """Whether an operator gave back the right that was denied."""
    denied: str = ""
    """The function, or for want of one the state, whose right was taken away."""

    def due(self, effect: Effect, rights: str) -> Fault | None:
        """Return what goes wrong at a side effect, if this order says so."""
        if self.order.effect == effect:
            self.happened, self.denied = True, rights
            return None if self.mended else self.order.fault
        lasts = self.happened and self.order.fault is Fault.DENIED and not self.mended
        same = (self.order.effect.action, self.denied) == (effect.action, rights)
        return Fault.DENIED if lasts and same else None


class StepError(Exception):
    """A machine's own call failed."""

    def __init__(self, error: str) -> None:
        self.error = error
        super().__init__(error)


@dataclass
class Injection:
    """Stands between all callers and all services."""

    timeline: Timeline
    abort: Callable[[str], object]
    """Stops an execution."""
    wait: Callable[[float], object]
    """Lets a function's time pass."""
    forget_status: Callable[[Request], object] = lambda _: None
    """Gives what a request is about a status that nobody knows."""
    orders: list[Open] = field(default_factory=list)
    choose: Callable[[Effect, Doing], Fault | None] | None = None
    """Decides in the place of orders."""
    record: Record = field(default_factory=Record)

    def begin_call(self) -> None:
        """Note that a function begins a call, of which attempts follow."""
        doing = self.timeline.context
        if doing is not None:
            doing.calls += 1
            doing.effect = None

    def call(
        self, service: str, operation: str, request: Request, do: Callable[[], Response]
    ) -> Response:
        """Return the answer to one attempt of a function's call."""
        doing: Doing | None = self.timeline.context
        if doing is None or not changes(operation) or service in UNCOUNTED:
            return do()
        first = doing.effect is None
        if doing.effect is None:
            action = action_of(service, operation, request)
            doing.effect = self.record.add(doing.origin, action)
            doing.fault = self.due(doing.effect, doing)
        if doing.fault is None:
            return do()
        return self._suffer(doing.fault, doing, doing.effect, request, do, first=first)

    def step(self, action: str, do: Callable[[], T]) -> T:
        """Return the answer to a machine's own call.

        Raises:
            StepError: it failed by order.
        """
        doing: Doing = self.timeline.context
        effect = self.record.add(doing.origin, action)
        fault = self.due(effect, doing)
        if fault is None:
            return do()
        if fault is Fault.ABORT:
            self.abort(str(doing.execution_arn))
            return do()
        if fault is Fault.TIME_OUT:
            self.timeline.sleep(doing.timeout_seconds)
            raise StepError("States.Timeout")
        if fault is Fault.LOST or (fault is Fault.CONFLICT and self._is_there(effect)):
            do()
        raise StepError(kinds.error(effect, fault)[1])

    def deliver(self, do: Callable[[], object]) -> None:
        """Deliver an event, or lose it by order."""
        doing: Doing = self.timeline.context
        effect = self.record.add(doing.origin, "events Deliver")
        if self.due(effect, doing) is None:
            do()

    def due(self, effect: Effect, doing: Doing) -> Fault | None:
        """Return what goes wrong at a side effect."""
        if self.choose is not None:
            return self.choose(effect, doing)
        rights = doing.function.name if doing.function else doing.origin
        found = [order.due(effect, rights) for order in self.orders]
        return next((fault for fault in found if fault is not None), None)

    def mend(self) -> None:
        """Give back every right that was denied."""
        for order in self.orders:
            order.mended = True

    def _suffer(
        self,
        fault: Fault,
        doing: Doing,
        effect: Effect,
        request: Request,
        do: Callable[[], Response],
        *,
        first: bool,
    ) -> Response:
        if fault is Fault.TIME_OUT:
            self.wait(doing.timeout_seconds)
            raise KilledError(TIMED_OUT)
        if fault is Fault.ABORT:
            if first:
                self.abort(str(doing.execution_arn))
                self.wait(LATE * doing.timeout_seconds)
            return do()
        if fault in {Fault.CRASH, Fault.LOST, Fault.UNKNOWN}:
            answer = do()
            if fault is Fault.CRASH:
                raise KilledError(EXITED)
            if fault is Fault.UNKNOWN:
                self.forget_status(request)
                return answer
        if fault is Fault.CONFLICT and self._is_there(effect) and first:
            do()
        return kinds.response(effect, fault)

    @staticmethod
    def _is_there(effect: Effect) -> bool:
        return effect.operation in kinds.DONE_BY_ANOTHER

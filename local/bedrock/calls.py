"""How a call goes, with whatever a test ordered for it."""

import asyncio
from collections.abc import Callable, Sequence

from local.bedrock.clock import HOLD_POLL_SECONDS
from local.bedrock.errors import (
    AccessDeniedException,
    ConflictException,
    InternalServerException,
    ServiceError,
    ServiceQuotaExceededException,
    ThrottlingException,
)
from local.bedrock.faults import (
    AccessDenied,
    Conflict,
    FaultBook,
    HoldCall,
    LoseResponse,
    Quota,
    ServerError,
    Stall,
    Throttle,
)
from local.bedrock.wire import Response

_REFUSALS: Sequence[
    tuple[type[Throttle | ServerError | AccessDenied | Quota | Conflict], type[ServiceError], str]
] = (
    (Throttle, ThrottlingException, "Too many requests, please wait before trying again."),
    (ServerError, InternalServerException, "An internal server error occurred."),
    (AccessDenied, AccessDeniedException, "The caller is not authorized to perform: bedrock:{}"),
    (Quota, ServiceQuotaExceededException, "The account has reached a quota of {}."),
    (Conflict, ConflictException, "The resource is in a state that forbids {}."),
)


class Calls:
    """Does the work of calls, or fails as ordered."""

    def __init__(self, faults: FaultBook) -> None:
        self._faults = faults

    async def answer(
        self, operation: str, names: Sequence[str], work: Callable[[], Response]
    ) -> Response:
        """Return what a call's work comes to, unless a fault says otherwise.

        Args:
            operation: What the service model calls it.
            names: What the things concerned are called.
            work: Does it and renders the answer.

        Raises:
            ServiceError: A fault, or the work itself.
        """
        await self._stall("before", operation, names)
        await self._hold(operation, names)
        for fault, error, message in _REFUSALS:
            if self._faults.take(fault, names, operation=operation):
                raise error(message.format(operation))
        response = work()
        await self._stall("after", operation, names)
        if self._faults.take(LoseResponse, names, operation=operation):
            raise InternalServerException("The response was lost.")
        return response

    async def _hold(self, operation: str, names: Sequence[str]) -> None:
        released = self._faults.hold(HoldCall, names, operation=operation)
        while released and not released.is_set():
            await asyncio.sleep(HOLD_POLL_SECONDS)

    async def _stall(self, moment: str, operation: str, names: Sequence[str]) -> None:
        fault = self._faults.take(Stall, names, operation=operation, moment=moment)
        if fault:
            await asyncio.sleep(fault.seconds)

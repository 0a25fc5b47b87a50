"""Asking a model again: which errors that helps with, how long to wait, and when to leave off."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from botocore.exceptions import ClientError, HTTPClientError, IncompleteReadError

BUSY = frozenset({"ModelNotReadyException", "ServiceUnavailableException", "ThrottlingException"})
"""Asking later helps."""
ACCIDENTS = frozenset({"InternalServerException", "ModelErrorException", "ModelTimeoutException"})
"""Asking again may help; a question that does this every time is to blame itself."""
ATTEMPTS = 3
"""At a question that goes wrong; one that finds the model busy may be asked as often as there is
time. Of a model that never comes back no more tries fit into one call, and the next call would
count anew, without an end: each try may be paid for."""
FIRST_WAIT_SECONDS = 1.0
LONGEST_WAIT_SECONDS = 30.0

T = TypeVar("T")


class BusyError(Exception):
    """The model takes no question now."""


class AccidentError(Exception):
    """Something went wrong on the way; the message is the error's code."""


@contextmanager
def judged() -> Iterator[None]:
    """Turn errors after which a model can be asked again into those two; others pass.

    Errors are told by their code alone: their words may quote the question.
    """
    try:
        yield
    except (HTTPClientError, IncompleteReadError) as error:
        raise AccidentError(type(error).__name__) from None
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code in BUSY:
            raise BusyError from None
        if code in ACCIDENTS:
            raise AccidentError(code) from None
        raise


@dataclass(kw_only=True)
class Patience:
    """Asks again with growing, random waits, until its time is over. Threads may share it.

    Random, so that workers that found the model busy together don't come back together.
    https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
    """

    seconds: float
    """How long it may go on, from now."""
    unfinished: type[Exception]
    """What it ends with when its time is over."""
    clock: Callable[[], float]
    sleep: Callable[[float], None]
    drawn: Callable[[], float]
    """From 0 to 1."""

    def __post_init__(self) -> None:
        """Begin."""
        self._until = self.clock() + self.seconds

    def attempt(self, ask: Callable[[], T]) -> T:
        """Return what comes of asking.

        Raises:
            AccidentError: so many attempts ended with it.
            Exception: the time is over, as `unfinished` says.
        """
        waits = accidents = 0
        while True:
            self._check_time(0)
            try:
                return ask()
            except AccidentError:
                accidents += 1
                if accidents == ATTEMPTS:
                    raise
            except BusyError:
                pass
            longest = min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2**waits)
            self.pause(longest * self.drawn())
            waits += 1

    def pause(self, seconds: float) -> None:
        """Wait, unless that would last beyond the time."""
        self._check_time(seconds)
        self.sleep(seconds)

    def _check_time(self, seconds: float) -> None:
        if self.clock() + seconds >= self._until:
            raise self.unfinished("the time of this call is over")

"""A thread that runs only while it is its turn."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, Protocol

Work = Callable[..., object]


class ClosedError(BaseException):
    """Time is over: a thread that still waits ends. No handler may catch it."""


class Turns(Protocol):
    """Who decides whose turn it is."""

    closed: bool

    def turn_over(self) -> None:
        """Take the turn back."""


class Strand:
    """A thread that runs only while it is its turn."""

    def __init__(self, turns: Turns, work: Work, arguments: tuple[object, ...]) -> None:
        self.context: Any = None
        """What the strand does just now, for whoever wants to know; set by `functions`."""
        self.waits = 0
        """Counts the waits, so that a timer of an earlier one wakes nobody."""
        self.error: BaseException | None = None
        self.ended = False
        self._turns = turns
        self._work = work
        self._arguments = arguments
        self._turn = threading.Semaphore(0)
        threading.Thread(target=self._run, daemon=True).start()

    def resume(self) -> None:
        """Let it go on until it waits again; called by the timeline."""
        self._turn.release()

    def pause(self) -> None:
        """Give the turn back and wait for the next one; called by the strand itself."""
        self.waits += 1
        self._turns.turn_over()
        self._turn.acquire()
        if self._turns.closed:
            raise ClosedError

    def _run(self) -> None:
        self._turn.acquire()
        try:
            if not self._turns.closed:
                self._work(*self._arguments)
        except ClosedError:
            pass
        except BaseException as error:
            self.error = error
        self.ended = True
        self._turns.turn_over()

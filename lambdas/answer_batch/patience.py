"""How long to go on, and how long to wait before asking again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lambdas.answer_batch.ask import AccidentError, BusyError
from lambdas.contract.errors import StillAnsweringError
from lambdas.contract.evaluation_steps import Answer, Question

ATTEMPTS = 4
"""At a question that goes wrong; one that finds the model busy may be asked as often as there is
time."""
FIRST_WAIT_SECONDS = 1.0
LONGEST_WAIT_SECONDS = 30.0


@dataclass(kw_only=True)
class Patience:
    """Asks again with growing, random waits, until its time is over.

    Random, so that workers that found the model busy together don't come back together.
    https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
    """

    seconds: float
    """How long it may go on, from now."""
    clock: Callable[[], float]
    sleep: Callable[[float], None]
    drawn: Callable[[], float]
    """From 0 to 1."""

    def __post_init__(self) -> None:
        """Begin."""
        self._until = self.clock() + self.seconds

    def answer(self, ask: Callable[[Question], Answer], question: Question) -> Answer:
        """Return the answer, or the error that so many attempts ended with.

        Raises:
            StillAnsweringError: the time is over.
        """
        waits = accidents = 0
        while True:
            self._check_time(0)
            try:
                return ask(question)
            except AccidentError as error:
                accidents += 1
                if accidents == ATTEMPTS:
                    return Answer(id=question.id, error=str(error))
            except BusyError:
                pass
            self._wait(waits)
            waits += 1

    def _wait(self, waits: int) -> None:
        longest = min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2**waits)
        seconds = longest * self.drawn()
        self._check_time(seconds)
        self.sleep(seconds)

    def _check_time(self, seconds: float) -> None:
        if self.clock() + seconds >= self._until:
            raise StillAnsweringError("the time of this call is over")

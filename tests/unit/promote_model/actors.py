"""Executions side by side: each goes on by one call to AWS, when a test says so."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from lambdas.contract.aliases import AliasOrder
from lambdas.promote_model.handler import carry_out
from tests.unit.promote_model.world import MOST_LOOKS, NOT_YET, World

FOR_EVER = 10_000
PATIENCE_SECONDS = 20


class Paced:
    """A client that waits for its turn before every call."""

    def __init__(self, client: Any, wait: Callable[[], None]) -> None:
        self._client = client
        self._wait = wait

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._client, name)

        def paced(*arguments: Any, **asked: Any) -> Any:
            self._wait()
            return call(*arguments, **asked)

        return paced


class Actor:
    """One execution that calls the function until it answers, or gives up for good."""

    def __init__(self, world: World, order: AliasOrder, looks: int = MOST_LOOKS) -> None:
        self.error: BaseException | None = None
        self.finished = False
        self._world = world
        self._order = order
        self._looks = looks
        self._turn = threading.Semaphore(0)
        self._back = threading.Semaphore(0)
        threading.Thread(target=self._act, daemon=True).start()

    def go(self, steps: int = FOR_EVER) -> None:
        """Go on by so many calls."""
        for _ in range(steps):
            if self.finished:
                return
            self._turn.release()
            assert self._back.acquire(timeout=PATIENCE_SECONDS)

    def _act(self) -> None:
        self._turn.acquire()
        try:
            self._perform()
        except BaseException as error:
            self.error = error
        self.finished = True
        self._back.release()

    def _perform(self) -> None:
        for _ in range(self._looks):
            try:
                carry_out(self._world.work(self._order, self._paced))
            except NOT_YET:
                self._world.get_on()
            else:
                self._world.end(self._order)
                return

    def _paced(self, client: Any) -> Any:
        return Paced(client, self._wait)

    def _wait(self) -> None:
        self._back.release()
        self._turn.acquire()

"""What all stand-ins share: requests are checked, calls are kept, answers refused or lost."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from tests.fakes.requests import check_request, service_error

Json = dict[str, Any]


class Calls:
    """The calls of one service; a test decides which of them go wrong, and how."""

    service: str

    def __init__(self) -> None:
        self.calls: list[str] = []
        """Every operation that was asked for, in order."""
        self.now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)
        self.on_call: Callable[[str], object] = bool
        """Called with each operation before it is done, so that a test can come in between."""
        self.lost: BaseException | None = None
        """Raised once, when the next thing has been made, in the place of the answer."""
        self._refusals: dict[str, list[Exception]] = defaultdict(list)
        self._losses: dict[str, BaseException] = {}

    def refuse(self, operation: str, code: str, message: str = "") -> None:
        """Refuse the next call of an operation."""
        self._refusals[operation].append(service_error(code, message))

    def lose(self, operation: str, accident: BaseException) -> None:
        """Do what the next call of an operation asks for, and lose the answer."""
        self._losses[operation] = accident

    def _begin(self, operation: str, asked: Json) -> None:
        check_request(self.service, operation, asked)
        self.calls.append(operation)
        self.on_call(operation)
        if self._refusals[operation]:
            raise self._refusals[operation].pop(0)

    def _end(self, operation: str) -> None:
        """Lose the answer, if a test wants it so; what was asked for is done by now."""
        lost = self._losses.pop(operation, None)
        if lost is None and operation.startswith("Create"):
            lost, self.lost = self.lost, None
        if lost is not None:
            raise lost


class Pages:
    """What pages through a listing."""

    def __init__(self, pages: Callable[[Json], Iterator[Json]]) -> None:
        self._pages = pages

    def paginate(self, **asked: Any) -> Iterator[Json]:
        """Yield the pages of a listing, as boto3's paginators do."""
        return self._pages(asked)

"""Sorting and paging of lists."""

import base64
import binascii
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from local.bedrock.errors import ValidationException

PAGE = 10
"""Results a page when the caller doesn't say: few, so that whoever reads one page only is found."""


class _Listed(Protocol):
    @property
    def arn(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def created(self) -> datetime: ...


T = TypeVar("T", bound=_Listed)


class Page(NamedTuple, Generic[T]):
    """Some results, and the token for more."""

    items: list[T]
    next_token: str | None


def page(everything: Iterable[T], params: Mapping[str, Any]) -> Page[T]:
    """Return the page that a List request asks for, the newest results first by default.

    Args:
        everything: All that there is, the oldest first.
        params: The request; of it the filters on name and creation time count, and the
            order, page size and token.

    Raises:
        ValidationException: The token is none of ours.
    """
    descending = params.get("sortOrder", "Descending") == "Descending"
    results = [item for item in everything if _wanted(item, params)]
    results.sort(key=_place, reverse=descending)
    if "nextToken" in params:
        last = _read(params["nextToken"])
        # By place, not by item: the last one may have left the list since.
        results = [item for item in results if _follows(_place(item), last, descending)]
    size = params.get("maxResults", PAGE)
    more = len(results) > size
    return Page(results[:size], _token(results[size - 1]) if more else None)


def _wanted(item: _Listed, params: Mapping[str, Any]) -> bool:
    after, before = params.get("creationTimeAfter"), params.get("creationTimeBefore")
    return (
        params.get("nameContains", "") in item.name
        and (after is None or item.created > after)
        and (before is None or item.created < before)
    )


def _follows(place: tuple[str, str], last: tuple[str, str], descending: bool) -> bool:
    return place < last if descending else place > last


def _place(item: _Listed) -> tuple[str, str]:
    return item.created.isoformat(timespec="microseconds"), item.arn


def _token(item: _Listed) -> str:
    return base64.urlsafe_b64encode("|".join(_place(item)).encode()).decode()


def _read(token: str) -> tuple[str, str]:
    try:
        created, _, arn = base64.urlsafe_b64decode(token.encode()).decode().partition("|")
        datetime.fromisoformat(created)
    except (binascii.Error, ValueError) as error:
        raise ValidationException(
            f"Value '{token}' at 'nextToken' is not a token of this list"
        ) from error
    return created, arn

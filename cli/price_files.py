"""Price files: kept by their day in the artifacts bucket, and compared with one another."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import msgspec
from botocore.exceptions import ClientError

from cli.fetch_prices import figures
from cli.service_errors import code_of
from lambdas.common.storage import Bucket
from lambdas.contract.places import CURRENT_PRICES_KEY, PRICES_PREFIX
from lambdas.contract.price_file import PriceFile

JSON = "application/json"
_MISSING = frozenset({"NoSuchKey", "404"})
_TAKEN = frozenset({"PreconditionFailed", "412"})


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A price that is another than in the file before; None is unknown."""

    model: str
    price: str
    before: float | None
    after: float | None


def current(bucket: Bucket) -> PriceFile | None:
    """Return the file that runs read; None if there is none, or none that can be read."""
    try:
        return decoded(bucket.read(CURRENT_PRICES_KEY))
    except ClientError as error:
        if code_of(error) not in _MISSING:
            raise
        return None


def keep(bucket: Bucket, file: PriceFile) -> list[str]:
    """Write the day's file and then the current one; return where they are."""
    body = encoded(file)
    dated = next(key for key in _keys(file.as_of) if _is_kept(bucket, key, body))
    bucket.write(CURRENT_PRICES_KEY, body, JSON)
    return [bucket.uri(dated), bucket.uri(CURRENT_PRICES_KEY)]


def decoded(text: bytes) -> PriceFile | None:
    """Return a price file; one that can't be read is replaced like any other."""
    try:
        return msgspec.json.decode(text, type=PriceFile)
    except msgspec.MsgspecError:
        return None


def encoded(file: PriceFile) -> bytes:
    """Return a price file as text that people can read."""
    return msgspec.json.format(msgspec.json.encode(file), indent=1) + b"\n"


def changes(before: PriceFile | None, after: PriceFile) -> list[Change]:
    """Return every price that differs."""
    old, new = figures(before), figures(after)
    return [
        Change(model=key[0], price=key[1], before=old.get(key), after=new.get(key))
        for key in sorted(old | new)
        if old.get(key) != new.get(key)
    ]


def _keys(day: str) -> Iterator[str]:
    """Yield the names that a day's files have, one after the other."""
    yield f"{PRICES_PREFIX}{day}.json"
    yield from (f"{PRICES_PREFIX}{day}-{number}.json" for number in count(2))


def _is_kept(bucket: Bucket, key: str, body: bytes) -> bool:
    """Write the file unless there is one; tell whether this content stands there now."""
    try:
        bucket.write_if(key, body, JSON, etag=None)
    except ClientError as error:
        if code_of(error) not in _TAKEN:
            raise
        return bucket.read(key) == body
    return True

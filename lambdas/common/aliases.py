"""Aliases of record: read with their ETag, written only over what was read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
from botocore.exceptions import ClientError

from lambdas.contract import places
from lambdas.contract.aliases import AliasRecord
from lambdas.contract.errors import AliasBusyError

if TYPE_CHECKING:
    from lambdas.common.storage import Bucket

MISSING = "NoSuchKey"
OVERTAKEN = {"PreconditionFailed", "ConditionalRequestConflict", MISSING}
"""How S3 says that somebody else wrote meanwhile.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html"""


@dataclass(frozen=True)
class Stored:
    """A record as it was read; both None when the alias never had one."""

    record: AliasRecord | None = None
    etag: str | None = None


def read(bucket: Bucket, team: str, alias: str) -> Stored:
    """Return the alias of record."""
    try:
        body, etag = bucket.read_tagged(places.alias_key(team, alias))
    except ClientError as error:
        if error.response["Error"]["Code"] == MISSING:
            return Stored()
        raise
    return Stored(msgspec.json.decode(body, type=AliasRecord), etag)


def write(bucket: Bucket, record: AliasRecord, etag: str | None) -> Stored:
    """Write the alias of record over the version with this ETag; None: there was none.

    Raises:
        AliasBusyError: somebody else wrote it meanwhile.
    """
    key = places.alias_key(record.team, record.alias)
    body = msgspec.json.encode(record)
    try:
        return Stored(record, bucket.write_if(key, body, "application/json", etag))
    except ClientError as error:
        if error.response["Error"]["Code"] in OVERTAKEN:
            raise AliasBusyError(
                f"alias {record.team}/{record.alias} was changed by somebody else just now"
            ) from error
        raise


def of_team(bucket: Bucket, team: str) -> Iterator[AliasRecord]:
    """Yield the aliases of a team, by name."""
    return _below(bucket, places.aliases_prefix(team))


def of_all(bucket: Bucket) -> Iterator[AliasRecord]:
    """Yield the aliases of every team."""
    return _below(bucket, places.ALIASES_PREFIX)


def _below(bucket: Bucket, prefix: str) -> Iterator[AliasRecord]:
    for key in bucket.keys(prefix):
        yield msgspec.json.decode(bucket.read(key), type=AliasRecord)

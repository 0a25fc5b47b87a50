"""The aliases of record, read from the artifacts bucket."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec
from botocore.exceptions import ClientError

from cli.errors import ServiceError
from cli.service_errors import code_of
from lambdas.contract.aliases import AliasRecord
from lambdas.contract.places import alias_key, aliases_prefix

if TYPE_CHECKING:
    from cli.deployment import Site

_MISSING = frozenset({"NoSuchKey", "404"})


def of_team(site: Site, team: str) -> list[AliasRecord]:
    """Return every alias that ever led to a model of the team, by name."""
    records = [_read(site, key) for key in _keys(site, aliases_prefix(team))]
    # Between the listing and the reading one can go.
    return [record for record in records if record is not None]


def find(site: Site, team: str, alias: str) -> AliasRecord | None:
    """Return one alias of record, None if it never led to a model."""
    return _read(site, alias_key(team, alias))


def _keys(site: Site, prefix: str) -> Iterator[str]:
    pages = site.aws.s3.get_paginator("list_objects_v2").paginate(
        Bucket=site.deployment.artifacts_bucket,
        Prefix=prefix,
        ExpectedBucketOwner=site.deployment.account,
    )
    for page in pages:
        for item in page.get("Contents", []):
            yield item["Key"]


def _read(site: Site, key: str) -> AliasRecord | None:
    try:
        answer = site.aws.s3.get_object(
            Bucket=site.deployment.artifacts_bucket,
            Key=key,
            ExpectedBucketOwner=site.deployment.account,
        )
    except ClientError as error:
        if code_of(error) not in _MISSING:
            raise
        return None
    try:
        return msgspec.json.decode(answer["Body"].read(), type=AliasRecord)
    except msgspec.MsgspecError as error:
        raise ServiceError(f"the alias at {key} can't be read by this version: {error}") from error

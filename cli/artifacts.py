"""What runs leave in the artifacts bucket."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_s3.type_defs import ObjectTypeDef

    from cli.deployment import Site


def objects(site: Site, prefix: str) -> Iterator[ObjectTypeDef]:
    """Yield what lies below a prefix."""
    pages = site.aws.s3.get_paginator("list_objects_v2").paginate(
        Bucket=site.deployment.artifacts_bucket,
        Prefix=prefix,
        ExpectedBucketOwner=site.deployment.account,
    )
    for page in pages:
        yield from page.get("Contents", [])


def read(site: Site, key: str) -> bytes:
    """Return an object's content."""
    answer = site.aws.s3.get_object(
        Bucket=site.deployment.artifacts_bucket,
        Key=key,
        ExpectedBucketOwner=site.deployment.account,
    )
    return answer["Body"].read()

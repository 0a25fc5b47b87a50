"""S3 in memory: the few calls of `lambdas.common.storage.Bucket`, with versions and owners."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING, Any, cast

from botocore.exceptions import ClientError
from botocore.response import StreamingBody

from lambdas.common.storage import Bucket

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

OWNER = "111122223333"


class FakeS3:
    """Keeps every version of every object; all buckets exist and belong to `OWNER`."""

    def __init__(self) -> None:
        self.versions: dict[tuple[str, str], dict[str, bytes]] = {}
        self.written: list[str] = []
        """The address of every object written by put or copy, in order."""

    def bucket(self, name: str) -> Bucket:
        """Return a bucket as handlers see it."""
        return Bucket(cast("S3Client", self), name, OWNER)

    def put(self, bucket: str, key: str, body: bytes) -> str:
        """Write an object as if somebody else did and return its version."""
        versions = self.versions.setdefault((bucket, key), {})
        version_id = f"v{len(versions) + 1}"
        versions[version_id] = body
        return version_id

    def body(self, bucket: str, key: str) -> bytes:
        """Return an object's newest version."""
        return list(self.versions[bucket, key].values())[-1]

    def head_object(self, **asked: Any) -> dict[str, Any]:
        """Answer as S3 does: a missing object is a bare 404, for HEAD has no body."""
        versions = self._versions(asked, "404")
        return {"VersionId": list(versions)[-1], "ContentLength": len(list(versions.values())[-1])}

    def get_object(self, **asked: Any) -> dict[str, Any]:
        """Return one version, by default the newest."""
        body = self._one(asked)
        stream = StreamingBody(BytesIO(body), len(body))
        return {"Body": stream, "ContentLength": len(body), "ETag": etag(body)}

    def put_object(self, **asked: Any) -> dict[str, Any]:
        """Write a new version, if the condition holds."""
        self._check_owner(asked, "ExpectedBucketOwner")
        self._check_condition(asked)
        self.written.append(f"s3://{asked['Bucket']}/{asked['Key']}")
        given = asked["Body"]
        body = given if isinstance(given, bytes) else given.read()
        version_id = self.put(asked["Bucket"], asked["Key"], body)
        return {"VersionId": version_id, "ETag": etag(body)}

    def copy_object(self, **asked: Any) -> dict[str, Any]:
        """Write a version of one object as a new version of another."""
        self._check_owner(asked, "ExpectedSourceBucketOwner")
        return self.put_object(**asked, Body=self._one(asked["CopySource"]))

    def get_paginator(self, operation: str) -> FakeS3:
        """Return what pages through `list_objects_v2`, which is this."""
        if operation != "list_objects_v2":
            raise NotImplementedError(operation)
        return self

    def paginate(self, **asked: Any) -> Iterator[dict[str, Any]]:
        """Yield the keys below a prefix, one a page."""
        self._check_owner(asked, "ExpectedBucketOwner")
        for bucket, key in sorted(self.versions):
            if bucket == asked["Bucket"] and key.startswith(asked.get("Prefix", "")):
                yield {"Contents": [{"Key": key}]}

    def _versions(self, asked: dict[str, Any], missing: str) -> dict[str, bytes]:
        if "ExpectedBucketOwner" in asked:
            self._check_owner(asked, "ExpectedBucketOwner")
        versions = self.versions.get((asked["Bucket"], asked["Key"]))
        if versions is None:
            raise s3_error(missing)
        return versions

    def _one(self, asked: dict[str, Any]) -> bytes:
        versions = self._versions(asked, "NoSuchKey")
        version_id = asked.get("VersionId", list(versions)[-1])
        if version_id not in versions:
            raise s3_error("NoSuchVersion")
        return versions[version_id]

    def _check_condition(self, asked: dict[str, Any]) -> None:
        """Refuse what another version than the expected one stands in the way of.

        https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
        """
        place = asked["Bucket"], asked["Key"]
        if "IfNoneMatch" in asked and place in self.versions:
            raise s3_error("PreconditionFailed")
        if "IfMatch" in asked:
            if place not in self.versions:
                raise s3_error("NoSuchKey")
            if asked["IfMatch"] != etag(self.body(*place)):
                raise s3_error("PreconditionFailed")

    def _check_owner(self, asked: dict[str, Any], parameter: str) -> None:
        if asked[parameter] != OWNER:
            raise s3_error("AccessDenied")


def etag(body: bytes) -> str:
    """Return an ETag that is the content's alone: the same bytes have the same again."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def s3_error(code: str) -> ClientError:
    """Return the error S3 answers with."""
    return ClientError({"Error": {"Code": code, "Message": code}}, "S3")

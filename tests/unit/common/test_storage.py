"""Every call to S3 names the account that must own the bucket, and is one that S3 knows."""

from collections.abc import Callable
from inspect import getmembers, isfunction
from typing import TYPE_CHECKING, Any, cast

import pytest
from botocore.exceptions import ClientError

from lambdas.common.storage import Bucket
from tests.fakes.requests import check_members, service_error
from tests.fakes.s3 import OWNER, FakeS3

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

KEY = "folder/object"
OPERATIONS = {
    "head_object": "HeadObject",
    "get_object": "GetObject",
    "put_object": "PutObject",
    "copy_object": "CopyObject",
    "paginate": "ListObjectsV2",
}
CALLS: dict[str, Callable[[Bucket], object]] = {
    "current_version": lambda bucket: bucket.current_version(KEY),
    "find": lambda bucket: bucket.find(KEY),
    "find_version": lambda bucket: bucket.find_version(KEY),
    "open": lambda bucket: bucket.open(KEY, "v1").read(),
    "stream": lambda bucket: bucket.stream(KEY).read(),
    "read": lambda bucket: bucket.read(KEY),
    "read_existing": lambda bucket: bucket.read_existing(KEY),
    "read_tagged": lambda bucket: bucket.read_tagged(KEY),
    "write": lambda bucket: bucket.write(KEY, b"new", "text/plain"),
    "write_once": lambda bucket: bucket.write_once("folder/third", b"new", "text/plain"),
    "write_if": lambda bucket: bucket.write_if("folder/other", b"new", "text/plain", None),
    "copy": lambda bucket: bucket.copy(KEY, "v1", "folder/copy"),
    "keys": lambda bucket: list(bucket.keys("folder/")),
}


class GuardedS3:
    """Refuses a call that does not say who must own each bucket it touches."""

    def __init__(self) -> None:
        self.s3 = FakeS3()
        self.s3.put("data", KEY, b"old")
        self.guarded: list[str] = []

    def bucket(self) -> Bucket:
        """Return a bucket as handlers see it."""
        return Bucket(cast("S3Client", self), "data", OWNER)

    def get_paginator(self, _operation: str) -> "GuardedS3":
        """Return what pages through objects, which is this."""
        return self

    def __getattr__(self, name: str) -> Callable[..., Any]:
        call, operation = getattr(self.s3, name), OPERATIONS[name]

        def guarded(**asked: Any) -> Any:
            owners = {asked.get("ExpectedBucketOwner")}
            sent = dict(asked)
            if "CopySource" in asked:
                owners.add(asked.get("ExpectedSourceBucketOwner"))
                sent["CopySource"] = str(asked["CopySource"])
            check_members("s3", operation, sent)
            if owners != {OWNER}:
                raise service_error("AccessDenied")
            self.guarded.append(operation)
            return call(**asked)

        return guarded


@pytest.mark.parametrize("name", CALLS)
def test_every_call_names_the_owner(name: str) -> None:
    s3 = GuardedS3()
    CALLS[name](s3.bucket())
    assert s3.guarded


def test_no_method_of_a_bucket_is_left_out() -> None:
    public = {name for name, _ in getmembers(Bucket, isfunction) if not name.startswith("_")}
    assert public - {"uri"} == set(CALLS)


def test_a_bucket_of_somebody_else_is_neither_read_nor_written() -> None:
    s3 = FakeS3()
    s3.put("data", KEY, b"old")
    theirs = Bucket(s3.bucket("data").client, "data", "999999999999")
    for call in CALLS.values():
        with pytest.raises(Exception, match="AccessDenied"):
            call(theirs)
    assert s3.written == []


def test_an_exact_version_is_read_and_copied() -> None:
    s3 = FakeS3()
    s3.put("data", KEY, b"first")
    s3.put("data", KEY, b"second")
    bucket = s3.bucket("data")
    assert (bucket.open(KEY, "v1").read(), bucket.read(KEY)) == (b"first", b"second")
    assert bucket.current_version(KEY) == "v2"
    bucket.copy(KEY, "v1", "copy")
    assert bucket.read("copy") == b"first"
    assert list(bucket.keys("folder/")) == [KEY]
    assert bucket.uri(KEY) == f"s3://data/{KEY}"


def test_what_somebody_changed_meanwhile_is_not_overwritten() -> None:
    s3 = FakeS3()
    bucket = s3.bucket("data")
    first = bucket.write_if(KEY, b"first", "text/plain", None)
    assert bucket.read_tagged(KEY) == (b"first", first)
    second = bucket.write_if(KEY, b"second", "text/plain", first)
    for stale in (first, None):
        with pytest.raises(ClientError, match="PreconditionFailed"):
            bucket.write_if(KEY, b"third", "text/plain", stale)
    assert bucket.read_tagged(KEY) == (b"second", second)


def test_what_may_be_missing_is_read_or_nothing() -> None:
    s3 = FakeS3()
    bucket = s3.bucket("data")
    assert bucket.read_existing(KEY) is None
    s3.put("data", KEY, b"there")
    assert bucket.read_existing(KEY) == b"there"


def test_what_somebody_deleted_meanwhile_is_not_written_again() -> None:
    with pytest.raises(ClientError, match="NoSuchKey"):
        FakeS3().bucket("data").write_if(KEY, b"new", "text/plain", '"etag"')

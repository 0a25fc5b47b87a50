"""S3 objects of one bucket. Every call names the account that must own the bucket."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from botocore.response import StreamingBody
    from mypy_boto3_s3 import S3Client

MISSING = frozenset({"404", "NoSuchKey", "NotFound"})
"""How S3 says that an object is not there.
https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html"""
EXISTS = "PreconditionFailed"
"""How S3 says that there is an object where none was expected.
https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html"""


class Pinned(NamedTuple):
    """One exact version of an object."""

    version_id: str
    size_bytes: int


@dataclass(frozen=True)
class Bucket:
    """A bucket seen with one client's rights.

    `owner` is the account id that each call expects to own the bucket, so that a bucket somebody
    else re-created under our name is never read or written.
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html
    """

    client: S3Client
    name: str
    owner: str

    def uri(self, key: str) -> str:
        """Return the s3:// address of a key."""
        return f"s3://{self.name}/{key}"

    def current_version(self, key: str) -> str:
        """Return the id of the object's newest version; our buckets keep versions."""
        head = self.client.head_object(Bucket=self.name, Key=key, ExpectedBucketOwner=self.owner)
        return head["VersionId"]

    def find(self, key: str) -> Pinned | None:
        """Return the object's newest version and its size; None if there is no such object."""
        try:
            head = self.client.head_object(
                Bucket=self.name, Key=key, ExpectedBucketOwner=self.owner
            )
        except ClientError as error:
            if error.response["Error"]["Code"] not in MISSING:
                raise
            return None
        return Pinned(head["VersionId"], head["ContentLength"])

    def find_version(self, key: str) -> str | None:
        """Return the id of the object's newest version; None if there is no such object."""
        found = self.find(key)
        return found.version_id if found else None

    def open(self, key: str, version_id: str) -> StreamingBody:
        """Return one exact version of an object as a stream."""
        answer = self.client.get_object(
            Bucket=self.name, Key=key, VersionId=version_id, ExpectedBucketOwner=self.owner
        )
        return answer["Body"]

    def stream(self, key: str) -> StreamingBody:
        """Return the newest version of an object as a stream."""
        answer = self.client.get_object(Bucket=self.name, Key=key, ExpectedBucketOwner=self.owner)
        return answer["Body"]

    def read(self, key: str) -> bytes:
        """Return a whole (small) object."""
        return self.stream(key).read()

    def read_existing(self, key: str) -> bytes | None:
        """Return a whole (small) object; None if there is no such object."""
        try:
            return self.read(key)
        except ClientError as error:
            if error.response["Error"]["Code"] not in MISSING:
                raise
            return None

    def read_tagged(self, key: str) -> tuple[bytes, str]:
        """Return a whole (small) object and the ETag by which `write_if` knows it again."""
        answer = self.client.get_object(Bucket=self.name, Key=key, ExpectedBucketOwner=self.owner)
        return answer["Body"].read(), answer["ETag"]

    def write_if(self, key: str, body: bytes, content_type: str, etag: str | None) -> str:
        """Write an object if it is still the one that was read; return its new ETag.

        Args:
            key: the object's key.
            body: what to write.
            content_type: what it is.
            etag: of what was read; None when there was no object. S3 refuses anything else.
                https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
        """
        condition: dict[str, Any] = {"IfMatch": etag} if etag else {"IfNoneMatch": "*"}
        answer = self.client.put_object(
            Bucket=self.name,
            Key=key,
            Body=body,
            ContentType=content_type,
            ExpectedBucketOwner=self.owner,
            **condition,
        )
        return answer["ETag"]

    def write_once(self, key: str, body: bytes | BinaryIO, content_type: str) -> bool:
        """Write an object unless there is one, and tell whether it was written."""
        try:
            self.client.put_object(
                Bucket=self.name,
                Key=key,
                Body=body,
                ContentType=content_type,
                IfNoneMatch="*",
                ExpectedBucketOwner=self.owner,
            )
        except ClientError as error:
            if error.response["Error"]["Code"] != EXISTS:
                raise
            return False
        return True

    def write(self, key: str, body: bytes | BinaryIO, content_type: str) -> None:
        """Write an object; encryption is the bucket's default, which names the customer's key."""
        self.client.put_object(
            Bucket=self.name,
            Key=key,
            Body=body,
            ContentType=content_type,
            ExpectedBucketOwner=self.owner,
        )

    def copy(self, key: str, version_id: str, to: str) -> None:
        """Copy one exact version of an object to another key of the bucket."""
        self.client.copy_object(
            Bucket=self.name,
            Key=to,
            CopySource={"Bucket": self.name, "Key": key, "VersionId": version_id},
            # The source's tags stay behind: copying them would need rights on tags.
            TaggingDirective="REPLACE",
            ExpectedBucketOwner=self.owner,
            ExpectedSourceBucketOwner=self.owner,
        )

    def keys(self, prefix: str) -> Iterator[str]:
        """Yield every key below a prefix."""
        pages = self.client.get_paginator("list_objects_v2").paginate(
            Bucket=self.name, Prefix=prefix, ExpectedBucketOwner=self.owner
        )
        for page in pages:
            for item in page.get("Contents", []):
                yield item["Key"]

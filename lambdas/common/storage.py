"""S3 objects of one bucket. Every call names the account that must own the bucket."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from botocore.response import StreamingBody
    from mypy_boto3_s3 import S3Client


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

    def write(self, key: str, body: bytes, content_type: str) -> None:
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

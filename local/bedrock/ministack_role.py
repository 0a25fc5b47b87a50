"""A role that Bedrock has assumed: its S3 calls go over the network, so real policies decide."""

from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError
from ministack.services import kms, s3

from local.bedrock import permissions
from local.bedrock.ministack_principal import MiniStackPrincipal
from local.bedrock.things import Scope
from local.bedrock.world import MissingError, RefusedError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_CONFIG = Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 2})
_KEY_HEADER = "x-amz-server-side-encryption-aws-kms-key-id"
_DENIED = {"AccessDenied", "403"}


class MiniStackRole(MiniStackPrincipal):
    """The permissions and the S3 access of an assumed role. Not for the event-loop thread."""

    def __init__(
        self, access_key: str, secret_key: str, token: str, scope: Scope, endpoint_url: str
    ) -> None:
        super().__init__(access_key, scope)
        self._s3: S3Client = boto3.client(
            "s3",
            region_name=scope.region,
            endpoint_url=endpoint_url,
            aws_access_key_id=access_key,
            aws_secret_access_key=secret_key,
            aws_session_token=token,
            config=_CONFIG,
        )

    def check_listing(self, bucket: str, key: str) -> None:
        """Raise unless the role may list a prefix, and the bucket is in the job's Region."""
        arn = f"arn:aws:s3:::{bucket}"
        try:
            self._s3.list_objects_v2(Bucket=bucket, Prefix=key, MaxKeys=1)
        except ClientError as error:
            raise self._refusal(error, "s3:ListBucket", arn) from error
        region = s3._buckets[bucket].get("region") or self.scope.region
        if region != self.scope.region:
            raise MissingError(f"the bucket is in {region}, the job in {self.scope.region}")

    def read(self, bucket: str, key: str) -> bytes:
        """Return an object, if the role may also decrypt it."""
        arn = f"arn:aws:s3:::{bucket}/{key}"
        try:
            answer = self._s3.get_object(Bucket=bucket, Key=key)
        except ClientError as error:
            raise self._refusal(error, "s3:GetObject", arn) from error
        if key_id := answer.get("SSEKMSKeyId"):
            self._require_key("kms:Decrypt", key_id, arn, bucket)
        return answer["Body"].read()

    def write(self, bucket: str, key: str, body: bytes) -> None:
        """Write an object, if the role may also use the key of the bucket."""
        arn = f"arn:aws:s3:::{bucket}/{key}"
        if key_id := s3._bucket_default_sse_headers(bucket).get(_KEY_HEADER):
            self._require_key("kms:GenerateDataKey", key_id, arn, bucket)
        try:
            self._s3.put_object(Bucket=bucket, Key=key, Body=body)
        except ClientError as error:
            raise self._refusal(error, "s3:PutObject", arn) from error

    def _require_key(self, action: str, key_id: str, object_arn: str, bucket: str) -> None:
        found = kms._resolve_key(key_id)
        if not found or found["KeyState"] != "Enabled":
            raise MissingError(f"the key {key_id} of the bucket can't be used")
        # With a bucket key S3 names the bucket, not the object, in the encryption context.
        bucket_key = "<BucketKeyEnabled>true" in (s3._bucket_encryption.get(bucket) or "")
        encrypted = f"arn:aws:s3:::{bucket}" if bucket_key else object_arn
        self.require(permissions.of_s3_key(action, str(found["Arn"]), encrypted))

    def _refusal(self, error: ClientError, action: str, resource: str) -> Exception:
        if error.response["Error"]["Code"] in _DENIED:
            return RefusedError(self.arn, action, resource)
        return MissingError(str(error))

"""The buckets: what teams bring, what runs produce, and who accessed either."""

from aws_cdk import Duration, Environment, Fn, Stack
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from lambdas.contract import names, places
from stacks.constructs.private_bucket import AccessLogBucket, PrivateBucket
from stacks.settings import Settings


class StorageStack(Stack):
    """The data bucket, the artifacts bucket and the bucket of their access logs."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        settings: Settings,
        data_key: kms.IKey,
        env: Environment,
    ) -> None:
        super().__init__(scope, construct_id, env=env)
        access_logs = AccessLogBucket(self, "AccessLogBucket").bucket
        data = PrivateBucket(self, "DataBucket", key=data_key, access_logs=access_logs)
        artifacts = PrivateBucket(self, "ArtifactsBucket", key=data_key, access_logs=access_logs)
        artifacts.expire(places.CONTROL_PREFIX, Duration.days(30))
        artifacts.reserve(places.CONTROL_PREFIX, role_path=names.control_path(settings.environment))
        artifacts.reserve_writes(
            places.ALIASES_PREFIX, role_path=names.promotion_path(settings.environment)
        )
        self._data_name = self._export("DataBucketName", data.bucket)
        self._artifacts_name = self._export("ArtifactsBucketName", artifacts.bucket)

    def data(self, scope: Construct) -> s3.IBucket:
        """Return the data bucket as another stack sees it."""
        return s3.Bucket.from_bucket_name(scope, "DataBucket", self._data_name)

    def artifacts(self, scope: Construct) -> s3.IBucket:
        """Return the artifacts bucket as another stack sees it."""
        return s3.Bucket.from_bucket_name(scope, "ArtifactsBucket", self._artifacts_name)

    def _export(self, name: str, bucket: s3.IBucket) -> str:
        """Export a bucket's name under a name of ours, so that policies elsewhere stay readable."""
        export = f"{self.stack_name}-{name}"
        self.export_value(bucket.bucket_name, name=export)
        return Fn.import_value(export)

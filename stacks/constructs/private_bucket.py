"""Buckets that nobody outside the account reaches, and that keep what they hold."""

from collections.abc import Sequence

from aws_cdk import Aws, Duration, RemovalPolicy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

NONCURRENT_DAYS = 90
ACCESS_LOG_DAYS = 365
TLS_VERSION = 1.2
OBJECT_ACTIONS = [
    "s3:DeleteObject",
    "s3:DeleteObjectVersion",
    "s3:GetObject",
    "s3:GetObjectVersion",
    "s3:PutObject",
]
"""What touches data. Denials name these, never `s3:*`, which could lock out the owner."""
WRITE_ACTIONS = [action for action in OBJECT_ACTIONS if not action.startswith("s3:Get")]

KEY_HEADER = "s3:x-amz-server-side-encryption-aws-kms-key-id"


class PrivateBucket(Construct):
    """A versioned bucket under a customer's key: TLS only, no public access, access logged."""

    def __init__(
        self, scope: Construct, construct_id: str, *, key: kms.IKey, access_logs: s3.IBucket
    ) -> None:
        super().__init__(scope, construct_id)
        self.bucket = s3.Bucket(
            self,
            "Bucket",
            encryption=s3.BucketEncryption.KMS,
            # Imported by ARN, so that nothing adds to the key's policy from here.
            encryption_key=kms.Key.from_key_arn(self, "Key", key.key_arn),
            bucket_key_enabled=True,
            versioned=True,
            enforce_ssl=True,
            minimum_tls_version=TLS_VERSION,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            server_access_logs_bucket=access_logs,
            server_access_logs_prefix=f"{construct_id}/",
            removal_policy=RemovalPolicy.RETAIN,
            lifecycle_rules=[
                s3.LifecycleRule(
                    abort_incomplete_multipart_upload_after=Duration.days(7),
                    noncurrent_version_expiration=Duration.days(NONCURRENT_DAYS),
                )
            ],
        )
        self._deny_strangers()
        self._deny_other_keys(key)

    def expire(self, prefix: str, after: Duration) -> None:
        """Let objects below a prefix end by themselves."""
        self.bucket.add_lifecycle_rule(prefix=prefix, expiration=after)

    def reserve(self, prefix: str, *, role_path: str) -> None:
        """Keep a prefix for the roles below one IAM path; nobody else reads or writes it."""
        self._deny(
            "ReservedPrefix",
            [self.bucket.arn_for_objects(f"{prefix}*")],
            {"ArnNotLike": {"aws:PrincipalArn": _roles(role_path)}},
        )

    def reserve_writes(self, prefix: str, *, role_path: str) -> None:
        """Let only the roles below one IAM path change a prefix; reading it is for IAM to say."""
        self._deny(
            "ReservedWrites",
            [self.bucket.arn_for_objects(f"{prefix}*")],
            {"ArnNotLike": {"aws:PrincipalArn": _roles(role_path)}},
            actions=WRITE_ACTIONS,
        )

    def _deny_strangers(self) -> None:
        self._deny(
            "OtherAccounts",
            [self.bucket.arn_for_objects("*")],
            {
                "StringNotEquals": {"aws:PrincipalAccount": Aws.ACCOUNT_ID},
                "BoolIfExists": {"aws:PrincipalIsAWSService": "false"},
            },
        )

    def _deny_other_keys(self, key: kms.IKey) -> None:
        self.bucket.add_to_resource_policy(
            iam.PolicyStatement(
                sid="OtherKeys",
                effect=iam.Effect.DENY,
                principals=[iam.AnyPrincipal()],
                actions=["s3:PutObject"],
                resources=[self.bucket.arn_for_objects("*")],
                # Absent means the bucket's default, which is the right key. A negated condition
                # holds for an absent value, so that it is present must be said.
                conditions={
                    "Null": {KEY_HEADER: "false"},
                    "StringNotEquals": {KEY_HEADER: key.key_arn},
                },
            )
        )

    def _deny(
        self,
        sid: str,
        resources: list[str],
        conditions: dict[str, dict[str, str]],
        *,
        actions: Sequence[str] = OBJECT_ACTIONS,
    ) -> None:
        self.bucket.add_to_resource_policy(
            iam.PolicyStatement(
                sid=sid,
                effect=iam.Effect.DENY,
                principals=[iam.AnyPrincipal()],
                actions=list(actions),
                resources=resources,
                conditions=conditions,
            )
        )


class AccessLogBucket(Construct):
    """Where S3 writes who accessed the other buckets.

    Its encryption is S3's own: server access logs can't be delivered under a customer's key.
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
    """

    def __init__(self, scope: Construct, construct_id: str) -> None:
        super().__init__(scope, construct_id)
        self.bucket = s3.Bucket(
            self,
            "Bucket",
            encryption=s3.BucketEncryption.S3_MANAGED,
            versioned=True,
            enforce_ssl=True,
            minimum_tls_version=TLS_VERSION,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            removal_policy=RemovalPolicy.RETAIN,
            lifecycle_rules=[
                s3.LifecycleRule(
                    expiration=Duration.days(ACCESS_LOG_DAYS),
                    noncurrent_version_expiration=Duration.days(NONCURRENT_DAYS),
                )
            ],
        )


def _roles(path: str) -> str:
    return f"arn:{Aws.PARTITION}:iam::{Aws.ACCOUNT_ID}:role{path}*"

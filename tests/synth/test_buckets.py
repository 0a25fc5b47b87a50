"""The buckets: whose they are, who gets in, and what the control prefix keeps to itself."""

import pytest

from lambdas.contract import names, places
from tests.synth.assembly import Assembly
from tests.synth.statements import listed, resource_policy, roles, statements_of, table, text

BUCKET = "AWS::S3::Bucket"
POLICY = "AWS::S3::BucketPolicy"
CONTROL_PATH = names.control_path("embedded")
PROMOTION_PATH = names.promotion_path("embedded")


def of_every_bucket(name: str) -> str:
    """Return how every bucket's policy begins: encrypted connections only."""
    return table(
        f"""
        (no sid): deny s3:*
          to *
          on <{name}>
          on <{name}>/*
          if Bool aws:SecureTransport: false
        (no sid): deny s3:*
          to *
          on <{name}>
          on <{name}>/*
          if NumericLessThan s3:TlsVersion: 1.2
        """
    )


def of_every_private_bucket(name: str) -> str:
    """Return what keeps strangers and other keys out."""
    return table(
        f"""
        OtherAccounts: deny s3:DeleteObject s3:DeleteObjectVersion s3:GetObject s3:GetObjectVersion
              s3:PutObject
          to *
          on <{name}>/*
          if StringNotEquals aws:PrincipalAccount: <account>
          if BoolIfExists aws:PrincipalIsAWSService: false
        OtherKeys: deny s3:PutObject
          to *
          on <{name}>/*
          if Null s3:x-amz-server-side-encryption-aws-kms-key-id: false
          if StringNotEquals s3:x-amz-server-side-encryption-aws-kms-key-id: <DataKey>
        """
    )


RESERVED = table(
    """
    ReservedPrefix: deny s3:DeleteObject s3:DeleteObjectVersion s3:GetObject s3:GetObjectVersion
          s3:PutObject
      to *
      on <ArtifactsBucket>/control/*
      if ArnNotLike aws:PrincipalArn:
          arn:aws:iam::<account>:role/bedrock-customization/embedded/control/*
    """
)

RESERVED_WRITES = table(
    """
    ReservedWrites: deny s3:DeleteObject s3:DeleteObjectVersion s3:PutObject
      to *
      on <ArtifactsBucket>/aliases/*
      if ArnNotLike aws:PrincipalArn:
          arn:aws:iam::<account>:role/bedrock-customization/embedded/promotion/*
    """
)

ACCESS_LOGS = table(
    """
    (no sid): allow s3:PutObject
      to logging.s3.amazonaws.com
      on <AccessLogBucket>/DataBucket/*
      if ArnLike aws:SourceArn: <DataBucket>
      if StringEquals aws:SourceAccount: <account>
    (no sid): allow s3:PutObject
      to logging.s3.amazonaws.com
      on <AccessLogBucket>/ArtifactsBucket/*
      if ArnLike aws:SourceArn: <ArtifactsBucket>
      if StringEquals aws:SourceAccount: <account>
    """
)


def test_the_data_bucket_keeps_strangers_and_other_keys_out(embedded: Assembly) -> None:
    wanted = [of_every_bucket("DataBucket"), of_every_private_bucket("DataBucket")]
    assert text(resource_policy(embedded, POLICY, "DataBucket")) == "\n".join(wanted)


def test_the_artifacts_bucket_reserves_the_control_prefix_and_the_aliases(
    embedded: Assembly,
) -> None:
    name = "ArtifactsBucket"
    wanted = [
        of_every_bucket(name),
        of_every_private_bucket(name),
        RESERVED,
        RESERVED_WRITES,
    ]
    assert text(resource_policy(embedded, POLICY, name)) == "\n".join(wanted)


def test_only_s3_writes_access_logs(embedded: Assembly) -> None:
    wanted = [of_every_bucket("AccessLogBucket"), ACCESS_LOGS]
    assert text(resource_policy(embedded, POLICY, "AccessLogBucket")) == "\n".join(wanted)


def test_only_who_waits_and_who_answers_reaches_the_control_prefix(embedded: Assembly) -> None:
    below = {role.name for role in roles(embedded) if role.properties["Path"] == CONTROL_PATH}
    assert below == {
        "TrainModel",
        "AnswerTraining",
        "RequestApproval",
        "DemoApprover/AnswerApproval",
        "OtherApprover/AnswerApproval",
    }
    named = {
        role.name
        for role in roles(embedded)
        if f"<ArtifactsBucket>/{places.CONTROL_PREFIX}" in text(statements_of(embedded, role.name))
    }
    assert named == below


def test_exactly_one_function_writes_aliases(embedded: Assembly) -> None:
    below = {role.name for role in roles(embedded) if role.properties["Path"] == PROMOTION_PATH}
    writing = {
        role.name
        for role in roles(embedded)
        for statement in statements_of(embedded, role.name)
        if "s3:PutObject" in listed(statement["Action"])
        and f"<ArtifactsBucket>/{places.ALIASES_PREFIX}" in str(statement["Resource"])
    }
    assert writing == below == {"PromoteModel"}


@pytest.mark.parametrize("name", ["AccessLogBucket", "ArtifactsBucket", "DataBucket"])
def test_no_bucket_is_public_forgets_or_ends_with_its_stack(embedded: Assembly, name: str) -> None:
    bucket = embedded.one(BUCKET, name)
    properties = bucket.properties
    assert all(properties["PublicAccessBlockConfiguration"].values())
    assert len(properties["PublicAccessBlockConfiguration"]) == 4
    assert properties["OwnershipControls"] == {
        "Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]
    }
    assert properties["VersioningConfiguration"] == {"Status": "Enabled"}
    assert "BucketName" not in properties
    assert bucket.raw["DeletionPolicy"] == bucket.raw["UpdateReplacePolicy"] == "Retain"


@pytest.mark.parametrize("name", ["ArtifactsBucket", "DataBucket"])
def test_data_lies_under_the_data_key_and_access_is_logged(embedded: Assembly, name: str) -> None:
    properties = embedded.one(BUCKET, name).properties
    (encryption,) = properties["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert encryption == {
        "BucketKeyEnabled": True,
        "ServerSideEncryptionByDefault": {"KMSMasterKeyID": "<DataKey>", "SSEAlgorithm": "aws:kms"},
    }
    assert properties["LoggingConfiguration"]["DestinationBucketName"] == "<AccessLogBucket>"


def test_task_tokens_expire_and_nothing_else_of_the_newest_does(embedded: Assembly) -> None:
    expiring = {
        (bucket.name, rule.get("Prefix", ""), rule["ExpirationInDays"])
        for bucket in embedded.all(BUCKET)
        for rule in bucket.properties["LifecycleConfiguration"]["Rules"]
        if "ExpirationInDays" in rule
    }
    assert expiring == {("AccessLogBucket", "", 365), ("ArtifactsBucket", "control/", 30)}


def test_there_is_no_other_bucket(embedded: Assembly) -> None:
    found = sorted(bucket.name for bucket in embedded.all(BUCKET))
    assert found == ["AccessLogBucket", "ArtifactsBucket", "DataBucket"]

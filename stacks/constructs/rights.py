"""The statements that several roles need, each said once."""

from collections.abc import Sequence

from aws_cdk import Aws
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3

from lambdas import catalogue
from lambdas.contract import names
from stacks.constructs.managed_role import allow

OWN_ACCOUNT = {"StringEquals": {"aws:ResourceAccount": Aws.ACCOUNT_ID}}


def objects(sid: str, bucket: s3.IBucket, prefix: str, actions: list[str]) -> iam.PolicyStatement:
    """Allow object actions below a prefix of a bucket of this account."""
    return allow(sid, actions, [bucket.arn_for_objects(f"{prefix}*")], OWN_ACCOUNT)


def listing(sid: str, bucket: s3.IBucket, prefix: str) -> iam.PolicyStatement:
    """Allow listing below a prefix; without it a missing object reads as a refusal."""
    return allow(
        sid,
        ["s3:ListBucket"],
        [bucket.bucket_arn],
        {
            "StringLike": {"s3:prefix": f"{prefix}*"},
            "StringEquals": {"aws:ResourceAccount": Aws.ACCOUNT_ID},
        },
    )


def object_key(sid: str, key: kms.IKey, actions: list[str]) -> iam.PolicyStatement:
    """Allow the use of a key for objects, through S3 only."""
    return allow(sid, actions, [key.key_arn], {"StringEquals": {"kms:ViaService": _via("s3")}})


def model_key(key: kms.IKey) -> iam.PolicyStatement:
    """Allow Bedrock, on the role's behalf, to encrypt the custom model with the customer's key.

    https://docs.aws.amazon.com/bedrock/latest/userguide/encryption-custom-job.html
    """
    return allow(
        "EncryptModel",
        ["kms:CreateGrant", "kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"],
        [key.key_arn],
        {"StringEquals": {"kms:ViaService": _via("bedrock")}},
    )


def read_executions(
    machine_name: str, key: kms.IKey, machine_arn: str, run_ids: str = "*"
) -> list[iam.PolicyStatement]:
    """Allow reading how the executions of a machine stand; they are encrypted."""
    machine = f"arn:{Aws.PARTITION}:states:{Aws.REGION}:{Aws.ACCOUNT_ID}:execution:{machine_name}"
    execution = f"{machine}:{run_ids}"
    return [
        allow("ReadExecutions", ["states:DescribeExecution"], [execution]),
        decrypt_executions(key, machine_arn),
    ]


def decrypt_executions(key: kms.IKey, machine_arn: str) -> iam.PolicyStatement:
    """Allow decrypting what a machine's executions hold, through Step Functions only."""
    return allow(
        "DecryptExecutions",
        ["kms:Decrypt"],
        [key.key_arn],
        {
            "StringEquals": {
                "kms:ViaService": _via("states"),
                "kms:EncryptionContext:aws:states:stateMachineArn": machine_arn,
            }
        },
    )


def read_executions_of(key: kms.IKey, machine_names: Sequence[str]) -> list[iam.PolicyStatement]:
    """Allow reading how the executions of several machines stand; a name may hold a `*`."""
    states = f"arn:{Aws.PARTITION}:states:{Aws.REGION}:{Aws.ACCOUNT_ID}"
    machines = [f"{states}:stateMachine:{name}" for name in machine_names]
    return [
        allow(
            "ReadExecutions",
            ["states:DescribeExecution"],
            [f"{states}:execution:{name}:*" for name in machine_names],
        ),
        allow(
            "DecryptExecutions",
            ["kms:Decrypt"],
            [key.key_arn],
            {
                "StringEquals": {"kms:ViaService": _via("states")},
                "StringLike": {"kms:EncryptionContext:aws:states:stateMachineArn": machines},
            },
        ),
    ]


def read_jobs() -> iam.PolicyStatement:
    """Allow reading customization jobs; a job's id is made by Bedrock, so the ARN ends in `*`."""
    return allow("ReadJobs", ["bedrock:GetModelCustomizationJob"], [all_jobs()])


def stop_jobs(environment: str) -> iam.PolicyStatement:
    """Allow stopping the jobs that carry this environment's tag."""
    return allow(
        "StopJobs",
        ["bedrock:StopModelCustomizationJob"],
        [all_jobs()],
        {"StringEquals": {f"aws:ResourceTag/{names.TAG_ENVIRONMENT}": environment}},
    )


def answer_runs(run_machine_arn: str) -> iam.PolicyStatement:
    """Allow waking runs that wait for an answer; only functions may, no person."""
    return allow(
        "AnswerRuns", ["states:SendTaskFailure", "states:SendTaskSuccess"], [run_machine_arn]
    )


def publish(topic_arn: str, key: kms.IKey) -> list[iam.PolicyStatement]:
    """Allow publishing to an encrypted topic."""
    return [
        allow("Publish", ["sns:Publish"], [topic_arn]),
        allow(
            "EncryptMessages",
            ["kms:Decrypt", "kms:GenerateDataKey"],
            [key.key_arn],
            {"StringEquals": {"kms:ViaService": _via("sns")}},
        ),
    ]


def all_jobs() -> str:
    """Return the ARN of any customization job of this account and region."""
    return f"arn:{Aws.PARTITION}:bedrock:{Aws.REGION}:{Aws.ACCOUNT_ID}:model-customization-job/*"


def all_custom_models() -> str:
    """Return the ARN of any custom model of this account and region."""
    return f"arn:{Aws.PARTITION}:bedrock:{Aws.REGION}:{Aws.ACCOUNT_ID}:custom-model/*"


def read_base_models(region: str) -> iam.PolicyStatement:
    """Allow asking whether the base models that runs can tune still take new jobs."""
    return allow("ReadBaseModels", ["bedrock:GetFoundationModel"], base_models(region))


def base_models(region: str) -> list[str]:
    """Return the ARN of every base model that runs can tune in a region; they have no account."""
    return [
        f"arn:{Aws.PARTITION}:bedrock:{Aws.REGION}::foundation-model/{model_id}"
        for model_id in sorted(catalogue.customization_ids(region))
    ]


def _via(service: str) -> str:
    return f"{service}.{Aws.REGION}.amazonaws.com"

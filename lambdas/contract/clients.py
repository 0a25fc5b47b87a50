"""The AWS services that handlers call. The network's endpoints follow from this set."""

CLIENTS = frozenset(
    {
        "bedrock",
        "bedrock-runtime",
        "cloudwatch",
        "s3",
        "scheduler",
        "ssm",
        "stepfunctions",
        "sts",
    }
)
"""By boto3's names; `lambdas/common/aws.py` makes no other client, and a test compares."""

GATEWAY_CLIENTS = frozenset({"s3"})
"""Services reached through a gateway endpoint, which costs nothing, instead of an interface."""

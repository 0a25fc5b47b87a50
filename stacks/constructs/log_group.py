"""Log groups under the logs key, with an end to what they keep."""

from aws_cdk import RemovalPolicy
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from constructs import Construct


def encrypted_log_group(scope: Construct, *, key: kms.IKey, retention_days: int) -> logs.LogGroup:
    """Return a log group of `scope`, encrypted with a key whose policy is written elsewhere."""
    return logs.LogGroup(
        scope,
        "Logs",
        encryption_key=kms.Key.from_key_arn(scope, "LogsKey", key.key_arn),
        retention=RETENTION[retention_days],
        removal_policy=RemovalPolicy.RETAIN,
    )


RETENTION = {
    30: logs.RetentionDays.ONE_MONTH,
    90: logs.RetentionDays.THREE_MONTHS,
    180: logs.RetentionDays.SIX_MONTHS,
    365: logs.RetentionDays.ONE_YEAR,
    731: logs.RetentionDays.TWO_YEARS,
    1827: logs.RetentionDays.FIVE_YEARS,
}
"""By `settings.RETENTIONS`."""

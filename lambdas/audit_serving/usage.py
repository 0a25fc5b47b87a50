"""Whether anybody asks what serves.

https://docs.aws.amazon.com/bedrock/latest/userguide/monitoring.html
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient

HOUR_SECONDS = 3600


def is_unused(
    cloudwatch: CloudWatchClient, arn: str, window: dt.timedelta, now: dt.datetime
) -> bool:
    """Whether nobody asked capacity in a time: a metric that was never written says so too."""
    found = cloudwatch.get_metric_statistics(
        Namespace="AWS/Bedrock",
        MetricName="Invocations",
        Dimensions=[{"Name": "ModelId", "Value": arn}],
        StartTime=now - window,
        EndTime=now,
        Period=HOUR_SECONDS,
        Statistics=["Sum"],
    )
    return not any(point.get("Sum", 0) for point in found["Datapoints"])

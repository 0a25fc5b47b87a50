"""Model units that live, counted once an hour in a metric of ours."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from lambdas.contract.retirement import (
    METRIC_DIMENSION,
    METRIC_MODEL_UNIT_HOURS,
    METRIC_NAMESPACE,
)

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient

HOUR = dt.timedelta(hours=1)


def count(cloudwatch: CloudWatchClient, environment: str, units: int, now: dt.datetime) -> None:
    """Put the units of this hour, unless that was done: Lambda calls an audit that failed again."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    if _is_counted(cloudwatch, environment, hour):
        return
    cloudwatch.put_metric_data(
        Namespace=METRIC_NAMESPACE,
        MetricData=[
            {
                "MetricName": METRIC_MODEL_UNIT_HOURS,
                "Dimensions": [{"Name": METRIC_DIMENSION, "Value": environment}],
                "Timestamp": hour,
                "Value": units,
                "Unit": "Count",
            }
        ],
    )


def _is_counted(cloudwatch: CloudWatchClient, environment: str, hour: dt.datetime) -> bool:
    found = cloudwatch.get_metric_statistics(
        Namespace=METRIC_NAMESPACE,
        MetricName=METRIC_MODEL_UNIT_HOURS,
        Dimensions=[{"Name": METRIC_DIMENSION, "Value": environment}],
        StartTime=hour,
        EndTime=hour + HOUR,
        Period=int(HOUR.total_seconds()),
        Statistics=["SampleCount"],
    )
    return bool(found["Datapoints"])

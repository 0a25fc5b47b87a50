"""CloudWatch in memory: sums of one metric over a time."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from tests.fakes.calls import Calls, Json

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient

MOST_POINTS = 1_440
"""https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html"""


@dataclass(frozen=True)
class Point:
    """One value of one metric."""

    namespace: str
    metric: str
    dimensions: frozenset[tuple[str, str]]
    at: dt.datetime
    value: float


class FakeCloudWatch(Calls):
    """Keeps every value; a metric that nobody wrote has no points, as in CloudWatch."""

    service = "cloudwatch"

    def __init__(self) -> None:
        super().__init__()
        self.points: list[Point] = []

    @property
    def client(self) -> CloudWatchClient:
        """This, as handlers see it."""
        return cast("CloudWatchClient", self)

    def invoke(self, arn: str, at: dt.datetime | None = None, times: float = 1) -> None:
        """Have Bedrock count invocations of what serves."""
        dimensions = frozenset({("ModelId", arn)})
        self.points.append(Point("AWS/Bedrock", "Invocations", dimensions, at or self.now(), times))

    def values(self, metric: str) -> list[float]:
        """Return all values ever put under a metric's name."""
        return [point.value for point in self.points if point.metric == metric]

    def get_metric_statistics(self, **asked: Any) -> Json:
        """Return one point for each period that has values."""
        self._begin("GetMetricStatistics", asked)
        span = (asked["EndTime"] - asked["StartTime"]).total_seconds()
        assert asked["Period"] % 60 == 0
        assert span / asked["Period"] <= MOST_POINTS
        periods: dict[int, list[Point]] = {}
        for point in self.points:
            if _wanted(point, asked):
                period = int((point.at - asked["StartTime"]).total_seconds() // asked["Period"])
                periods.setdefault(period, []).append(point)
        return {"Datapoints": [_statistics(points) for points in periods.values()]}

    def put_metric_data(self, **asked: Any) -> Json:
        """Keep values."""
        self._begin("PutMetricData", asked)
        for datum in asked["MetricData"]:
            self.points.append(
                Point(
                    asked["Namespace"],
                    datum["MetricName"],
                    _dimensions(datum),
                    datum.get("Timestamp") or self.now(),
                    datum["Value"],
                )
            )
        self._end("PutMetricData")
        return {}


def _wanted(point: Point, asked: Json) -> bool:
    same = (point.namespace, point.metric) == (asked["Namespace"], asked["MetricName"])
    inside: bool = asked["StartTime"] <= point.at < asked["EndTime"]
    return same and inside and point.dimensions == _dimensions(asked)


def _dimensions(asked: Json) -> frozenset[tuple[str, str]]:
    return frozenset((one["Name"], one["Value"]) for one in asked.get("Dimensions", []))


def _statistics(points: list[Point]) -> Json:
    return {
        "Timestamp": min(point.at for point in points),
        "SampleCount": float(len(points)),
        "Sum": sum(point.value for point in points),
    }

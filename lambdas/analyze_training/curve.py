"""A training curve of any length, kept in a few hundred points."""

from dataclasses import dataclass
from typing import NamedTuple

MOST_POINTS = 500
"""More points than a chart has pixels to show; it also bounds memory and report.json."""


class Point(NamedTuple):
    """The loss at a step, or the means over neighbouring steps."""

    epoch: int
    step: int
    loss: float


@dataclass(slots=True)
class _Bucket:
    count: int = 0
    steps: int = 0
    losses: float = 0.0

    def add(self, other: "_Bucket") -> None:
        self.count += other.count
        self.steps += other.steps
        self.losses += other.losses


class Curve:
    """Gathers losses in any order; neighbours share a bucket, wider whenever space runs out.

    Buckets never span epochs: some files count their steps from 0 in each of them. The first
    and the last step are kept as they are.
    """

    def __init__(self, most_points: int = MOST_POINTS) -> None:
        self._most_buckets = most_points - 2
        self._width = 1
        self._buckets: dict[tuple[int, int], _Bucket] = {}
        self._first: Point | None = None
        self._last: Point | None = None

    def add(self, point: Point) -> None:
        """Take in one step."""
        self._merge(point.epoch, point.step // self._width, _Bucket(1, point.step, point.loss))
        if len(self._buckets) > self._most_buckets:
            self._widen()
        if self._first is None or point[:2] < self._first[:2]:
            self._first = point
        if self._last is None or point[:2] >= self._last[:2]:
            self._last = point

    def points(self) -> list[Point]:
        """Return the curve in order, at most as many points as were allowed."""
        means = [
            Point(epoch, round(bucket.steps / bucket.count), bucket.losses / bucket.count)
            for (epoch, _), bucket in self._buckets.items()
        ]
        if self._width > 1:
            means += [end for end in (self._first, self._last) if end is not None]
        return sorted({point[:2]: point for point in means}.values(), key=lambda point: point[:2])

    def _widen(self) -> None:
        narrow, self._buckets = self._buckets, {}
        self._width *= 2
        for (epoch, index), bucket in narrow.items():
            self._merge(epoch, index // 2, bucket)

    def _merge(self, epoch: int, index: int, bucket: _Bucket) -> None:
        self._buckets.setdefault((epoch, index), _Bucket()).add(bucket)

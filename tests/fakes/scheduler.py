"""EventBridge Scheduler in memory: one-time schedules, by group and name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from tests.fakes.calls import Calls, Json
from tests.fakes.requests import service_error

if TYPE_CHECKING:
    from mypy_boto3_scheduler import EventBridgeSchedulerClient

CREATE_SCHEDULE = "CreateSchedule"


class FakeScheduler(Calls):
    """Keeps schedules; none goes off by itself."""

    service = "scheduler"

    def __init__(self) -> None:
        super().__init__()
        self.schedules: dict[tuple[str, str], Json] = {}
        """Each schedule as it was asked for, by group and name."""

    @property
    def client(self) -> EventBridgeSchedulerClient:
        """This, as handlers see it."""
        return cast("EventBridgeSchedulerClient", self)

    @property
    def names(self) -> list[str]:
        """The names of the schedules, oldest first."""
        return [name for _, name in self.schedules]

    def create_schedule(self, **asked: Any) -> Json:
        """Make a schedule; a repeated name is a conflict, whatever the token."""
        self._begin(CREATE_SCHEDULE, asked)
        place = (asked.get("GroupName", "default"), asked["Name"])
        if place in self.schedules:
            raise service_error("ConflictException", f"Schedule {asked['Name']} already exists.")
        self.schedules[place] = asked
        self._end(CREATE_SCHEDULE)
        return {"ScheduleArn": "arn:aws:scheduler:us-east-1:111122223333:schedule/group/name"}

    def get_schedule(self, **asked: Any) -> Json:
        """Return a schedule."""
        self._begin("GetSchedule", asked)
        return self._find(asked)

    def delete_schedule(self, **asked: Any) -> Json:
        """Delete a schedule."""
        self._begin("DeleteSchedule", asked)
        self._find(asked)
        del self.schedules[asked.get("GroupName", "default"), asked["Name"]]
        self._end("DeleteSchedule")
        return {}

    def _find(self, asked: Json) -> Json:
        place = (asked.get("GroupName", "default"), asked["Name"])
        if place not in self.schedules:
            raise service_error("ResourceNotFoundException", "There is no such schedule.")
        return self.schedules[place]

"""The schedules that end capacity."""

import datetime as dt

import msgspec
import pytest
from botocore.exceptions import ClientError

from lambdas.common.schedules import Scheduling, ensure_end
from lambdas.contract.retirement import Finding, Reason, Thing
from tests.fakes.cloud import RETIRE_MACHINE_ARN
from tests.fakes.scheduler import CREATE_SCHEDULE, FakeScheduler

NOW = dt.datetime(2026, 8, 21, 12, 0, 30, tzinfo=dt.UTC)
ROLE = "arn:aws:iam::111122223333:role/schedules"
QUEUE = "arn:aws:sqs:us-east-1:111122223333:dead-letters"
SCHEDULING = Scheduling(
    group_name="bedrock-customization-dev",
    role_arn=ROLE,
    retire_machine_arn=RETIRE_MACHINE_ARN,
    dead_letter_queue_arn=QUEUE,
)
FINDING = Finding(
    thing=Thing.THROUGHPUT, name="bc-dev-x-d1", reason=Reason.EXPIRED, remove=True, usd_per_hour=7.5
)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def scheduler() -> FakeScheduler:
    return FakeScheduler()


def ensured(scheduler: FakeScheduler, at: dt.datetime) -> str:
    """Ensure the sample's end and return when it is."""
    ensure_end(scheduler.client, SCHEDULING, FINDING, at, NOW)
    (asked,) = scheduler.schedules.values()
    expression: str = asked["ScheduleExpression"]
    return expression


def test_an_end_is_asked_for_exactly_so(scheduler: FakeScheduler) -> None:
    ensured(scheduler, NOW + HOUR)
    assert scheduler.schedules["bedrock-customization-dev", "bc-dev-x-d1"] == {
        "Name": "bc-dev-x-d1",
        "GroupName": "bedrock-customization-dev",
        "ScheduleExpression": "at(2026-08-21T13:01:00)",
        "ScheduleExpressionTimezone": "UTC",
        "FlexibleTimeWindow": {"Mode": "OFF"},
        "ActionAfterCompletion": "DELETE",
        "Target": {
            "Arn": RETIRE_MACHINE_ARN,
            "RoleArn": ROLE,
            "Input": msgspec.json.encode(FINDING).decode(),
            "RetryPolicy": {"MaximumEventAgeInSeconds": 86400, "MaximumRetryAttempts": 185},
            "DeadLetterConfig": {"Arn": QUEUE},
        },
    }


@pytest.mark.parametrize(
    ("at", "expression"),
    [
        ("2026-08-21T15:00:00+00:00", "at(2026-08-21T15:00:00)"),
        ("2026-08-21T15:00:01+00:00", "at(2026-08-21T15:01:00)"),
        ("2026-08-21T15:00:00.5+00:00", "at(2026-08-21T15:01:00)"),
        ("2026-08-21T15:00:00+02:00", "at(2026-08-21T13:00:00)"),
        ("2026-12-31T23:59:59+00:00", "at(2027-01-01T00:00:00)"),
    ],
)
def test_it_never_comes_before_its_time(scheduler: FakeScheduler, at: str, expression: str) -> None:
    assert ensured(scheduler, dt.datetime.fromisoformat(at)) == expression


@pytest.mark.parametrize("late", [dt.timedelta(0), HOUR, 1000 * HOUR])
def test_what_is_overdue_is_scheduled_soon_because_the_past_is_refused(
    scheduler: FakeScheduler, late: dt.timedelta
) -> None:
    assert ensured(scheduler, NOW - late) == "at(2026-08-21T12:03:00)"


def test_an_end_that_was_arranged_stays_as_it_is(scheduler: FakeScheduler) -> None:
    first = ensured(scheduler, NOW + HOUR)
    assert ensured(scheduler, NOW + 2 * HOUR) == first


@pytest.mark.parametrize("code", ["ThrottlingException", "ResourceNotFoundException"])
def test_any_other_refusal_is_an_error(scheduler: FakeScheduler, code: str) -> None:
    scheduler.refuse(CREATE_SCHEDULE, code)
    with pytest.raises(ClientError, match=code):
        ensure_end(scheduler.client, SCHEDULING, FINDING, NOW + HOUR, NOW)
    assert scheduler.schedules == {}

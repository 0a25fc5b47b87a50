"""AuditServing as a whole: what it starts, counts and leaves alone."""

import msgspec
import pytest

from lambdas.audit_serving.audit import Audited
from lambdas.audit_serving.handler import handler
from lambdas.contract import names
from lambdas.contract.serving import Kind
from tests.fakes.cloud import execution_arn
from tests.unit.audit_serving.account import Account
from tests.unit.audit_serving.samples import (
    DAY,
    HOUR,
    NOW,
    OF_ALIAS,
    OF_RUN,
    RUN_ID,
    SETTLED,
    expires,
)

MINE = names.run_capacity_name("dev", RUN_ID, 1)
CALLS_THAT_CHANGE = ("Create", "Delete", "Update", "Tag", "Untag", "Put")


def test_an_orphan_starts_the_retire_machine_once_an_hour(account: Account) -> None:
    account.run(RUN_ID, "FAILED")
    account.serve(MINE, OF_RUN)
    account.audited()
    account.audited()
    assert account.outcomes() == [(MINE, "orphaned", True)]
    (finding,) = account.retirements()
    assert finding.usd_per_hour == 121.0
    account.audited(NOW + HOUR)
    assert len(account.retirements()) == 2


def test_people_are_told_once_a_day(account: Account) -> None:
    account.serve(MINE, OF_RUN | SETTLED, age=2 * DAY)
    account.audited()
    account.audited(NOW + HOUR)
    assert account.outcomes() == [(MINE, "idle", False)]
    account.audited(NOW + DAY)
    assert len(account.retirements()) == 2


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("asked", [23 * HOUR, 25 * HOUR])
def test_what_was_asked_within_the_idle_time_is_not_idle(
    account: Account, kind: Kind, asked: object
) -> None:
    arn = account.serve(MINE, OF_RUN | SETTLED, kind=kind, age=2 * DAY)
    account.cloudwatch.invoke(arn, NOW - asked)  # type: ignore[operator]
    account.audited()
    assert bool(account.outcomes()) == (asked == 25 * HOUR)


def test_nobody_counts_what_the_young_were_asked(account: Account) -> None:
    account.serve(MINE, OF_RUN | SETTLED)
    account.audited()
    # The two calls that count model units, and no other.
    assert account.cloudwatch.calls == ["GetMetricStatistics", "PutMetricData"]


def test_each_run_is_asked_for_once(account: Account) -> None:
    account.run(RUN_ID, "RUNNING")
    for attempt in (1, 2, 3):
        account.serve(names.run_capacity_name("dev", RUN_ID, attempt), OF_RUN)
    asked: list[str] = []
    describe = account.machines.describe_execution

    def counting(**members: str) -> object:
        asked.append(members["executionArn"])
        return describe(**members)

    account.machines.describe_execution = counting  # type: ignore[assignment, method-assign]
    account.audited()
    assert asked == [execution_arn(RUN_ID)]


@pytest.mark.parametrize(
    ("name", "tags"),
    [
        ("bc-prod-demo-run-1-d1", OF_RUN),
        ("x-bc-dev-demo-run-1-d1", OF_RUN),
        (MINE, OF_RUN | {names.TAG_ENVIRONMENT: "prod"}),
        (MINE, {}),
    ],
    ids=["another prefix", "our prefix elsewhere", "another's tag", "no tag"],
)
@pytest.mark.parametrize("kind", Kind)
def test_only_our_name_with_our_tag_is_looked_at(
    account: Account, name: str, tags: dict[str, str], kind: Kind
) -> None:
    account.serve(name, tags | expires(NOW - DAY), kind=kind, age=9 * DAY)
    assert account.audited().findings == []
    assert account.unit_hours() == [0]


def test_the_tags_of_others_are_not_even_read(account: Account) -> None:
    account.serve("theirs", {})
    account.audited()
    assert "ListTagsForResource" not in account.bedrock.calls


def test_a_promotion_that_begins_while_the_audit_reads_is_seen(account: Account) -> None:
    name = names.alias_capacity_name("dev", "demo", "faq", "x")
    account.serve(name, OF_ALIAS)
    account.point("faq", "")

    def begin(operation: str) -> None:
        if operation == "ListTagsForResource":
            claim = account.run("demo_mover", "RUNNING")
            account.point("faq", "", claim=claim)

    account.bedrock.on_call = begin
    assert account.audited().findings == []


def test_model_units_are_counted_once_an_hour_whatever_their_state(account: Account) -> None:
    account.run(RUN_ID, "RUNNING")
    for attempt, status in enumerate(["InService", "Creating", "Updating", "New", "Failed"]):
        name = names.run_capacity_name("dev", RUN_ID, attempt)
        account.serve(name, OF_RUN)
        account.bedrock.change(name, status)
    account.serve(names.run_capacity_name("dev", RUN_ID, 9), OF_RUN, kind=Kind.ON_DEMAND)
    assert account.audited().model_units == 8
    account.audited(NOW + HOUR / 4)
    assert account.unit_hours() == [8]
    account.audited(NOW + HOUR)
    assert account.unit_hours() == [8, 8]
    (dimensions,) = {point.dimensions for point in account.cloudwatch.points}
    assert dimensions == {("Environment", "dev")}


@pytest.mark.parametrize(
    ("arn", "parameter", "astray"),
    [("a", "a", False), ("a", "b", True), ("a", None, True), ("", "b", True), ("", None, False)],
)
def test_a_parameter_that_says_something_else_is_mended(
    account: Account, arn: str, parameter: str | None, astray: bool
) -> None:
    account.point("faq", arn)
    if parameter:
        account.project("faq", parameter)
    account.audited()
    account.audited()
    asked = [{"action": "project", "team": "demo", "alias": "faq"}]
    assert account.projections() == (asked if astray else [])


def test_a_rehearsal_finds_everything_and_does_nothing(account: Account) -> None:
    account.run(RUN_ID, "ABORTED")
    account.serve(MINE, OF_RUN)
    account.point("faq", "somewhere")
    for number in range(4):
        tags = OF_RUN | {names.TAG_RUN: f"demo_{number}"}
        account.bedrock.add_model(f"bc-dev-m{number}", tags, created=NOW - number * DAY)
    account.bedrock.calls.clear()
    audited = account.audited(dry_run=True)
    assert [one.name for one in audited.findings] == [MINE, "bc-dev-m2", "bc-dev-m3"]
    assert (audited.astray, audited.model_units) == (["demo/faq"], 2)
    assert account.machines.started == []
    assert account.cloudwatch.points == []
    assert not [one for one in account.bedrock.calls if one.startswith(CALLS_THAT_CHANGE)]


def test_the_function_answers_what_it_found(account: Account) -> None:
    account.serve(MINE, OF_RUN)
    answer = handler({"dry_run": True}, None)  # type: ignore[arg-type]
    assert [one.name for one in msgspec.convert(answer, Audited).findings] == [MINE]
    assert account.machines.started == []
    handler({"source": "aws.events"}, None)  # type: ignore[arg-type]
    assert len(account.machines.started) == 1

"""RetireCapacity judges capacity again: a finding may be old, wrong or somebody else's."""

import datetime as dt

import pytest
from botocore.exceptions import ClientError

from lambdas.contract import names
from lambdas.contract.errors import PERMANENT, StillStoppingError
from lambdas.contract.retirement import Reason
from lambdas.contract.serving import Kind
from tests.unit.audit_serving.account import Account
from tests.unit.audit_serving.samples import DAY, HOUR, OF_ALIAS, OF_RUN, RUN_ID, SETTLED, expires
from tests.unit.retire_capacity.calls import MINE, OF_FAQ, finding, left_alone, retired

NOW = dt.datetime.now(dt.UTC)
PAST, FUTURE = expires(NOW - HOUR), expires(NOW + HOUR)
REMOVING = [Reason.EXPIRED, Reason.ORPHANED, Reason.IDLE]


@pytest.fixture(autouse=True)
def _now(account: Account) -> None:
    account.bedrock.now = lambda: NOW


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize(
    ("reason", "tags", "status", "goes"),
    [
        (Reason.EXPIRED, PAST, "FAILED", True),
        (Reason.EXPIRED, PAST | SETTLED, "FAILED", True),
        (Reason.EXPIRED, PAST, "RUNNING", True),
        (Reason.EXPIRED, FUTURE, "FAILED", False),
        (Reason.EXPIRED, {}, "FAILED", False),
        (Reason.ORPHANED, {}, "FAILED", True),
        (Reason.ORPHANED, FUTURE, "GONE", True),
        (Reason.ORPHANED, {}, "RUNNING", False),
        (Reason.ORPHANED, {}, "PENDING_REDRIVE", False),
        (Reason.ORPHANED, SETTLED, "FAILED", False),
        (Reason.IDLE, SETTLED, "SUCCEEDED", True),
        (Reason.IDLE, SETTLED | FUTURE, "SUCCEEDED", False),
        (Reason.IDLE, SETTLED, "RUNNING", False),
        (Reason.BASE_ENDS, PAST, "FAILED", False),
        (Reason.SURPLUS, PAST, "FAILED", False),
    ],
)
def test_a_runs_capacity_goes_if_the_reason_still_holds(
    account: Account, *, kind: Kind, reason: Reason, tags: dict[str, str], status: str, goes: bool
) -> None:
    if status != "GONE":
        account.run(RUN_ID, status)
    account.serve(MINE, OF_RUN | tags, kind=kind)
    answer = retired(finding(reason, kind=kind))
    assert answer.removed is goes
    assert (MINE not in account.bedrock.serving) is goes
    if not goes:
        assert answer == left_alone()


@pytest.mark.parametrize(
    ("arn", "mover", "goes"),
    [
        ("mine", None, False),
        ("another", None, True),
        ("", None, True),
        ("another", "RUNNING", False),
        ("another", "FAILED", True),
        (None, None, True),
    ],
    ids=["serves", "serves elsewhere", "serves nowhere", "moving", "mover failed", "no record"],
)
def test_an_aliass_capacity_goes_if_the_alias_lets_go(
    account: Account, arn: str | None, mover: str | None, goes: bool
) -> None:
    mine = account.serve(OF_FAQ, OF_ALIAS)
    claim = account.run("demo_mover", mover) if mover else ""
    if arn is not None:
        account.point("faq", mine if arn == "mine" else arn, claim=claim)
    assert retired(finding(Reason.ORPHANED, OF_FAQ)).removed is goes
    assert (OF_FAQ not in account.bedrock.serving) is goes


@pytest.mark.parametrize(("reason", "tags"), [(Reason.EXPIRED, PAST), (Reason.IDLE, SETTLED)])
def test_what_settings_declare_has_neither_an_expiry_nor_to_be_asked(
    account: Account, reason: Reason, tags: dict[str, str]
) -> None:
    account.serve(OF_FAQ, OF_ALIAS | tags)
    assert retired(finding(reason, OF_FAQ)) == left_alone(OF_FAQ)


def test_the_last_call_of_an_aborted_mover_is_waited_for(account: Account) -> None:
    account.serve(OF_FAQ, OF_ALIAS)
    account.machines.run("arn", "ABORTED", stopDate=dt.datetime.now(dt.UTC))
    account.point("faq", "", claim="arn")
    assert retired(finding(Reason.ORPHANED, OF_FAQ)) == left_alone(OF_FAQ)


@pytest.mark.parametrize("reason", REMOVING)
@pytest.mark.parametrize(
    ("name", "tags"),
    [
        ("bc-prod-demo-d1", OF_RUN),
        (MINE, OF_RUN | {names.TAG_ENVIRONMENT: "prod"}),
        (MINE, {}),
    ],
    ids=["another's name", "another's tag", "no tag"],
)
def test_what_is_not_ours_never_goes(
    account: Account, reason: Reason, name: str, tags: dict[str, str]
) -> None:
    account.serve(name, tags | PAST)
    assert retired(finding(reason, name)) == left_alone(name)
    assert name in account.bedrock.serving


def test_what_names_no_owner_is_left_to_people(account: Account) -> None:
    account.serve(MINE, {names.TAG_ENVIRONMENT: "dev"})
    assert retired(finding(Reason.ORPHANED)) == left_alone()


@pytest.mark.parametrize("reason", REMOVING)
@pytest.mark.parametrize("kind", Kind)
def test_what_is_gone_already_is_success(account: Account, reason: Reason, kind: Kind) -> None:
    assert account.bedrock.serving == []
    assert retired(finding(reason, kind=kind)).removed


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (Kind.ON_DEMAND, "Creating"),
        (Kind.PROVISIONED, "Creating"),
        (Kind.PROVISIONED, "Updating"),
    ],
)
def test_what_cannot_be_deleted_yet_is_looked_at_again(
    account: Account, kind: Kind, status: str
) -> None:
    account.serve(MINE, OF_RUN, kind=kind)
    account.bedrock.change(MINE, status)
    with pytest.raises(StillStoppingError, match=f"{MINE} is {status}"):
        retired(finding(Reason.ORPHANED, kind=kind))
    assert StillStoppingError.__name__ not in PERMANENT
    account.bedrock.change(MINE, "Failed")
    assert retired(finding(Reason.ORPHANED, kind=kind)).removed


@pytest.mark.parametrize("kind", Kind)
def test_it_is_gone_only_when_bedrock_says_so(account: Account, kind: Kind) -> None:
    account.serve(MINE, OF_RUN, kind=kind)
    account.bedrock.lingering_reads = 2
    with pytest.raises(StillStoppingError, match="not gone yet"):
        retired(finding(Reason.ORPHANED, kind=kind))
    with pytest.raises(StillStoppingError, match="its tags are gone"):
        retired(finding(Reason.ORPHANED, kind=kind))
    assert retired(finding(Reason.ORPHANED, kind=kind)).removed


def test_a_run_that_is_redriven_before_the_deletion_keeps_its_capacity(account: Account) -> None:
    account.run(RUN_ID, "FAILED")
    account.serve(MINE, OF_RUN)

    def redrive(operation: str) -> None:
        if operation == "ListTagsForResource":
            account.run(RUN_ID, "RUNNING")

    account.bedrock.on_call = redrive
    assert retired(finding(Reason.ORPHANED)) == left_alone()


def test_a_term_forbids_it_and_people_learn_until_when(account: Account) -> None:
    account.serve(MINE, OF_RUN, commitment="OneMonth", age=DAY)
    account.bedrock.now = lambda: NOW
    answer = retired(finding(Reason.ORPHANED))
    assert (answer.removed, answer.tell) == (False, True)
    until = account.bedrock.throughputs[MINE]["commitmentExpirationTime"]
    assert f"committed until {until:%Y-%m-%d %H:%M} UTC" in answer.notification.message
    assert "$121.00 an hour" in answer.notification.message
    assert MINE in answer.notification.subject
    assert "DeleteProvisionedModelThroughput" not in account.bedrock.calls


def test_another_error_is_not_taken_for_an_answer(account: Account) -> None:
    account.serve(MINE, OF_RUN)
    account.bedrock.refuse("DeleteProvisionedModelThroughput", "InternalServerException")
    with pytest.raises(ClientError, match="InternalServerException"):
        retired(finding(Reason.ORPHANED))

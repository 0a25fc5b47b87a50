"""Operators read what it is, why, what it costs, and how to end it by hand."""

import pytest
from botocore import xform_name
from botocore.session import get_session

from lambdas.contract.notification import LONGEST_SUBJECT
from lambdas.contract.retirement import Finding, Reason, Thing
from lambdas.contract.serving import Kind
from lambdas.retire_capacity.answers import COMMANDS
from tests.unit.audit_serving.account import Account
from tests.unit.audit_serving.samples import OF_RUN
from tests.unit.retire_capacity.calls import MINE, finding, of_model, retired


@pytest.mark.parametrize("reason", Reason)
@pytest.mark.parametrize("kind", Kind)
def test_what_is_only_told_is_told_and_touched_by_nobody(
    account: Account, reason: Reason, kind: Kind
) -> None:
    account.serve(MINE, OF_RUN, kind=kind)
    account.bedrock.calls.clear()
    answer = retired(finding(reason, kind=kind, remove=False))
    assert (answer.removed, answer.tell) == (False, True)
    assert account.bedrock.calls == []
    message = answer.notification.message
    assert MINE in answer.notification.subject
    assert "Somebody said why." in message
    assert "$121.00 an hour" in message
    assert f"{COMMANDS[Thing.of(kind)]} {MINE}" in message


def test_an_unknown_price_is_said_to_be_unknown(account: Account) -> None:
    assert account.bedrock.calls == []
    message = retired(finding(Reason.IDLE, remove=False, usd=None)).notification.message
    assert "unknown" in message
    assert "$" not in message


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (finding(Reason.IDLE, kind=Kind.ON_DEMAND, remove=False, usd=None), "nothing while idle"),
        (of_model(MINE, remove=False), "every month"),
    ],
)
def test_what_costs_nothing_by_the_hour_is_told_as_that(
    account: Account, found: Finding, words: str
) -> None:
    assert account.bedrock.calls == []
    message = retired(found).notification.message
    assert words in message
    assert "unknown" not in message


@pytest.mark.parametrize(
    ("reason", "tell"), [(Reason.EXPIRED, False), (Reason.ORPHANED, True), (Reason.IDLE, True)]
)
def test_what_went_is_told_of_unless_it_was_to_be_expected(
    account: Account, reason: Reason, tell: bool
) -> None:
    assert account.bedrock.serving == []
    answer = retired(finding(reason))
    assert (answer.removed, answer.tell) == (True, tell)
    assert bool(answer.notification.subject) == tell
    if tell:
        assert "It cost $121.00 an hour." in answer.notification.message


def test_a_subject_with_the_longest_name_is_one_that_sns_takes(account: Account) -> None:
    assert account.bedrock.calls == []
    for reason in Reason:
        subject = retired(finding(reason, "x" * 63, remove=False)).notification.subject
        assert len(subject) < LONGEST_SUBJECT


@pytest.mark.parametrize("thing", Thing)
def test_the_commands_are_operations_of_bedrock(thing: Thing) -> None:
    words = COMMANDS[thing].split()
    assert words[:2] == ["aws", "bedrock"]
    model = get_session().get_service_model("bedrock")
    operations = {xform_name(name, "-"): name for name in model.operation_names}
    shape = model.operation_model(operations[words[2]]).input_shape
    assert shape
    assert [f"--{xform_name(member, '-')}" for member in shape.required_members] == words[3:]

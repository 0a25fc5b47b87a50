"""RetireCapacity judges custom models again: nothing brings one back."""

import datetime as dt

import msgspec
import pytest

from lambdas.contract import names, places
from lambdas.contract.retirement import Finding, Reason, Thing
from lambdas.contract.serving import Kind
from tests.unit.audit_serving.account import Account
from tests.unit.audit_serving.samples import HOUR, OF_RUN, RUN_ID
from tests.unit.retire_capacity.calls import left_alone, of_model, retired

NAME = "bc-dev-demo-run-1-a1"
NOW = dt.datetime.now(dt.UTC)


def due(at: dt.datetime = NOW - HOUR) -> dict[str, str]:
    """Return the tag of a model whose warning is over."""
    return {names.TAG_REMOVE_AFTER: at.isoformat()}


def add(account: Account, tags: dict[str, str], name: str = NAME) -> str:
    """Have a model, and return its ARN."""
    return account.bedrock.add_model(name, tags, created=NOW)


def test_a_model_that_nothing_uses_goes_after_its_date(account: Account) -> None:
    add(account, OF_RUN | due())
    answer = retired(of_model(NAME))
    assert (answer.removed, answer.tell) == (True, True)
    assert NAME not in account.bedrock.models
    assert retired(of_model(NAME)).removed


@pytest.mark.parametrize(
    ("name", "tags"),
    [
        (NAME, OF_RUN | due(NOW + HOUR)),
        (NAME, OF_RUN),
        (NAME, OF_RUN | due() | {names.TAG_ENVIRONMENT: "prod"}),
        ("bc-prod-demo-a1", OF_RUN | due()),
    ],
    ids=["too early", "never told of", "another's tag", "another's name"],
)
def test_what_was_not_told_of_or_is_not_ours_stays(
    account: Account, name: str, tags: dict[str, str]
) -> None:
    add(account, tags, name)
    assert retired(of_model(name)) == left_alone(name)
    assert name in account.bedrock.models


def test_the_model_of_a_living_run_stays(account: Account) -> None:
    account.run(RUN_ID, "RUNNING")
    add(account, OF_RUN | due())
    assert retired(of_model(NAME)) == left_alone(NAME)


@pytest.mark.parametrize("place", ["current", "previous", "tenth before", "claimed"])
def test_what_an_alias_names_stays(account: Account, place: str) -> None:
    arn = add(account, OF_RUN | due())
    if place == "current":
        account.point("faq", "", model=arn)
    elif place == "claimed":
        account.point("faq", "", claim="somebody", claimed=arn)
    else:
        before = ("x",) * (0 if place == "previous" else 9)
        account.point("faq", "", model="y", previous=(*before, arn), team="other")
    assert retired(of_model(NAME)) == left_alone(NAME)
    assert NAME in account.bedrock.models


@pytest.mark.parametrize("kind", Kind)
def test_what_anybodys_capacity_serves_stays(account: Account, kind: Kind) -> None:
    arn = add(account, OF_RUN | due())
    account.serve("somebody-elses", {}, kind=kind, model=arn)
    assert retired(of_model(NAME)) == left_alone(NAME)
    assert "DeleteCustomModel" not in account.bedrock.calls


def test_bedrock_has_the_last_word_on_what_is_used(account: Account) -> None:
    add(account, OF_RUN | due())
    account.bedrock.refuse("DeleteCustomModel", "ConflictException")
    assert retired(of_model(NAME)) == left_alone(NAME)


@pytest.mark.parametrize("reason", [Reason.ORPHANED, Reason.EXPIRED, Reason.IDLE])
def test_a_model_goes_for_no_other_reason(account: Account, reason: Reason) -> None:
    add(account, OF_RUN | due())
    found = Finding(thing=Thing.MODEL, name=NAME, reason=reason, remove=True)
    assert retired(found) == left_alone(NAME)


def test_an_alias_that_cannot_be_read_is_an_error_and_no_permission(account: Account) -> None:
    add(account, OF_RUN | due())
    account.cloud.s3.put("artifacts", places.alias_key("demo", "faq"), b"{")
    with pytest.raises(msgspec.DecodeError):
        retired(of_model(NAME))
    assert NAME in account.bedrock.models

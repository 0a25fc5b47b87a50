"""Whoever serves a model learns 90 days before that its base ends."""

import datetime as dt

import pytest

from lambdas.contract import names
from tests.fakes.custom_models import NOVA_MICRO
from tests.unit.audit_serving.account import Account
from tests.unit.audit_serving.samples import DAY, MOMENT, NOW, OF_RUN, RUN_ID

SOON = 90 * DAY


def serve(account: Account, *attempts: int) -> list[str]:
    """Have capacity of a run that lives."""
    account.run(RUN_ID, "RUNNING")
    made = [names.run_capacity_name("dev", RUN_ID, attempt) for attempt in attempts]
    for name in made:
        account.serve(name, OF_RUN)
    return made


@pytest.mark.parametrize(
    ("ends_in", "is_told"), [(SOON, True), (SOON + MOMENT, False), (-DAY, True)]
)
def test_90_days_before_its_end_each_capacity_is_told_of_once_a_day(
    account: Account, ends_in: dt.timedelta, is_told: bool
) -> None:
    made = serve(account, 1, 2)
    account.bedrock.ends_of_life[NOVA_MICRO] = NOW + ends_in
    account.audited()
    account.audited()
    expected = [(name, "base_ends", False) for name in made]
    assert account.outcomes() == (expected if is_told else [])


def test_a_base_is_asked_for_once(account: Account) -> None:
    serve(account, 1, 2, 3)
    account.audited()
    assert account.bedrock.calls.count("GetFoundationModel") == 1


def test_a_base_without_an_end_is_no_news(account: Account) -> None:
    serve(account, 1)
    assert account.audited().findings == []


def test_a_base_that_bedrock_forgot_has_ended(account: Account) -> None:
    serve(account, 1)
    account.bedrock.refuse("GetFoundationModel", "ResourceNotFoundException")
    (finding,) = account.audited().findings
    assert finding.reason.value == "base_ends"
    assert NOVA_MICRO in finding.sentence
    assert "2026-11-24" in finding.sentence


def test_what_failed_serves_nobody(account: Account) -> None:
    (name,) = serve(account, 1)
    account.bedrock.change(name, "Failed")
    account.audited()
    assert "GetFoundationModel" not in account.bedrock.calls

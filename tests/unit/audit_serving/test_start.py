"""Executions have names that make a doubled audit harmless, and that Step Functions takes."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lambdas.audit_serving.start import projection_name, retirement_name, start
from lambdas.contract import names
from lambdas.contract.retirement import Finding, Reason, Thing
from tests.fakes.cloud import RETIRE_MACHINE_ARN
from tests.fakes.requests import service_error
from tests.fakes.stepfunctions import FakeStepFunctions
from tests.unit.audit_serving.samples import DAY, HOUR, MOMENT, NOW

LEGAL = re.compile(r"[0-9A-Za-z_-]{1,80}")
CAPACITY = st.from_regex(r"bc-dev-[0-9a-zA-Z-]{1,56}", fullmatch=True)


def finding(name: str, reason: Reason = Reason.ORPHANED, remove: bool = True) -> Finding:
    """Return a finding about a throughput."""
    return Finding(thing=Thing.THROUGHPUT, name=name, reason=reason, remove=remove)


def test_a_removal_is_tried_every_hour_and_people_are_told_once_a_day() -> None:
    removal, telling = finding("bc-dev-x"), finding("bc-dev-x", remove=False)
    assert retirement_name(removal, NOW) == "bc-dev-x-orphaned-20261124T12"
    assert retirement_name(removal, NOW + MOMENT) == retirement_name(removal, NOW)
    assert retirement_name(removal, NOW + HOUR) != retirement_name(removal, NOW)
    assert retirement_name(telling, NOW) == "bc-dev-x-orphaned-20261124"
    assert retirement_name(telling, NOW + HOUR) == retirement_name(telling, NOW)
    assert retirement_name(telling, NOW + DAY) != retirement_name(telling, NOW)


@given(one=CAPACITY, other=CAPACITY, reason=st.sampled_from(Reason), remove=st.booleans())
def test_names_are_legal_and_tell_things_apart(
    one: str, other: str, reason: Reason, remove: bool
) -> None:
    first, second = (retirement_name(finding(name, reason, remove), NOW) for name in (one, other))
    assert LEGAL.fullmatch(first)
    assert (first == second) == (one == other)


def test_the_longest_names_are_told_apart_by_what_was_cut() -> None:
    longest = [f"bc-dev-{'x' * 55}{end}" for end in "ab"]
    made = {retirement_name(finding(name, Reason.BASE_ENDS), NOW) for name in longest}
    assert len(made) == 2
    assert all(LEGAL.fullmatch(name) for name in made)


def test_no_two_aliases_share_a_projections_name() -> None:
    assert projection_name("a", "b-c", NOW) != projection_name("a-b", "c", NOW)
    longest = projection_name("x" * names.LONGEST_TEAM, "y" * names.LONGEST_ALIAS, NOW)
    assert LEGAL.fullmatch(longest)
    assert longest.endswith("y-20261124T12")


def test_what_was_started_before_is_not_started_again(monkeypatch: pytest.MonkeyPatch) -> None:
    stepfunctions = FakeStepFunctions()
    assert start(stepfunctions.client, RETIRE_MACHINE_ARN, "name", finding("bc-dev-x"))

    def refuse(**_: object) -> None:
        raise service_error("ExecutionAlreadyExists")

    monkeypatch.setattr(stepfunctions, "start_execution", refuse)
    assert not start(stepfunctions.client, RETIRE_MACHINE_ARN, "name", finding("bc-dev-x"))

"""What is wrong with capacity, from what was read of it and its owner."""

import dataclasses
import datetime as dt
from typing import Any

import pytest

from lambdas.audit_serving.judge_capacity import judge
from lambdas.audit_serving.policy import SLACK_FOR_DEPLOYMENTS, SLACK_FOR_THROUGHPUT, Policy
from lambdas.audit_serving.sight import Sight
from lambdas.common.executions import GONE
from lambdas.contract import names
from lambdas.contract.retirement import Finding, Reason, Thing
from tests.unit.audit_serving.samples import (
    DAY,
    GRACE,
    HOUR,
    MOMENT,
    NOW,
    OF_ALIAS,
    OF_ENVIRONMENT,
    OTHER_ARN,
    POLICY,
    RUN_ID,
    SETTLED,
    deployment,
    expires,
    of_alias,
    of_run,
    record,
    run,
    throughput,
)

LONG_AGO = 30 * DAY
TELLS = dataclasses.replace(POLICY, removes=False)
REMOVES_IDLE = dataclasses.replace(POLICY, removes_idle=True)


def verdict(sight: Sight, policy: Policy = POLICY) -> tuple[Reason, bool] | None:
    """Return the reason of the finding and whether it removes."""
    found = judge(sight, policy, NOW)
    return (found.reason, found.remove) if found else None


def found(sight: Sight) -> Finding:
    """Return the finding there must be."""
    finding = judge(sight, POLICY, NOW)
    assert finding
    return finding


@pytest.mark.parametrize("status", ["RUNNING", "PENDING_REDRIVE", "SOMETHING_NEW"])
@pytest.mark.parametrize("tags", [{}, expires(NOW - DAY), SETTLED, SETTLED | expires(NOW - DAY)])
def test_what_a_living_run_owns_is_left_alone(status: str, tags: dict[str, str]) -> None:
    sight = dataclasses.replace(of_run(run(status), tags), unused=True)
    assert verdict(sight, REMOVES_IDLE) is None


@pytest.mark.parametrize(
    ("capacity", "patience"),
    [(throughput(), SLACK_FOR_THROUGHPUT), (deployment(), GRACE + SLACK_FOR_DEPLOYMENTS)],
    ids=["throughput", "deployment"],
)
@pytest.mark.parametrize("status", ["FAILED", "ABORTED", "TIMED_OUT", "SUCCEEDED"])
def test_clean_up_has_its_time_before_the_audit_comes_in(
    capacity: Any, patience: dt.timedelta, status: str
) -> None:
    assert verdict(of_run(run(status, patience), one=capacity)) is None
    late = of_run(run(status, patience + MOMENT), one=capacity)
    assert verdict(late) == (Reason.ORPHANED, True)
    assert verdict(late, TELLS) == (Reason.ORPHANED, False)


def test_a_run_that_nobody_knows_any_more_owns_nothing() -> None:
    assert verdict(of_run(run(GONE))) == (Reason.ORPHANED, True)


def test_settled_capacity_needs_its_run_no_more() -> None:
    assert verdict(of_run(run(GONE), SETTLED)) is None
    assert verdict(of_run(run("SUCCEEDED", LONG_AGO), SETTLED | expires(NOW + MOMENT))) is None


@pytest.mark.parametrize("ended", [run("SUCCEEDED", MOMENT), run(GONE)])
@pytest.mark.parametrize("settled", [{}, SETTLED])
def test_what_is_past_its_time_goes(ended: Any, settled: dict[str, str]) -> None:
    sight = of_run(ended, settled | expires(NOW))
    assert verdict(sight) == (Reason.EXPIRED, True)
    assert verdict(sight, TELLS) == (Reason.EXPIRED, False)


def test_what_has_our_tag_but_no_owner_is_for_a_person_to_judge() -> None:
    assert verdict(Sight(capacity=throughput(), tags=OF_ENVIRONMENT)) == (Reason.ORPHANED, False)


def test_what_an_alias_serves_from_is_left_alone() -> None:
    assert verdict(of_alias()) is None


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"record": record(OTHER_ARN)}, (Reason.ORPHANED, True)),
        ({"record": record("")}, (Reason.ORPHANED, True)),
        ({"record": None}, (Reason.ORPHANED, True)),
        ({"record": record(OTHER_ARN), "claimant": run()}, None),
        ({"record": record(OTHER_ARN), "claimant": run("FAILED", 2 * MOMENT)}, None),
        ({"record": record(OTHER_ARN), "claimant": run("FAILED", HOUR)}, (Reason.ORPHANED, True)),
        ({"declared": False, "record": record("")}, (Reason.ORPHANED, True)),
        ({"declared": False, "record": record(), "claimant": run()}, None),
        ({"declared": False}, (Reason.ORPHANED, False)),
    ],
    ids=[
        "another",
        "nothing",
        "no record",
        "being moved",
        "its mover's last call",
        "its mover failed",
        "withdrawn",
        "being withdrawn",
        "undeclared but serving",
    ],
)
def test_an_alias_lets_go_of_what_it_does_not_serve_from(
    members: dict[str, Any], expected: tuple[Reason, bool] | None
) -> None:
    assert verdict(of_alias(**members)) == expected


def test_an_expiry_on_what_settings_declare_means_nothing() -> None:
    assert verdict(of_alias(tags=OF_ALIAS | expires(NOW - DAY))) is None


@pytest.mark.parametrize(
    ("sight", "expected"),
    [
        (of_run(run(GONE), SETTLED), (Reason.IDLE, True)),
        (of_run(run(GONE), SETTLED | expires(NOW + DAY)), (Reason.IDLE, False)),
        (of_alias(), (Reason.IDLE, False)),
        (of_alias(tags=OF_ALIAS | SETTLED), (Reason.IDLE, False)),
        (of_run(run(), SETTLED), None),
        (of_run(run(GONE), SETTLED, throughput(created_at=NOW - 24 * HOUR)), None),
        (of_run(run(GONE), SETTLED, throughput(status="Updating")), None),
    ],
    ids=[
        "kept",
        "has an end",
        "declared",
        "declared and settled",
        "its run lives",
        "young",
        "changing",
    ],
)
def test_idleness_ends_only_what_is_kept_without_an_end(
    sight: Sight, expected: tuple[Reason, bool] | None
) -> None:
    assert verdict(sight, REMOVES_IDLE) is None
    idle = dataclasses.replace(sight, unused=True)
    assert verdict(idle, REMOVES_IDLE) == expected
    assert verdict(idle) == (expected and (expected[0], False))


def test_what_a_term_forbids_to_delete_is_told_with_its_date() -> None:
    committed = throughput(committed_until=NOW + DAY)
    finding = found(of_run(run(GONE), one=committed))
    assert (finding.reason, finding.remove) == (Reason.ORPHANED, False)
    assert "committed until 2026-11-25 12:30 UTC" in finding.sentence
    assert verdict(of_run(run(GONE), one=throughput(committed_until=NOW))) == (
        Reason.ORPHANED,
        True,
    )


def test_a_finding_names_the_thing_and_says_what_it_costs() -> None:
    finding = found(of_run(run("ABORTED", LONG_AGO)))
    assert finding.thing is Thing.THROUGHPUT
    assert finding.name == names.run_capacity_name("dev", RUN_ID, 1)
    assert finding.usd_per_hour == 121.0
    assert RUN_ID in finding.sentence
    assert "ABORTED" in finding.sentence


def test_an_unknown_price_is_none_and_never_nothing() -> None:
    unpriced = dataclasses.replace(POLICY, prices={})
    finding = judge(of_run(run(GONE)), unpriced, NOW)
    assert finding
    assert finding.usd_per_hour is None
    assert found(of_run(run(GONE), one=deployment())).usd_per_hour is None


def test_a_date_that_is_none_is_an_error_and_no_verdict() -> None:
    with pytest.raises(ValueError, match="tomorrow"):
        judge(of_run(run(GONE), {names.TAG_EXPIRES: "tomorrow"}), POLICY, NOW)

"""Runs that ask for approval in the deployed system: nothing is made before, one answer counts."""

import datetime as dt
import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest
from botocore.exceptions import ClientError

from cli.identity import prove
from lambdas.contract import errors, places
from lambdas.contract.approval import Approval, Decision
from tests.local.approval_plays import (
    ASKING,
    WAITS,
    Approvers,
    answer,
    answer_of,
    approval_of,
    asked,
    customize,
    invoke,
    made,
    plan_of,
    put,
    waiting,
)
from tests.local.system import REQUEST, TEAM, Json, System, wait_for

UNKNOWN_PRICE: Json = {**REQUEST, "model": "nova-lite"}
OVER_BUDGET: Json = {**REQUEST, "budget_usd": 0.001}
ASKED: dict[str, tuple[Json, list[str]]] = {
    "ask-approved": (ASKING, ["asked_for"]),
    "ask-rejected": (ASKING, ["asked_for"]),
    "ask-expired": (ASKING, ["asked_for"]),
    "ask-unheard": (ASKING, ["asked_for"]),
    "ask-guarded": (ASKING, ["asked_for"]),
    "ask-aborted": (ASKING, ["asked_for"]),
    "ask-over-budget": (OVER_BUDGET, ["over_budget"]),
    "ask-unknown-price": (UNKNOWN_PRICE, ["unknown_price"]),
}
"""What each run asks, and for which reasons it has to be approved."""
REFUSED = {"AccessDenied", "AccessDeniedException"}


@pytest.fixture(scope="module")
def runs(system: System) -> Iterator[dict[str, str]]:
    """Every run that asks, begun together; those that nobody answered are stopped at the end."""
    system.team  # noqa: B018 brings the data
    with ThreadPoolExecutor(4) as pool:
        begun = {
            name: pool.submit(asked, system, name, request) for name, (request, _) in ASKED.items()
        }
        ids = {name: run.result() for name, run in begun.items()}
    yield ids
    for run_id in ids.values():
        if system.run(run_id)["status"] == "RUNNING":
            system.abort(run_id)


@pytest.fixture(scope="module")
def approvers(system: System) -> Approvers:
    """The approvers of the team."""
    return Approvers(system)


@pytest.mark.parametrize("name", ASKED)
def test_a_run_that_asks_waits_and_has_made_nothing(
    system: System, runs: dict[str, str], name: str
) -> None:
    run_id = runs[name]
    found = waiting(system, run_id)
    assert found
    assert [reason.value for reason in found.reasons] == ASKED[name][1]
    assert system.entered(run_id)[:4] == ["PlanRun", "Asks", "TellApprovers", WAITS]
    # Read twice as far apart as a job takes: whoever made one would have by now.
    if answer_of(system, run_id) is None:
        assert made(system, run_id) == []


def test_launcher_and_approver_see_the_same_plan(
    system: System, runs: dict[str, str], approvers: Approvers
) -> None:
    run_id = runs["ask-guarded"]
    found = waiting(system, run_id)
    assert found
    by_launcher = plan_of(approvers.launcher("carl"), run_id)
    by_approver = plan_of(approvers.ann, run_id)
    assert (by_launcher.pop("status"), by_approver.pop("status")) == ("RUNNING", None)
    assert by_launcher == by_approver
    assert by_approver["plan_hash"] == found.plan_hash
    until = dt.datetime.fromisoformat(by_approver["answer_until"])
    late = dt.datetime.fromisoformat(found.expires_at) - until
    assert dt.timedelta(seconds=-1) <= late < dt.timedelta(minutes=1)


def test_an_approved_run_goes_on_at_once_and_its_report_says_by_whom(
    system: System, runs: dict[str, str], approvers: Approvers
) -> None:
    run_id = runs["ask-approved"]
    done = answer(approvers.ann, "approve", run_id, reason="agreed")
    assert done.returncode == 0, done.stderr
    approval = msgspec.json.decode(done.stdout, type=Approval)
    assert approval.approver.endswith("/ann")
    assert ":assumed-role/" in approval.approver
    wait_for("training", lambda: "TrainModel" in system.entered(run_id), seconds=10)
    assert system.end_of(run_id)["status"] == "SUCCEEDED"
    report = system.team.client("s3").get_object(
        Bucket=system.deployment.artifacts_bucket,
        Key=places.report_key(TEAM, run_id, "report.json"),
    )
    assert json.loads(report["Body"].read())["approval"] == msgspec.to_builtins(approval)


def test_a_second_answer_is_refused_and_the_same_again_is_not(
    system: System, runs: dict[str, str], approvers: Approvers
) -> None:
    run_id = runs["ask-approved"]
    if answer_of(system, run_id) is None:
        answer(approvers.ann, "approve", run_id)
    first = answer_of(system, run_id)
    assert first
    again = answer(approvers.ann, "approve", run_id)
    assert msgspec.json.decode(again.stdout, type=Approval) == first
    second = answer(approvers.person("bob"), "reject", run_id)
    assert second.returncode == 4
    assert f"was approved by {first.approver}" in second.stderr
    assert answer_of(system, run_id) == first


def test_a_rejected_run_ends_with_the_reason_and_has_made_nothing(
    system: System, runs: dict[str, str], approvers: Approvers
) -> None:
    run_id = runs["ask-rejected"]
    assert answer(approvers.ann, "reject", run_id, reason="too dear").returncode == 0
    end = system.end_of(run_id)
    assert (end["status"], end["error"]) == ("FAILED", errors.ApprovalRejectedError.__name__)
    assert end["cause"].endswith("too dear")
    assert made(system, run_id) == []


def test_a_run_that_nobody_answers_in_time_ends_and_is_answered_no_more(
    system: System, runs: dict[str, str], approvers: Approvers
) -> None:
    run_id = runs["ask-expired"]
    found = waiting(system, run_id)
    assert found
    over = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=2)
    key = places.approval_key(run_id)
    put(system, key, msgspec.structs.replace(found, expires_at=over.isoformat()))
    late = answer(approvers.ann, "approve", run_id)
    assert late.returncode == 4
    assert "could be answered until" in late.stderr
    end = system.end_of(run_id)
    assert (end["status"], end["error"]) == ("FAILED", errors.ApprovalExpiredError.__name__)
    assert made(system, run_id) == []


def test_an_answer_whose_wake_up_was_lost_is_found_by_the_next_look(
    system: System, runs: dict[str, str]
) -> None:
    run_id = runs["ask-unheard"]
    found = waiting(system, run_id)
    assert found
    put(system, places.approval_answer_key(run_id), approval_of(found))
    assert system.end_of(run_id)["status"] == "SUCCEEDED"


def test_a_changed_plan_is_refused(
    system: System, runs: dict[str, str], approvers: Approvers
) -> None:
    run_id = runs["ask-guarded"]
    done = answer(approvers.ann, "approve", run_id, plan_hash="0" * 64)
    assert done.returncode == 4
    assert "look at it again" in done.stderr
    assert answer_of(system, run_id) is None


def test_the_launcher_answers_nothing(
    system: System, runs: dict[str, str], approvers: Approvers
) -> None:
    run_id = runs["ask-guarded"]
    found = waiting(system, run_id)
    assert found
    launcher = approvers.launcher("carl")
    done = answer(launcher, "approve", run_id)
    assert done.returncode == 4
    assert "lambda:InvokeFunction" in done.stderr
    with pytest.raises(ClientError) as error:
        launcher.client("stepfunctions").send_task_success(taskToken=found.task_token, output="{}")
    assert error.value.response["Error"]["Code"] in REFUSED
    assert answer_of(system, run_id) is None


def test_the_approver_starts_stops_and_wakes_nothing(
    system: System, runs: dict[str, str], approvers: Approvers
) -> None:
    run_id = runs["ask-guarded"]
    found = waiting(system, run_id)
    assert found
    client = approvers.ann.client("stepfunctions")
    door = system.deployment.teams[TEAM].front_door_arn
    arn = system.execution_arn(run_id)
    attempts: list[Callable[[], object]] = [
        lambda: client.send_task_success(taskToken=found.task_token, output="{}"),
        lambda: client.start_execution(stateMachineArn=door, input="{}"),
        lambda: client.stop_execution(executionArn=arn),
        lambda: client.get_execution_history(executionArn=arn),
    ]
    for attempt in attempts:
        with pytest.raises(ClientError) as error:
            attempt()
        assert error.value.response["Error"]["Code"] in REFUSED


def test_another_teams_approver_answers_nothing(system: System, runs: dict[str, str]) -> None:
    run_id = runs["ask-guarded"]
    found = waiting(system, run_id)
    assert found
    stranger = Approvers(system, "other").person("eve")
    order = {
        "run_id": run_id,
        "plan_hash": found.plan_hash,
        "decision": "approved",
        "identity": prove(stranger.client("sts"), run_id, found.plan_hash, Decision.APPROVED, ""),
    }
    with pytest.raises(ClientError) as error:
        invoke(stranger, system.deployment.teams[TEAM].answer_approval_arn, order)
    assert error.value.response["Error"]["Code"] in REFUSED
    said = invoke(stranger, system.deployment.teams["other"].answer_approval_arn, order)
    assert said["errorType"] == errors.AnswerRefusedError.__name__
    assert "none of team other" in said["errorMessage"]
    assert customize(stranger, "plan", run_id).returncode == 4
    assert answer_of(system, run_id) is None


def test_nobody_answers_in_anybody_elses_name(
    system: System, runs: dict[str, str], approvers: Approvers
) -> None:
    run_id = runs["ask-guarded"]
    found = waiting(system, run_id)
    assert found
    answering = system.deployment.teams[TEAM].answer_approval_arn
    given = (run_id, found.plan_hash, Decision.APPROVED, "")
    order = {"run_id": run_id, "plan_hash": found.plan_hash, "decision": "approved"}
    by_launcher = prove(approvers.launcher("carl").client("sts"), *given)
    by_ann = prove(approvers.ann.client("sts"), *given)
    for identity, said in {
        by_launcher: "is no approver of team demo",
        f"{by_ann[:-4]}0000": "SignatureDoesNotMatch",
    }.items():
        refused = invoke(approvers.ann, answering, {**order, "identity": identity})
        assert refused["errorType"] == errors.AnswerRefusedError.__name__
        assert said in refused["errorMessage"]
    rejected = {**order, "decision": "rejected", "identity": by_ann}
    assert "SignatureDoesNotMatch" in invoke(approvers.ann, answering, rejected)["errorMessage"]
    assert answer_of(system, run_id) is None


def test_an_abort_while_it_waits_leaves_nothing_to_clean_up(
    system: System, runs: dict[str, str]
) -> None:
    run_id = runs["ask-aborted"]
    system.abort(run_id)
    clean_up = wait_for("the clean-up", lambda: system.clean_up_of(run_id))
    assert clean_up["status"] == "SUCCEEDED"
    assert system.run(run_id)["status"] == "ABORTED"
    assert made(system, run_id) == []

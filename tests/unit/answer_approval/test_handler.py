"""AnswerApproval: the first answer counts, by a team's approver, for the plan shown, in time."""

import datetime as dt
from typing import Any

import msgspec
import pytest

from lambdas.answer_approval.handler import handler
from lambdas.contract.approval import Approval, Decision
from lambdas.contract.errors import AnswerRefusedError
from tests.fakes.cloud import ARTIFACTS, Cloud
from tests.fakes.s3 import s3_error
from tests.fakes.sts import FakeSts, Person
from tests.unit.analyze_training.samples import RUN
from tests.unit.answer_approval.samples import ANN, BOB, LAUNCHER, STRANGER, answered, order
from tests.unit.request_approval.samples import (
    ANSWER_KEY,
    ARN,
    HASH,
    HOURS,
    REASONS,
    TOKEN,
    WAITING_KEY,
    approval,
    ask,
    asked_ago,
    put_answer,
    waiting,
)

REJECT: dict[str, Any] = {"decision": Decision.REJECTED, "reason": "too dear"}


def kept(cloud: Cloud) -> Approval | None:
    """Return the answer that is kept."""
    if (ARTIFACTS, ANSWER_KEY) not in cloud.s3.versions:
        return None
    return msgspec.json.decode(cloud.s3.body(ARTIFACTS, ANSWER_KEY), type=Approval)


def test_an_approval_is_kept_and_wakes_the_run(cloud: Cloud) -> None:
    answer = answered(order(ANN, reason="agreed"))
    assert answer == kept(cloud)
    assert (answer.decision, answer.approver, answer.reason) == ("approved", ANN.arn, "agreed")
    assert (answer.plan_hash, answer.reasons) == (HASH, REASONS)
    assert answer.asked_at == waiting(cloud).asked_at <= answer.answered_at
    [told] = cloud.stepfunctions.answers
    assert told.token == TOKEN
    assert msgspec.json.decode(told.output, type=Approval) == answer


def test_a_rejection_is_kept_and_ends_the_run(cloud: Cloud) -> None:
    assert answered(order(ANN, **REJECT)) == kept(cloud)
    [told] = cloud.stepfunctions.answers
    assert (told.token, told.error) == (TOKEN, "ApprovalRejectedError")
    assert ANN.arn in told.cause
    assert "too dear" in told.cause


def test_the_answer_is_kept_before_the_run_is_woken(cloud: Cloud) -> None:
    seen: list[Approval | None] = []
    cloud.stepfunctions.on_answer = lambda: seen.append(kept(cloud))
    answered(order(ANN))
    assert seen == [kept(cloud)]
    assert seen[0]


def test_a_run_that_looks_while_it_is_answered_is_woken_by_its_newest_token(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = cloud.s3.put_object

    def look_and_store(**asked: Any) -> dict[str, Any]:
        if asked["Key"] == ANSWER_KEY and "token-2" not in cloud.stepfunctions.waiting:
            cloud.stepfunctions.waiting = {"token-2"}
            ask("token-2")
        return store(**asked)

    monkeypatch.setattr(cloud.s3, "put_object", look_and_store)
    answered(order(ANN))
    assert [told.token for told in cloud.stepfunctions.answers] == ["token-2"]


@pytest.mark.parametrize("accident", ["TaskTimedOut", "TaskDoesNotExist", "InvalidToken"])
def test_a_stale_token_is_success_and_the_next_look_finds_the_answer(
    cloud: Cloud, accident: str
) -> None:
    cloud.stepfunctions.waiting.clear()
    cloud.stepfunctions.refusal = accident
    answered(order(ANN))
    cloud.stepfunctions.waiting = {"token-2"}
    ask("token-2")
    assert [told.token for told in cloud.stepfunctions.answers] == ["token-2"]


def test_a_wake_up_that_was_lost_is_made_up_for_by_the_same_answer_again(cloud: Cloud) -> None:
    cloud.stepfunctions.waiting.clear()
    cloud.stepfunctions.refusal = "ThrottlingException"
    with pytest.raises(Exception, match="Throttling"):
        answered(order(ANN))
    cloud.stepfunctions.waiting = {TOKEN}
    assert answered(order(ANN)) == kept(cloud)
    assert [told.token for told in cloud.stepfunctions.answers] == [TOKEN]


def test_the_same_answer_again_is_answered_with_the_first(cloud: Cloud) -> None:
    first = answered(order(ANN, reason="agreed"))
    assert answered(order(ANN, reason="agreed again")) == first
    assert len(cloud.s3.versions[ARTIFACTS, ANSWER_KEY]) == 1


def test_the_same_answer_by_another_session_of_the_role_is_answered_with_the_first(
    cloud: Cloud,
) -> None:
    first = answered(order(ANN))
    assert answered(order(BOB)) == first
    assert first.approver == ANN.arn
    assert kept(cloud) == first


def test_the_same_answer_by_a_role_of_another_name_is_a_second_one(cloud: Cloud) -> None:
    before = ANN.arn.replace("DemoApprover-1A2B", "DemoApprover-0000")
    put_answer(cloud, msgspec.structs.replace(approval(), approver=before))
    with pytest.raises(AnswerRefusedError, match=f"was approved by {before} at"):
        answered(order(ANN))


@pytest.mark.parametrize("person", [ANN, BOB], ids=["same", "other"])
def test_a_second_answer_is_refused_and_hears_of_the_first(cloud: Cloud, person: Person) -> None:
    first = answered(order(ANN))
    with pytest.raises(AnswerRefusedError, match=f"was approved by {ANN.arn} at"):
        answered(order(person, **REJECT))
    assert kept(cloud) == first
    assert len(cloud.stepfunctions.answers) == 1


@pytest.mark.parametrize("code", ["PreconditionFailed", "ConditionalRequestConflict"])
def test_of_two_at_once_one_counts(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    def overtaken(**asked: Any) -> dict[str, Any]:
        assert asked["IfNoneMatch"] == "*"
        other = msgspec.structs.replace(approval(Decision.REJECTED), approver=BOB.arn)
        put_answer(cloud, other)
        raise s3_error(code)

    monkeypatch.setattr(cloud.s3, "put_object", overtaken)
    with pytest.raises(AnswerRefusedError, match=f"was rejected by {BOB.arn}"):
        answered(order(ANN))


def test_a_write_whose_response_was_lost_is_found_again(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = cloud.s3.put_object

    def write_twice(**asked: Any) -> dict[str, Any]:
        # The SDK tries again when it hears nothing, and then meets what it wrote.
        store(**asked)
        return store(**asked)

    monkeypatch.setattr(cloud.s3, "put_object", write_twice)
    assert answered(order(ANN)) == kept(cloud)
    assert len(cloud.stepfunctions.answers) == 1


def test_a_changed_plan_is_refused(cloud: Cloud) -> None:
    with pytest.raises(AnswerRefusedError, match=f"its hash is {HASH}; look at it again"):
        answered(order(ANN, plan_hash="0" * 64))
    assert kept(cloud) is None
    assert cloud.stepfunctions.answers == []


def test_the_moment_before_the_end_counts_and_the_one_after_does_not(cloud: Cloud) -> None:
    asked_ago(cloud, dt.timedelta(hours=HOURS, seconds=2))
    with pytest.raises(AnswerRefusedError, match="could be answered until"):
        answered(order(ANN))
    assert kept(cloud) is None
    asked_ago(cloud, dt.timedelta(hours=HOURS, seconds=-30))
    assert answered(order(ANN)) == kept(cloud)


def test_a_late_repetition_still_hears_of_the_first(cloud: Cloud) -> None:
    first = answered(order(ANN))
    asked_ago(cloud, dt.timedelta(hours=2 * HOURS))
    assert answered(order(ANN)) == first


@pytest.mark.parametrize("how", ["ABORTED", "FAILED", "TIMED_OUT", "SUCCEEDED"])
def test_a_run_that_has_ended_is_not_answered(cloud: Cloud, how: str) -> None:
    cloud.stepfunctions.run(ARN, how)
    with pytest.raises(AnswerRefusedError, match=f"run {RUN.run_id} waits no more: it is {how}"):
        answered(order(ANN))
    assert kept(cloud) is None
    assert cloud.stepfunctions.answers == []


def test_a_run_that_nobody_knows_any_more_is_not_answered(cloud: Cloud) -> None:
    cloud.stepfunctions.executions.clear()
    with pytest.raises(AnswerRefusedError, match="it is GONE"):
        answered(order(ANN))


def test_the_same_answer_after_the_run_ended_still_hears_of_the_first(cloud: Cloud) -> None:
    first = answered(order(ANN, **REJECT))
    cloud.stepfunctions.run(ARN, "FAILED")
    assert answered(order(ANN, **REJECT)) == first


def test_a_run_that_never_asked_is_refused(cloud: Cloud) -> None:
    del cloud.s3.versions[ARTIFACTS, WAITING_KEY]
    with pytest.raises(AnswerRefusedError, match=f"run {RUN.run_id} waits for no approval"):
        answered(order(ANN))
    assert kept(cloud) is None


def test_another_teams_run_is_refused_unread(cloud: Cloud, sts: FakeSts) -> None:
    with pytest.raises(AnswerRefusedError, match="run other_run-1 is none of team demo"):
        answered(order(ANN, run_id="other_run-1"))
    assert sts.seen == []
    assert kept(cloud) is None


@pytest.mark.parametrize("person", [LAUNCHER, STRANGER], ids=["launcher", "other account"])
def test_who_did_not_take_on_the_teams_approver_role_is_refused(
    cloud: Cloud, person: Person
) -> None:
    with pytest.raises(AnswerRefusedError, match=f"{person.arn} is no approver of team demo"):
        answered(order(person))
    assert kept(cloud) is None
    assert cloud.stepfunctions.answers == []


def test_a_forged_identity_is_refused(cloud: Cloud) -> None:
    forged = order(ANN).identity[:-1] + "x"
    with pytest.raises(AnswerRefusedError, match="SignatureDoesNotMatch"):
        answered(order(ANN, identity=forged))
    assert kept(cloud) is None


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ({"decision": "maybe"}, r"\$\.decision"),
        ({"reason": "x" * 501}, r"length <= 500 - at `\$\.reason`"),
        ({"task_token": "any"}, "task_token"),
    ],
)
def test_what_is_no_answer_is_told_what_is_wrong(
    cloud: Cloud, broken: dict[str, Any], said: str
) -> None:
    event = msgspec.to_builtins(order(ANN)) | broken
    with pytest.raises(AnswerRefusedError, match=f"this is no answer: .*{said}"):
        handler(event, None)  # type: ignore[arg-type]
    assert kept(cloud) is None

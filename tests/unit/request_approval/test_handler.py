"""RequestApproval: a plan waits once, is answered once, and is given up once."""

import datetime as dt
from typing import Any

import msgspec
import pytest
from botocore.exceptions import ClientError

from lambdas.contract.approval import LONGEST_ANSWER_SECONDS, Approval, Decision
from lambdas.contract.errors import ApprovalExpiredError
from tests.fakes.cloud import ARTIFACTS, Cloud
from tests.unit.analyze_training.samples import RUN
from tests.unit.request_approval.samples import (
    ANSWER_KEY,
    APPROVER,
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

TO_ANSWER = dt.timedelta(hours=HOURS)
MARGIN = dt.timedelta(seconds=LONGEST_ANSWER_SECONDS)


def test_a_plan_waits_with_its_hash_its_reasons_and_its_token(cloud: Cloud) -> None:
    before = dt.datetime.now(dt.UTC).replace(microsecond=0)
    ask()
    kept = waiting(cloud)
    assert (kept.run, kept.plan_hash, kept.reasons) == (RUN, HASH, REASONS)
    assert (kept.task_token, kept.execution_arn) == (TOKEN, ARN)
    asked, expires = map(dt.datetime.fromisoformat, (kept.asked_at, kept.expires_at))
    assert before <= asked <= dt.datetime.now(dt.UTC)
    assert expires - asked == TO_ANSWER
    assert cloud.s3.written == [f"s3://{ARTIFACTS}/{WAITING_KEY}"]
    assert cloud.stepfunctions.answers == []


def test_looking_again_keeps_the_newest_token_and_prolongs_nothing(cloud: Cloud) -> None:
    asked_ago(cloud, dt.timedelta(hours=5))
    first = waiting(cloud)
    ask("token-2")
    assert waiting(cloud) == msgspec.structs.replace(first, task_token="token-2")


def test_an_approval_that_came_before_the_token_is_answered_at_once(cloud: Cloud) -> None:
    put_answer(cloud, approval())
    ask()
    (answer,) = cloud.stepfunctions.answers
    assert answer.token == TOKEN
    assert msgspec.json.decode(answer.output, type=Approval) == approval()


def test_a_rejection_ends_the_run_with_who_and_why(cloud: Cloud) -> None:
    put_answer(cloud, approval(Decision.REJECTED))
    ask()
    (answer,) = cloud.stepfunctions.answers
    assert (answer.token, answer.error) == (TOKEN, "ApprovalRejectedError")
    assert APPROVER in answer.cause
    assert answer.cause.endswith(": too dear")


def test_an_answer_to_another_plan_is_none(cloud: Cloud) -> None:
    put_answer(cloud, approval(plan_hash="0" * 64))
    ask()
    assert cloud.stepfunctions.answers == []


def test_an_answer_while_the_token_is_stored_is_not_missed(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = cloud.s3.put_object

    def answer_and_store(**asked: Any) -> dict[str, Any]:
        # Whoever answers reads the token that is there now, so this one is told by nobody else.
        put_answer(cloud, approval())
        return store(**asked)

    monkeypatch.setattr(cloud.s3, "put_object", answer_and_store)
    ask()
    assert [answer.token for answer in cloud.stepfunctions.answers] == [TOKEN]


def test_answering_is_the_last_act(cloud: Cloud) -> None:
    put_answer(cloud, approval())
    seen: list[int] = []
    cloud.stepfunctions.on_answer = lambda: seen.append(len(cloud.s3.written))
    ask()
    assert seen == [len(cloud.s3.written)] == [1]


def test_a_stale_token_is_success(cloud: Cloud) -> None:
    put_answer(cloud, approval())
    cloud.stepfunctions.waiting.clear()
    ask()
    assert cloud.stepfunctions.answers == []


def test_any_other_refusal_of_the_answer_is_an_error(cloud: Cloud) -> None:
    put_answer(cloud, approval())
    cloud.stepfunctions.waiting.clear()
    cloud.stepfunctions.refusal = "ThrottlingException"
    with pytest.raises(ClientError, match="ThrottlingException"):
        ask()


@pytest.mark.parametrize("late", [dt.timedelta(seconds=-5), dt.timedelta(0), MARGIN / 2])
def test_a_plan_waits_until_nobody_can_be_answering_any_more(
    cloud: Cloud, late: dt.timedelta
) -> None:
    asked_ago(cloud, TO_ANSWER + late)
    ask()
    assert cloud.stepfunctions.answers == []


def test_a_plan_that_nobody_answered_ends_the_run(cloud: Cloud) -> None:
    asked_ago(cloud, TO_ANSWER + MARGIN + dt.timedelta(seconds=5))
    with pytest.raises(ApprovalExpiredError, match=rf"run {RUN.run_id}.*nothing was created"):
        ask()


def test_a_redrive_does_not_begin_the_time_anew(cloud: Cloud) -> None:
    asked_ago(cloud, TO_ANSWER * 2)
    for token in ("token-2", "token-3"):
        with pytest.raises(ApprovalExpiredError):
            ask(token)


def test_an_answer_in_time_counts_however_late_the_run_looks(cloud: Cloud) -> None:
    asked_ago(cloud, TO_ANSWER * 2)
    put_answer(cloud, approval())
    ask()
    assert [answer.error for answer in cloud.stepfunctions.answers] == [""]


def test_answers_are_kept_where_tokens_are() -> None:
    assert WAITING_KEY.startswith("control/approvals/demo/")
    assert ANSWER_KEY.startswith("control/approvals/demo/")
    assert WAITING_KEY != ANSWER_KEY

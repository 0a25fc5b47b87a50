"""`customize approve` and `customize reject`."""

import json
from typing import Any

import boto3
import pytest

from cli import approvals
from cli.identity import prove
from lambdas.contract.approval import Decision
from tests.unit.cli.cloud import Cloud, Json, answer_approval_arn, refusal
from tests.unit.cli.conftest import Customize

RUN_ID, HASH = "demo_r1", "ab" * 32
ANN = "arn:aws:sts::111122223333:assumed-role/Approver/ann"


@pytest.fixture
def asked(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Cloud:
    """Put a function that takes answers into the cloud; proofs are words here."""

    def proved(_sts: object, *answer: str) -> str:
        return "|".join(answer)

    def take(order: Json) -> tuple[Json, bool]:
        kept = {name: order[name] for name in ("decision", "plan_hash", "reason")}
        times = dict.fromkeys(("asked_at", "answered_at"), "2026-11-24T10:00:00+00:00")
        return kept | times | {"reasons": ["asked_for"], "approver": ANN}, False

    monkeypatch.setattr(approvals, "prove", proved)
    cloud.functions[answer_approval_arn("demo")] = take
    return cloud


def failing(cloud: Cloud, error: str, message: str) -> None:
    """Let the function fail."""
    said = {"errorType": error, "errorMessage": message}
    cloud.functions[answer_approval_arn("demo")] = lambda _order: (said, True)


@pytest.mark.parametrize(("word", "decision"), [("approve", "approved"), ("reject", "rejected")])
def test_it_hands_the_teams_function_the_answer_and_a_proof_for_it(
    asked: Cloud, customize: Customize, word: str, decision: str
) -> None:
    result = customize(word, RUN_ID, "--plan", HASH, "--reason", "because")
    assert result.exit_code == 0, result.stderr
    [call] = asked.asked("Invoke")
    assert call["FunctionName"] == answer_approval_arn("demo")
    assert json.loads(call["Payload"]) == {
        "run_id": RUN_ID,
        "plan_hash": HASH,
        "decision": decision,
        "identity": f"{RUN_ID}|{HASH}|{decision}|because",
        "reason": "because",
    }
    assert f"Run {RUN_ID} is {decision} by {ANN}" in result.stdout
    assert (f"customize watch {RUN_ID}" in result.stdout) is (word == "approve")


def test_the_run_is_watched_by_another_role_than_the_approvers(
    asked: Cloud, customize: Customize
) -> None:
    del asked
    told = customize("approve", RUN_ID, "--plan", HASH, "--profile", "approver").stdout
    assert told.endswith(f"with the launcher role: customize watch {RUN_ID}\n")


def test_its_json_is_the_answer_that_counts(asked: Cloud, customize: Customize) -> None:
    del asked
    told = json.loads(customize("approve", RUN_ID, "--plan", HASH, "--json").stdout)
    assert (told["decision"], told["approver"], told["plan_hash"]) == ("approved", ANN, HASH)


def test_nothing_is_answered_without_the_plans_hash(asked: Cloud, customize: Customize) -> None:
    assert customize("approve", RUN_ID).exit_code == 2
    assert asked.asked("Invoke") == []


def test_a_refused_answer_is_a_sentence(asked: Cloud, customize: Customize) -> None:
    failing(asked, "AnswerRefusedError", "run demo_r1 was rejected by bob")
    result = customize("approve", RUN_ID, "--plan", HASH)
    assert result.exit_code == 4
    assert "the answer does not count: run demo_r1 was rejected by bob" in result.stderr


@pytest.mark.parametrize("error", ["RuntimeError", "Sandbox.Timedout", "AccessRefusedError"])
def test_an_accident_is_no_refusal(asked: Cloud, customize: Customize, error: str) -> None:
    failing(asked, error, "any")
    result = customize("reject", RUN_ID, "--plan", HASH)
    assert result.exit_code == 5
    assert f"the answer was not taken ({error}): any; try again" in result.stderr


def test_who_may_not_answer_is_refused_by_aws(asked: Cloud, customize: Customize) -> None:
    message = "User: x is not authorized to perform: lambda:InvokeFunction on resource: y"
    asked.failures["Invoke"] = refusal("AccessDeniedException", "Invoke", message)
    result = customize("approve", RUN_ID, "--plan", HASH)
    assert result.exit_code == 4
    assert "AWS refused lambda:InvokeFunction" in result.stderr


def test_an_older_deployment_takes_no_answers(asked: Cloud, customize: Customize) -> None:
    [(name, text)] = asked.parameters.items()
    deployed = json.loads(text)
    del deployed["teams"]["demo"]["answer_approval_arn"]
    asked.parameters[name] = json.dumps(deployed)
    result = customize("approve", RUN_ID, "--plan", HASH)
    assert result.exit_code == 3
    assert "takes no answers" in result.stderr


def test_a_reason_is_no_essay(asked: Cloud, customize: Customize) -> None:
    result = customize("reject", RUN_ID, "--plan", HASH, "--reason", "x" * 501)
    assert result.exit_code == 2
    assert "500 characters" in result.stderr
    assert asked.asked("Invoke") == []


@pytest.fixture
def sts() -> Any:
    return boto3.client(
        "sts",
        region_name="eu-central-1",
        aws_access_key_id="ASIAANN",
        aws_secret_access_key="any",
        aws_session_token="token",
    )


def test_a_proof_is_no_address_and_asks_nothing_but_who_signed(sts: Any) -> None:
    query = prove(sts, RUN_ID, HASH, Decision.APPROVED, "")
    assert query.startswith("Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Algorithm=")
    assert "X-Amz-SignedHeaders=host%3Bx-bedrock-customization-answer&" in query
    assert "%2Feu-central-1%2Fsts%2F" in query


def test_a_client_signs_other_requests_as_before(sts: Any) -> None:
    prove(sts, RUN_ID, HASH, Decision.APPROVED, "")
    plain = sts.generate_presigned_url("get_caller_identity", HttpMethod="GET")
    assert "X-Amz-SignedHeaders=host&" in plain

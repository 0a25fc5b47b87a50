"""Who answers is who AWS says, for this answer alone, and nobody sends us elsewhere."""

import datetime as dt

import pytest
from botocore.exceptions import ClientError

from lambdas.answer_approval.identity import Caller, checked, prove
from lambdas.contract.approval import Decision
from lambdas.contract.errors import AnswerRefusedError
from tests.fakes.sts import HOST, FakeSts, Person
from tests.unit.answer_approval.samples import ANN, order, proof


@pytest.fixture
def sts() -> FakeSts:
    return FakeSts(people=[ANN])


def test_a_proof_of_the_command_says_who_answers(sts: FakeSts) -> None:
    assert prove(sts.client, order(ANN)) == Caller(account=ANN.account, arn=ANN.arn)
    [asked] = sts.seen
    assert asked.startswith(f"{HOST}/?")


def test_a_reason_of_any_letters_is_bound_too(sts: FakeSts) -> None:
    assert prove(sts.client, order(ANN, reason="Zu teuer - 10 %, ü&=/ 漢")).arn == ANN.arn


@pytest.mark.parametrize(
    "other",
    [
        {"run_id": "demo_run-2"},
        {"plan_hash": "0" * 64},
        {"decision": Decision.REJECTED},
        {"reason": "another"},
    ],
    ids=lambda other: next(iter(other)),
)
def test_a_proof_for_another_answer_proves_nothing(sts: FakeSts, other: dict[str, str]) -> None:
    with pytest.raises(AnswerRefusedError, match="SignatureDoesNotMatch"):
        prove(sts.client, order(ANN, identity=proof(ANN, **other)))


def test_a_forged_signature_is_refused(sts: FakeSts) -> None:
    head, _, signature = proof(ANN).partition("X-Amz-Signature=")
    forged = f"{head}X-Amz-Signature={signature[::-1]}"
    with pytest.raises(AnswerRefusedError, match="SignatureDoesNotMatch"):
        prove(sts.client, order(ANN, identity=forged))


def test_somebody_elses_key_does_not_make_one_them(sts: FakeSts) -> None:
    liar = Person(ANN.account, "any", access_key=ANN.access_key, secret="guessed")
    with pytest.raises(AnswerRefusedError, match="SignatureDoesNotMatch"):
        prove(sts.client, order(ANN, identity=proof(liar)))


def test_an_unknown_key_is_refused(sts: FakeSts) -> None:
    sts.people.clear()
    with pytest.raises(AnswerRefusedError, match="InvalidClientTokenId"):
        prove(sts.client, order(ANN))


def test_an_old_proof_is_refused(sts: FakeSts) -> None:
    sts.now += dt.timedelta(minutes=16)
    with pytest.raises(AnswerRefusedError, match="older than 15 minutes"):
        prove(sts.client, order(ANN))


def test_an_accident_of_sts_is_no_forgery(sts: FakeSts) -> None:
    sts.status = 503
    with pytest.raises(ClientError):
        prove(sts.client, order(ANN))


def test_the_client_asks_for_nobody_after_a_proof(sts: FakeSts) -> None:
    client = sts.client
    prove(client, order(ANN))
    sts.people.clear()
    with pytest.raises(ClientError):
        client.get_caller_identity()
    assert "X-Amz-Signature" not in sts.seen[-1]


SOUND = proof(ANN)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "any",
        SOUND.replace("GetCallerIdentity", "AssumeRole"),
        SOUND.replace("Action=GetCallerIdentity&", ""),
        SOUND.replace("Version=2011-06-15", "Version=2012-01-01"),
        SOUND.replace("AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256"),
        SOUND.replace("host%3Bx-bedrock-customization-answer", "host"),
        SOUND + "&RoleArn=arn:aws:iam::111122223333:role/any",
        SOUND + "&Action=GetCallerIdentity",
        f"https://sts.example.com/?{SOUND}",
        f"{SOUND}&X-Amz-Date=20260101T000000Z",
    ],
)
def test_what_is_no_proof_is_never_sent(sts: FakeSts, query: str) -> None:
    with pytest.raises(AnswerRefusedError, match="is no proof"):
        prove(sts.client, order(ANN, identity=query or "&"))
    assert sts.seen == []


def test_a_proof_leads_to_our_own_sts_whatever_it_holds(sts: FakeSts) -> None:
    odd = SOUND.replace("X-Amz-Credential=", "X-Amz-Credential=%0d%0aHost:%20example.com%23@/")
    with pytest.raises(AnswerRefusedError):
        prove(sts.client, order(ANN, identity=odd))
    [asked] = sts.seen
    assert asked.startswith(f"{HOST}/?")
    assert not {"\r", "\n", "#", "@"} & set(asked)


def test_a_sound_query_is_written_as_it_was() -> None:
    assert checked(SOUND) == SOUND


@pytest.mark.parametrize(
    ("arn", "role"),
    [
        (ANN.arn, "DemoApprover-1A2B"),
        ("arn:aws:iam::111122223333:user/DemoApprover-1A2B", None),
        ("arn:aws:iam::111122223333:root", None),
        ("arn:aws:sts::111122223333:federated-user/DemoApprover-1A2B", None),
    ],
)
def test_only_a_session_of_a_role_has_a_role(arn: str, role: str | None) -> None:
    assert Caller("111122223333", arn).role == role

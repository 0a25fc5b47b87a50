"""People, and answers of theirs with the proof that the command makes."""

import json
from typing import Any

import boto3
import msgspec

from cli.identity import prove
from lambdas.answer_approval.handler import handler
from lambdas.contract.approval import AnswerApprovalEvent, Approval, Decision
from tests.fakes.s3 import OWNER
from tests.fakes.sts import Person
from tests.unit.analyze_training.samples import RUN
from tests.unit.request_approval.samples import HASH
from tests.unit.request_approval.samples import VARIABLES as ASKING

ROLE = "DemoApprover-1A2B"
SESSIONS = f"arn:aws:sts::{OWNER}:assumed-role"
ANN = Person(OWNER, f"{SESSIONS}/{ROLE}/ann", access_key="ASIAANN")
BOB = Person(OWNER, f"{SESSIONS}/{ROLE}/bob", access_key="ASIABOB")
LAUNCHER = Person(OWNER, f"{SESSIONS}/DemoLauncher-3C4D/carl", access_key="ASIACARL")
STRANGER = Person(
    "999999999999", f"arn:aws:sts::999999999999:assumed-role/{ROLE}/dan", access_key="ASIADAN"
)
VARIABLES = ASKING | {"APPROVER_ROLE_NAME": ROLE, "TEAM_NAME": RUN.team}


ANSWER: dict[str, Any] = {
    "run_id": RUN.run_id,
    "plan_hash": HASH,
    "decision": Decision.APPROVED,
    "reason": "",
}


def proof(person: Person, **answer: Any) -> str:
    """Return a person's proof for an answer, as the command makes it."""
    session = boto3.Session(
        aws_access_key_id=person.access_key,
        aws_secret_access_key=person.secret,
        region_name="us-east-1",
    )
    return prove(session.client("sts"), **ANSWER | answer)


def order(person: Person = ANN, identity: str = "", **answer: Any) -> AnswerApprovalEvent:
    """Return an answer with its proof, or with another identity."""
    return AnswerApprovalEvent(**ANSWER | answer, identity=identity or proof(person, **answer))


def answered(given: AnswerApprovalEvent) -> Approval:
    """Call the function with an answer."""
    event = json.loads(msgspec.json.encode(given))
    return msgspec.convert(handler(event, None), Approval)  # type: ignore[arg-type]

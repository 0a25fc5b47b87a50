"""Base models in the embedded AWS: whose right to ask them is judged by the model's own ARN."""

import json
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local import emulator, surroundings
from local.bedrock.control import StandIn
from local.session import Session

MICRO, LITE = "amazon.nova-micro-v1:0", "amazon.nova-lite-v1:0"
ARN = f"arn:aws:bedrock:{surroundings.REGION}::foundation-model/{MICRO}"


def _policy(**statement: Any) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **statement}]})


def _role(operator: Session, action: str) -> Session:
    """Return the session of a role that may do one thing with one base model."""
    iam, name = operator.client("iam"), action.replace(":", "-")
    principal = {"AWS": f"arn:aws:iam::{surroundings.ACCOUNT}:root"}
    trust = _policy(Principal=principal, Action="sts:AssumeRole")
    role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust)["Role"]
    document = _policy(Action=action, Resource=ARN)
    iam.put_role_policy(RoleName=name, PolicyName="ask", PolicyDocument=document)
    return operator.as_role(role["Arn"])


def _said(session: Session, model: str) -> str:
    messages = [{"role": "user", "content": [{"text": "What for?"}]}]
    answer = session.client("bedrock-runtime").converse(modelId=model, messages=messages)
    return str(answer["output"]["message"]["content"][0]["text"])


def test_a_role_may_ask_the_base_model_that_it_is_allowed(tmp_path: Path) -> None:
    with emulator.running(tmp_path) as running:
        operator = Session(running)
        allowed = _role(operator, "bedrock:InvokeModel")
        assert _said(allowed, MICRO) == _said(allowed, ARN) == "What for?"
        for session, model in ((allowed, LITE), (_role(operator, "bedrock:Converse"), MICRO)):
            with pytest.raises(ClientError, match="AccessDenied"):
                _said(session, model)
        stand_in = StandIn(running.endpoint, ca_bundle=str(running.ca_bundle))
        [usage] = stand_in.ledger().usage
        assert (usage.arn, usage.answers) == (ARN, 2)

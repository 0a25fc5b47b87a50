"""A distributed map in the embedded AWS itself: what its machine's role lets it read and start."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from local import emulator
from local.session import Session
from tests.local.system import wait_for

BUCKET, KEY = "maps", "manifest.jsonl"
NAME = "mapping"
TRUST = {
    "Effect": "Allow",
    "Principal": {"Service": "states.amazonaws.com"},
    "Action": "sts:AssumeRole",
}
CHILD: dict[str, Any] = {
    "Pause": {"Type": "Wait", "Seconds": "{% $states.input.seconds %}", "Next": "Tell"},
    "Tell": {"Type": "Pass", "Output": "{% $states.input.number * 2 %}", "End": True},
}
DEFINITION: dict[str, Any] = {
    "QueryLanguage": "JSONata",
    "StartAt": "Evaluate",
    "States": {
        "Evaluate": {
            "Type": "Map",
            "ItemReader": {
                "Resource": "arn:aws:states:::s3:getObject",
                "ReaderConfig": {"InputType": "JSONL"},
                "Arguments": {"Bucket": BUCKET, "Key": "{% $states.input.key %}"},
            },
            "ItemSelector": {
                "number": "{% $states.context.Map.Item.Value.number %}",
                "seconds": "{% $states.input.seconds %}",
            },
            "MaxConcurrency": "{% $states.input.at_once %}",
            "ItemProcessor": {
                "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
                "StartAt": "Pause",
                "States": CHILD,
            },
            "Output": "{% $sum($states.result) %}",
            "End": True,
        }
    },
}


@dataclass
class Maps:
    """The machine, its role, and questions."""

    session: Session
    arn: str

    def allow(self, *statements: dict[str, Any]) -> None:
        """Give the machine's role these rights and no others."""
        allowed = [{"Effect": "Allow", **statement} for statement in statements]
        document = {"Version": "2012-10-17", "Statement": allowed}
        self.session.client("iam").put_role_policy(
            RoleName=NAME, PolicyName="rights", PolicyDocument=json.dumps(document)
        )

    def start(self, **given: Any) -> str:
        """Begin an execution; return its ARN."""
        text = json.dumps({"key": KEY, "seconds": 0, "at_once": 2} | given)
        client = self.session.client("stepfunctions")
        return str(client.start_execution(stateMachineArn=self.arn, input=text)["executionArn"])

    def described(self, arn: str) -> dict[str, Any]:
        """Return how an execution stands."""
        client = self.session.client("stepfunctions")
        return dict(client.describe_execution(executionArn=arn))

    def ended(self, **given: Any) -> dict[str, Any]:
        """Run the machine; return how that ended."""
        arn = self.start(**given)
        wait_for("its end", lambda: self.described(arn)["status"] != "RUNNING")
        return self.described(arn)

    def children(self, arn: str) -> list[str]:
        """Return the statuses of an execution's children."""
        client = self.session.client("stepfunctions")
        runs = client.list_map_runs(executionArn=arn)["mapRuns"]
        return [
            one["status"]
            for run in runs
            for one in client.list_executions(mapRunArn=run["mapRunArn"])["executions"]
        ]


READ = {"Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{BUCKET}/{KEY}"}


@pytest.fixture(scope="module")
def start_itself(maps: Maps) -> dict[str, Any]:
    return {"Action": "states:StartExecution", "Resource": maps.arn}


@pytest.fixture(scope="module")
def maps(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Maps]:
    with emulator.running(Path(tmp_path_factory.mktemp("aws"))) as running:
        session = Session(running)
        document = {"Version": "2012-10-17", "Statement": [TRUST]}
        role = session.client("iam").create_role(
            RoleName=NAME, AssumeRolePolicyDocument=json.dumps(document)
        )["Role"]
        session.client("s3").create_bucket(Bucket=BUCKET)
        lines = "".join(json.dumps({"number": number}) + "\n" for number in range(5))
        session.client("s3").put_object(Bucket=BUCKET, Key=KEY, Body=lines.encode())
        machine = session.client("stepfunctions").create_state_machine(
            name=NAME, definition=json.dumps(DEFINITION), roleArn=role["Arn"]
        )
        yield Maps(session, machine["stateMachineArn"])


def test_a_map_reads_with_its_machines_rights(maps: Maps, start_itself: dict[str, Any]) -> None:
    maps.allow(READ, start_itself)
    assert maps.ended()["output"] == "20"
    missing = maps.ended(key="other.jsonl")
    assert missing["error"] == "States.ItemReaderFailed"
    maps.allow(start_itself)
    refused = maps.ended()
    assert refused["error"] == "States.ItemReaderFailed"
    assert "s3:GetObject" in refused["cause"]
    maps.allow(READ)
    assert maps.ended()["error"] == "AccessDeniedException"


def test_children_end_with_the_execution(maps: Maps, start_itself: dict[str, Any]) -> None:
    maps.allow(READ, start_itself)
    # Long enough for them to be seen at work, on a slow machine too.
    arn = maps.start(seconds=5)
    wait_for("children", lambda: len(maps.children(arn)) == 2)
    maps.session.client("stepfunctions").stop_execution(executionArn=arn)
    assert maps.children(arn) == ["ABORTED"] * 2
    wait_for("the end of what they did", lambda: _has_settled(maps, arn))
    assert maps.children(arn) == ["ABORTED"] * 2
    assert maps.described(arn)["status"] == "ABORTED"


def _has_settled(maps: Maps, arn: str) -> bool:
    [run] = maps.session.client("stepfunctions").list_map_runs(executionArn=arn)["mapRuns"]
    return "stopDate" in run

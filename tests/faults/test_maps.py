"""A distributed map in virtual time: its children are strands, and an abort reaches them."""

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pytest

from local.bedrock import Options
from tests.faults import patching, redrive
from tests.faults.blueprint import Blueprint, Function, Machine
from tests.faults.cloud import Cloud
from tests.faults.effects import Effect
from tests.faults.fault import Fault
from tests.faults.injection import Open, Order
from tests.faults.services import Request

REGION = "us-east-1:000000000000"
FUNCTION = f"arn:aws:lambda:{REGION}:function:Answer"
MACHINE = f"arn:aws:states:{REGION}:stateMachine:evaluation"
DEFINITION: dict[str, Any] = {
    "QueryLanguage": "JSONata",
    "TimeoutSeconds": 3600,
    "StartAt": "Evaluate",
    "States": {
        "Evaluate": {
            "Type": "Map",
            "ItemReader": {
                "Resource": "arn:aws:states:::s3:getObject",
                "ReaderConfig": {"InputType": "JSONL"},
                "Arguments": {"Bucket": "artifacts", "Key": "{% $states.input.key %}"},
            },
            "MaxConcurrency": 2,
            "ItemProcessor": {
                "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
                "StartAt": "Answer",
                "States": {
                    "Answer": {
                        "Type": "Task",
                        "Resource": "arn:aws:states:::lambda:invoke",
                        "TimeoutSeconds": 300,
                        "Arguments": {"FunctionName": FUNCTION, "Payload": "{% $states.input %}"},
                        "Output": "{% $states.result.Payload %}",
                        "Retry": [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 5}],
                        "End": True,
                    }
                },
            },
            "End": True,
        }
    },
}
BLUEPRINT = Blueprint(
    functions={"Answer": Function("Answer", FUNCTION, __name__, 60, {})},
    machines={"Evaluation": Machine("evaluation", MACHINE, DEFINITION)},
    rules=[],
    topics={},
    buckets={"ArtifactsBucket": "artifacts"},
    schedule_groups=[],
    watched=frozenset(),
)
ITEMS = 6

_cloud: Cloud
"""Of the play that is played, for the function."""


def handler(event: dict[str, int], _context: object) -> dict[str, int]:
    """Take ten seconds and leave an object behind: the worker of these tests."""
    _cloud.functions.wait(10)
    client = _cloud.clients.client("s3")
    client.put_object(Bucket="artifacts", Key=f"answers-{event['number']}", Body=b"{}")
    return {"answered": 1}


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    global _cloud  # noqa: PLW0603 - a handler gets nothing but its event
    _cloud = Cloud(BLUEPRINT, 1, Options(time_scale=1))
    lines = "".join(json.dumps({"number": number}) + "\n" for number in range(ITEMS))
    _cloud.services.answer("s3", Request("PUT", "/artifacts/manifest", {}, lines.encode()))
    with patching.in_place(_cloud), patching.in_silence():
        yield _cloud
        _cloud.timeline.close()


def _started(cloud: Cloud) -> str:
    return cloud.start(MACHINE, json.dumps({"key": "manifest"}), "one")


def test_children_run_side_by_side_in_virtual_time(cloud: Cloud) -> None:
    arn, began = _started(cloud), cloud.now
    cloud.timeline.run(lambda: cloud.execution(arn)["status"] != "RUNNING", began + _HOUR)
    assert json.loads(cloud.execution(arn)["output"]) == [{"answered": 1}] * ITEMS
    assert 30 <= (cloud.now - began).total_seconds() < 31
    assert cloud.injection.record.by_origin == {"Evaluation/Answer": ITEMS}


@pytest.mark.parametrize("fault", [Fault.CRASH, Fault.SERVER_ERROR, Fault.TIME_OUT])
def test_a_fault_in_a_child_is_tried_again(cloud: Cloud, fault: Fault) -> None:
    effect = Effect("Evaluation/Answer", "s3 PutObject answers-2", 1)
    cloud.injection.orders.append(Open(Order(effect, fault)))
    arn = _started(cloud)
    cloud.pass_time(_HOUR / 2)
    assert cloud.injection.orders[0].happened
    assert cloud.execution(arn)["status"] == "SUCCEEDED"


def test_an_abort_reaches_the_children_and_a_redrive_begins_them_anew(cloud: Cloud) -> None:
    arn = _started(cloud)
    cloud.pass_time(dt.timedelta(seconds=15))
    cloud.abort(arn)
    cloud.pass_time(dt.timedelta(minutes=5))
    children = [one for one in cloud.executions() if "mapRunArn" in one]
    assert [one["status"] for one in children] == ["SUCCEEDED"] * 2 + ["ABORTED"] * 2
    assert cloud.execution(arn)["status"] == "ABORTED"
    assert cloud.injection.record.total == 4
    redrive.redrive(cloud, arn)
    cloud.pass_time(_HOUR / 2)
    assert cloud.execution(arn)["status"] == "SUCCEEDED"
    assert cloud.injection.record.total == 4 + ITEMS


def test_time_over_ends_the_children_too(cloud: Cloud) -> None:
    cloud.functions.wait = lambda seconds: cloud.timeline.sleep(seconds * 300)  # type: ignore[method-assign]
    arn = _started(cloud)
    cloud.pass_time(2 * _HOUR)
    assert cloud.execution(arn)["status"] == "TIMED_OUT"
    assert not cloud.running()


_HOUR = dt.timedelta(hours=1)

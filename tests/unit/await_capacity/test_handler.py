"""AwaitCapacity: C2, P3. What became of an order, within the time that CloudFormation has."""

import datetime as dt
import json
from typing import Any

import msgspec
import pytest

from lambdas.await_capacity.handler import handler
from lambdas.await_capacity.verdict import LONGEST_WAIT
from lambdas.contract.errors import DeploymentTimeExceededError, PipelineError
from lambdas.contract.retirement import Finding, Reason, Thing
from tests.fakes.cloud import RETIRE_MACHINE_ARN, STATES, Cloud
from tests.fakes.requests import service_error
from tests.unit.provide_capacity.requests import RELEASED, request

NAME = "conform-faq-2c8b1d9e"
ARN = f"{STATES}:execution:bedrock-customization-dev-aliases:{NAME}"
MOMENT = dt.timedelta(seconds=5)


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Cloud:
    made = Cloud()
    made.install(monkeypatch, {"RETIRE_MACHINE_ARN": RETIRE_MACHINE_ARN})
    return made


def awaited(kind: str = "Create", **properties: str) -> Any:
    """Call the function as the provider does, with what ProvideCapacity answered."""
    event = request(kind, RELEASED[0] | properties)
    answered = {"ExecutionArn": ARN, "CapacityPrefix": "bc-dev-demo-faq-s"}
    return handler(event | answered, None)  # type: ignore[arg-type]


def stands(cloud: Cloud, status: str, age: dt.timedelta = MOMENT, **members: Any) -> None:
    """Say how the execution stands."""
    cloud.stepfunctions.run(ARN, status, startDate=dt.datetime.now(dt.UTC) - age, **members)


@pytest.mark.parametrize(
    ("status", "complete"), [("RUNNING", False), ("PENDING_REDRIVE", False), ("SUCCEEDED", True)]
)
def test_it_is_complete_when_the_order_is_carried_out(
    cloud: Cloud, status: str, complete: bool
) -> None:
    stands(cloud, status)
    assert awaited() == {"IsComplete": complete}
    assert cloud.stepfunctions.started == []


@pytest.mark.parametrize("kind", ["Create", "Update", "Delete"])
def test_a_failure_says_what_the_function_said(cloud: Cloud, kind: str) -> None:
    cause = {
        "errorMessage": "alias demo/faq still serves from bc-dev-demo-faq-s1",
        "errorType": "RemovalRefusedError",
        "requestId": "1",
        "stackTrace": ["  File handler.py, line 1, in secret"],
    }
    stands(cloud, "FAILED", error="RemovalRefusedError", cause=json.dumps(cause))
    with pytest.raises(PipelineError) as raised:
        awaited(kind)
    assert str(raised.value) == (
        f"RemovalRefusedError: alias demo/faq still serves from bc-dev-demo-faq-s1 (FAILED, {ARN})"
    )


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({"error": "States.Timeout"}, "States.Timeout (TIMED_OUT, "),
        ({"error": "E", "cause": "in plain words"}, "E: in plain words (TIMED_OUT, "),
        ({"error": "E", "cause": '{"other": 1}'}, 'E: {"other": 1} (TIMED_OUT, '),
        ({}, "nobody said why (TIMED_OUT, "),
    ],
)
def test_other_failures_say_what_there_is_to_say(
    cloud: Cloud, members: dict[str, Any], words: str
) -> None:
    stands(cloud, "TIMED_OUT", **members)
    with pytest.raises(PipelineError) as raised:
        awaited()
    assert str(raised.value).startswith(words)


@pytest.mark.parametrize("status", ["ABORTED", "SOMETHING_NEW"])
def test_what_ended_otherwise_is_a_failure(cloud: Cloud, status: str) -> None:
    stands(cloud, status)
    with pytest.raises(PipelineError, match=status):
        awaited()


def test_a_long_reason_is_cut_and_names_the_execution(cloud: Cloud) -> None:
    stands(cloud, "FAILED", error="E", cause="x" * 10_000)
    with pytest.raises(PipelineError, match=NAME) as raised:
        awaited()
    assert len(str(raised.value)) < 2_000


@pytest.mark.usefixtures("cloud")
def test_an_execution_that_nobody_knows_is_a_failure() -> None:
    with pytest.raises(PipelineError, match="is not known any more"):
        awaited()


def test_c2_it_answers_before_cloudformation_stops_waiting(cloud: Cloud) -> None:
    stands(cloud, "RUNNING", LONGEST_WAIT - MOMENT)
    assert awaited() == {"IsComplete": False}
    stands(cloud, "RUNNING", LONGEST_WAIT)
    assert awaited() == {"IsComplete": True}
    assert dt.timedelta(minutes=50) == LONGEST_WAIT


@pytest.mark.parametrize(
    ("kind", "thing"),
    [("on_demand", Thing.DEPLOYMENT), ("provisioned", Thing.THROUGHPUT)],
)
@pytest.mark.parametrize("asked", ["Create", "Delete"])
def test_p3_operators_hear_of_what_is_late(
    cloud: Cloud, asked: str, kind: str, thing: Thing
) -> None:
    stands(cloud, "RUNNING", LONGEST_WAIT)
    awaited(asked, Kind=kind, Units="1")
    (started,) = cloud.stepfunctions.started
    assert (started["stateMachineArn"], started["name"]) == (RETIRE_MACHINE_ARN, f"late-{NAME}")
    finding = msgspec.json.decode(started["input"], type=Finding)
    assert (finding.thing, finding.reason, finding.remove) == (thing, Reason.LATE, False)
    assert finding.name == "bc-dev-demo-faq-s"
    assert "the capacity of alias demo/faq is not ready after 0:50:00" in finding.sentence
    assert ARN in finding.sentence


def test_operators_hear_once(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    def told_before(**_asked: object) -> None:
        raise service_error("ExecutionAlreadyExists")

    stands(cloud, "RUNNING", LONGEST_WAIT)
    monkeypatch.setattr(cloud.stepfunctions, "start_execution", told_before)
    assert awaited() == {"IsComplete": True}


def test_settings_can_make_it_fail_instead(cloud: Cloud) -> None:
    stands(cloud, "RUNNING", LONGEST_WAIT)
    with pytest.raises(DeploymentTimeExceededError, match="wait: strict") as raised:
        awaited(Wait="strict")
    assert ARN in str(raised.value)
    assert cloud.stepfunctions.started == []


def test_strict_settings_wait_as_long(cloud: Cloud) -> None:
    stands(cloud, "RUNNING", LONGEST_WAIT - MOMENT)
    assert awaited(Wait="strict") == {"IsComplete": False}


@pytest.mark.parametrize("properties", RELEASED)
def test_c4_properties_of_every_released_version_are_understood(
    cloud: Cloud, properties: dict[str, str]
) -> None:
    stands(cloud, "SUCCEEDED")
    event = request("Update", properties) | {"ExecutionArn": ARN}
    assert handler(event, None) == {"IsComplete": True}  # type: ignore[arg-type]

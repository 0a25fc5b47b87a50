"""Distributed maps in the emulator's own interpreter, with the shim that makes them AWS's."""

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import pytest
from ministack.services import stepfunctions

from local.shims.maps import DistributedMaps
from local.shims.maps.fields import LARGEST_PAYLOAD

Json = dict[str, Any]

MACHINE = "arn:aws:states:us-east-1:000000000000:stateMachine:evaluation"
EXECUTION = MACHINE.replace("stateMachine", "execution") + ":one"
MANIFEST = [{"lines": [number, number + 1], "arm": "base"} for number in range(0, 10, 2)]
WORKER: Json = {
    "Type": "Task",
    "Resource": "arn:aws:states:::lambda:invoke",
    "Arguments": {"FunctionName": "answer", "Payload": "{% $states.input %}"},
    "Output": "{% $states.result.Payload %}",
    "Retry": [{"ErrorEquals": ["ThrottledError"], "IntervalSeconds": 1, "MaxAttempts": 2}],
    "End": True,
}
MAP: Json = {
    "Type": "Map",
    "Label": "Answers",
    "ItemReader": {
        "Resource": "arn:aws:states:::s3:getObject",
        "ReaderConfig": {"InputType": "JSONL"},
        "Arguments": {"Bucket": "{% $bucket %}", "Key": "{% $states.input.manifest %}"},
    },
    "MaxConcurrency": "{% $states.input.at_once %}",
    "ItemSelector": {
        "run": "{% $states.input.run %}",
        "number": "{% $states.context.Map.Item.Index %}",
        "batch": "{% $states.context.Map.Item.Value %}",
    },
    "ToleratedFailurePercentage": "{% $states.input.tolerated %}",
    "ItemProcessor": {
        "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
        "StartAt": "Answer",
        "States": {"Answer": WORKER},
    },
    "Assign": {"answered": "{% $sum($states.result.answered) %}"},
    "Output": {"children": "{% $count($states.result) %}"},
    "Next": "Tell",
}
TELL: Json = {
    "Type": "Pass",
    "Output": {"answered": "{% $answered %}", "children": "{% $states.input.children %}"},
    "End": True,
}
START: Json = {"Type": "Pass", "Assign": {"bucket": "artifacts"}, "Next": "Evaluate"}
GIVEN: Json = {"manifest": "m.jsonl", "at_once": 2, "run": "r", "tolerated": 0}


ENDS: Json = {"Output": None, "Assign": None, "Next": None, "End": True}
"""Changes of the state that make the results the execution's output."""


class Emulator:
    """The interpreter with one function and a few objects."""

    def __init__(self) -> None:
        self.objects = {("artifacts", "m.jsonl"): _lines(MANIFEST)}
        self.denied: set[str] = set()
        self.calls: list[Json] = []
        self.answer: Callable[[Json], Any] = lambda event: {
            "answered": len(event["batch"]["lines"])
        }

    def read(self, bucket: str, key: str) -> str:
        return self.objects[bucket, key]

    def require(self, action: str, resource: str) -> None:
        if action in self.denied:
            raise stepfunctions._ExecutionError("AccessDeniedException", resource)

    def call(self, _function: str, event: Json) -> Any:
        self.calls.append(event)
        return self.answer(event)

    def run(self, changes: Json | None = None, given: Json | None = None) -> Json:
        """Run the machine; return the execution."""
        state = {key: value for key, value in (MAP | (changes or {})).items() if value is not None}
        states = {"Start": START, "Evaluate": state, "Tell": TELL}
        definition = {"QueryLanguage": "JSONata", "StartAt": "Start", "States": states}
        stepfunctions._state_machines[MACHINE] = {
            "stateMachineArn": MACHINE,
            "name": "evaluation",
            "definition": json.dumps(definition),
            "roleArn": "arn:aws:iam::000000000000:role/machine",
        }
        execution: Json = {
            "executionArn": EXECUTION,
            "stateMachineArn": MACHINE,
            "name": "one",
            "status": "RUNNING",
            "startDate": "2026-12-01T00:00:00Z",
            "input": json.dumps(GIVEN | (given or {})),
            "events": [],
            "sync": True,
        }
        stepfunctions._executions[EXECUTION] = execution
        stepfunctions._run_execution(EXECUTION)
        return execution

    def map_run(self) -> Json:
        [run] = stepfunctions._map_runs.values()
        return dict(run)

    def children(self) -> list[Json]:
        return [one for one in stepfunctions._executions.values() if one.get("mapRunArn")]


def _count_lines(event: Json) -> Json:
    return {"answered": len(event["batch"]["lines"])}


def _lines(items: list[Any]) -> str:
    return "".join(json.dumps(item) + "\n" for item in items)


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    made = Emulator()
    maps = DistributedMaps(made.read, made.require)
    with (
        patch.object(stepfunctions, "_run_distributed_map", maps.run),
        patch.object(stepfunctions, "_call_lambda", made.call),
        patch.object(stepfunctions, "_resolve_lambda_function_ref", lambda name, **_: name),
        patch.object(stepfunctions, "_scaled_sleep", lambda _: None),
        patch.object(stepfunctions, "time", SimpleNamespace(sleep=lambda _: None)),
    ):
        stepfunctions.reset()
        yield made
        stepfunctions.reset()


def test_every_line_is_a_child_that_gets_what_the_selector_says(emulator: Emulator) -> None:
    execution = emulator.run()
    assert json.loads(execution["output"]) == {"answered": 10, "children": 5}
    calls = sorted(emulator.calls, key=lambda call: int(call["number"]))
    assert calls == [
        {"run": "r", "number": number, "batch": batch} for number, batch in enumerate(MANIFEST)
    ]
    assert {child["status"] for child in emulator.children()} == {"SUCCEEDED"}
    run = emulator.map_run()
    assert (run["status"], run["maxConcurrency"]) == ("SUCCEEDED", 2)
    assert (
        run["executionCounts"] | {"total": 5, "succeeded": 5, "pending": 0, "running": 0}
        == (run["executionCounts"])
    )


def test_results_come_in_the_order_of_items_and_are_the_output(emulator: Emulator) -> None:
    emulator.answer = lambda event: {"answered": event["number"]}
    execution = emulator.run(ENDS)
    assert json.loads(execution["output"]) == [{"answered": number} for number in range(5)]


@pytest.mark.parametrize(("at_once", "most"), [(1, 1), (3, 3), (0, 5)])
def test_no_more_children_run_at_once_than_is_said(
    emulator: Emulator, at_once: int, most: int
) -> None:
    together, running, seen = threading.Barrier(most), Counter[str](), list[int]()
    lock = threading.Lock()

    def answer(_event: Json) -> Json:
        with lock:
            running["now"] += 1
            seen.append(running["now"])
            wait = len(seen) <= most
        if wait:
            together.wait(5)
        with lock:
            running["now"] -= 1
        return {"answered": 1}

    emulator.answer = answer
    assert emulator.run(given={"at_once": at_once})["status"] == "SUCCEEDED"
    assert max(seen) == most


def test_batches_hold_selected_items_and_the_input_of_all(emulator: Emulator) -> None:
    emulator.answer = lambda event: {"answered": len(event["Items"])}
    batcher = {
        "MaxItemsPerBatch": "{% $states.input.at_once %}",
        "BatchInput": {"r": "{% $bucket %}"},
    }
    execution = emulator.run({"ItemBatcher": batcher})
    assert json.loads(execution["output"]) == {"answered": 5, "children": 3}
    assert sorted(len(call["Items"]) for call in emulator.calls) == [1, 2, 2]
    assert {call["BatchInput"]["r"] for call in emulator.calls} == {"artifacts"}
    assert {item["run"] for call in emulator.calls for item in call["Items"]} == {"r"}
    run = emulator.map_run()
    assert (run["itemCounts"]["succeeded"], run["executionCounts"]["succeeded"]) == (5, 3)


def test_a_batch_fits_into_an_input(emulator: Emulator) -> None:
    emulator.answer = lambda event: {"answered": len(event["Items"])}
    long = [{"text": "x" * 100_000}] * 5
    emulator.objects["artifacts", "m.jsonl"] = _lines(long)
    emulator.run({"ItemBatcher": {"MaxItemsPerBatch": 4}, "ItemSelector": None})
    assert sorted(len(call["Items"]) for call in emulator.calls) == [1, 2, 2]
    assert all(len(json.dumps(call)) <= LARGEST_PAYLOAD for call in emulator.calls)


def test_a_child_tries_again_as_its_state_says(emulator: Emulator) -> None:
    left = Counter({0: 2, 3: 1})

    def answer(event: Json) -> Json:
        left[event["number"]] -= 1
        if left[event["number"]] >= 0:
            raise stepfunctions._ExecutionError("ThrottledError", "")
        return {"answered": 1}

    emulator.answer = answer
    assert json.loads(emulator.run()["output"])["answered"] == 5
    assert len(emulator.calls) == 8


@pytest.mark.parametrize(
    ("failing", "tolerated", "status"),
    [(1, 0, "FAILED"), (1, 20, "SUCCEEDED"), (2, 39.9, "FAILED"), (2, 40, "SUCCEEDED")],
)
def test_a_share_of_failures_is_tolerated(
    emulator: Emulator, failing: int, tolerated: float, status: str
) -> None:
    emulator.answer = _failing(failing)
    execution = emulator.run(ENDS, {"tolerated": tolerated, "at_once": 1})
    assert execution["status"] == status == emulator.map_run()["status"]
    if status == "FAILED":
        assert execution["error"] == "States.ExceedToleratedFailureThreshold"


def test_a_failed_child_is_told_of_in_the_results(emulator: Emulator) -> None:
    emulator.answer = _failing(1)
    results = json.loads(emulator.run(ENDS, {"tolerated": 100})["output"])
    assert (results[0]["Status"], results[0]["Error"]) == ("FAILED", "BrokenError")
    assert json.loads(results[0]["Input"])["number"] == 0
    assert results[1:] == [{"answered": 1}] * 4


def test_all_items_of_a_failed_batch_have_failed(emulator: Emulator) -> None:
    def answer(event: Json) -> Json:
        if event["Items"][0]["number"] == 0:
            raise stepfunctions._ExecutionError("BrokenError", "")
        return {"answered": 1}

    emulator.answer = answer
    batcher = ENDS | {"ItemBatcher": {"MaxItemsPerBatch": 2}}
    assert emulator.run(batcher, {"tolerated": 39})["status"] == "FAILED"
    stepfunctions.reset()
    assert emulator.run(batcher, {"tolerated": 40})["status"] == "SUCCEEDED"
    assert emulator.map_run()["itemCounts"]["failed"] == 2


def test_too_many_failures_end_the_rest(emulator: Emulator) -> None:
    emulator.answer = _failing(2)
    emulator.run(given={"at_once": 1})
    assert len(emulator.calls) == 1
    assert emulator.map_run()["executionCounts"]["pending"] == 4


def _failing(count: int) -> Callable[[Json], Json]:
    def answer(event: Json) -> Json:
        if event["number"] < count:
            raise stepfunctions._ExecutionError("BrokenError", "")
        return {"answered": 1}

    return answer


def test_the_state_itself_tries_again_and_catches(emulator: Emulator) -> None:
    emulator.answer = _failing(5)
    retry = {"ErrorEquals": ["States.ExceedToleratedFailureThreshold"], "MaxAttempts": 1}
    catch = {
        "ErrorEquals": ["States.ALL"],
        "Assign": {"answered": "{% $states.errorOutput.Error %}"},
        "Output": {"children": 0},
        "Next": "Tell",
    }
    execution = emulator.run({"Retry": [retry], "Catch": [catch]}, {"at_once": 1})
    assert json.loads(execution["output"])["answered"] == retry["ErrorEquals"][0]  # type: ignore[index]
    assert len(emulator.calls) == 2
    assert len(stepfunctions._map_runs) == 2


@pytest.mark.parametrize(
    ("expression", "is_known"),
    [
        ("{% $bucket %}", False),
        ("{% $states.context.Map.Item.Index %}", False),
        ("{% $states.context.Execution.Input.run %}", True),
    ],
)
def test_a_child_knows_nothing_of_its_parents(
    emulator: Emulator, expression: str, is_known: bool
) -> None:
    worker = WORKER | {"Arguments": {"FunctionName": "answer", "Payload": {"told": expression}}}
    processor = MAP["ItemProcessor"] | {"States": {"Answer": worker}}
    emulator.answer = lambda _: {"answered": 1}
    execution = emulator.run({"ItemProcessor": processor})
    assert (execution["status"] == "SUCCEEDED") is is_known
    assert {child.get("error") for child in emulator.children()} == (
        {None} if is_known else {"States.QueryEvaluationError"}
    )


def test_an_empty_manifest_has_no_children(emulator: Emulator) -> None:
    emulator.objects["artifacts", "m.jsonl"] = ""
    assert json.loads(emulator.run(ENDS)["output"]) == []


@pytest.mark.parametrize(
    ("changes", "given", "error"),
    [
        ({"ResultWriter": {}}, {}, "States.Runtime"),
        ({"MaxConcurrencyPath": "$.n"}, {}, "States.Runtime"),
        ({"ItemReader": MAP["ItemReader"] | {"ReaderConfig": {}}}, {}, "States.Runtime"),
        ({}, {"at_once": "two"}, "States.QueryEvaluationError"),
        ({}, {"at_once": -1}, "States.Runtime"),
        ({}, {"tolerated": 101}, "States.Runtime"),
        ({"MaxConcurrency": "{% $nothing %}"}, {}, "States.QueryEvaluationError"),
        ({"ItemReader": None, "Items": "{% 'text' %}"}, {}, "States.QueryEvaluationError"),
    ],
)
def test_what_a_state_cannot_say_fails_it(
    emulator: Emulator, changes: Json, given: Json, error: str
) -> None:
    assert emulator.run(changes, given)["error"] == error
    assert emulator.calls == []


def test_lines_that_are_no_json_fail_the_reader(emulator: Emulator) -> None:
    emulator.objects["artifacts", "m.jsonl"] = '{"lines": [1]}\n{"lines": ['
    assert emulator.run()["error"] == "States.ItemReaderFailed"


def test_items_may_be_the_states_own(emulator: Emulator) -> None:
    emulator.run({"ItemReader": None, "Items": [{"lines": [1]}, {"lines": [2]}]})
    assert len(emulator.calls) == 2


def test_results_too_large_for_a_state_fail_it(emulator: Emulator) -> None:
    emulator.answer = lambda _: {"answered": 1, "text": "x" * 60_000}
    assert emulator.run()["error"] == "States.DataLimitExceeded"


def test_the_machine_must_be_allowed_to_start_itself(emulator: Emulator) -> None:
    emulator.denied = {"states:StartExecution"}
    execution = emulator.run()
    assert (execution["error"], execution["cause"]) == ("AccessDeniedException", MACHINE)

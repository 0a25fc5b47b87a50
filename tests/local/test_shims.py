"""Every shim is still needed: the gap it closes is there in the emulator as it comes.

A red test here is good news: MiniStack closed a gap, and the shim of that name goes.
"""

import inspect
import json
from types import SimpleNamespace
from typing import Any

import pytest
from ministack import app
from ministack.core import iam_actions, iam_evaluator, lambda_runtime
from ministack.services import stepfunctions
from ministack.services.cloudformation import provisioners

from local import shims
from local.shims import cloudformation, functions

REGION, ACCOUNT = "us-east-1", "000000000000"


def resource_of(service: str, path: str, body: dict[str, object]) -> str:
    """Return what the emulator authorizes a request against."""
    found = iam_actions.extract_resource_arn(
        service, "POST", path, {}, json.dumps(body).encode(), {}, REGION, ACCOUNT
    )
    return str(found)


def tags_seen(operation: str, body: dict[str, object]) -> dict[str, object]:
    """Return what the emulator sees of the tags in a request to Bedrock."""
    request = json.dumps(body).encode()
    found = iam_actions.request_tag_context("bedrock", f"bedrock:{operation}", request, {})
    return dict(found)


def test_accept_missing_resources() -> None:
    known = set(provisioners._RESOURCE_HANDLERS)
    assert known.isdisjoint(cloudformation.MISSING_RESOURCES)


def test_name_bedrock_resources() -> None:
    body: dict[str, object] = {"baseModelIdentifier": "amazon.nova-micro-v1:0:128k"}
    assert resource_of("bedrock", "/model-customization-jobs", body) == "*"


def test_name_invoked_models() -> None:
    arn = f"arn:aws:bedrock:{REGION}:{ACCOUNT}:custom-model-deployment/abcdefghijkl"
    path = f"/model/{arn}/converse"
    action = iam_actions.extract_iam_action("bedrock-runtime", "POST", path, {}, b"{}", {})
    assert action == "bedrock:Converse"
    assert resource_of("bedrock-runtime", path, {}) != arn


def test_name_task_machines() -> None:
    assert resource_of("states", "/", {"taskToken": "any"}) == "*"


def test_name_schedules() -> None:
    source = inspect.getsource(iam_actions.extract_resource_arn)
    assert ":schedule/default/{" in source
    assert "GroupName" not in source[source.index(":schedule/default/{") :][:400]


def test_resolve_requested_tags() -> None:
    tags = [{"key": "a", "value": "b"}]
    assert tags_seen("CreateModelCustomizationJob", {"jobTags": tags}) == {}
    assert tags_seen("UntagResource", {"tagKeys": ["a"]}) == {}
    # These need no shim.
    for operation in ("CreateCustomModelDeployment", "CreateProvisionedModelThroughput"):
        seen = tags_seen(operation, {"tags": tags})
        assert seen == {"aws:requesttag/a": "b", "aws:TagKeys": ["a"]}


def test_fail_callbacks_whose_function_failed() -> None:
    source = inspect.getsource(stepfunctions._invoke_with_callback)
    called = source.index("_call_lambda(")
    assert "except _ExecutionError:\n            pass" in source[called:]


def test_act_with_the_machines_rights() -> None:
    for call in (stepfunctions._call_lambda, stepfunctions._invoke_sns_publish):
        assert "roleArn" not in inspect.getsource(call)
    assert "enforce" not in inspect.getsource(stepfunctions)


def test_name_function_errors() -> None:
    assert functions._ANSWER in lambda_runtime._PYTHON_WORKER_SCRIPT
    assert "type(e).__name__" not in lambda_runtime._PYTHON_WORKER_SCRIPT


def test_share_layers() -> None:
    assert functions._UNPACKING in inspect.getsource(lambda_runtime.Worker._spawn)


def test_keep_aborted_runs_aborted() -> None:
    assert "ABORTED" not in inspect.getsource(stepfunctions._fail_execution)


def test_name_principals_by_role() -> None:
    session = "arn:aws:sts::000000000000:assumed-role/name/session"
    context = SimpleNamespace(
        principal_arn=session, principal_account=ACCOUNT, principal_keys={}, service_context={}
    )
    assert iam_evaluator._resolve_condition_key("aws:PrincipalArn", context) == session


def test_keep_payloads_out_of_events() -> None:
    source = inspect.getsource(stepfunctions._emit_execution_status_event)
    assert '"input": execution.get("input")' in source
    assert "encryption" not in source


def test_time_out_when_told() -> None:
    source = inspect.getsource(stepfunctions._run_execution)
    assert "TIMED_OUT" not in source


_ECHO = {"Type": "Pass", "End": True}
MAP: dict[str, Any] = {
    "Type": "Map",
    "QueryLanguage": "JSONata",
    "ItemProcessor": {
        "ProcessorConfig": {"Mode": "DISTRIBUTED"},
        "StartAt": "Echo",
        "States": {"Echo": _ECHO},
    },
    "End": True,
}


def mapped(given: Any, **fields: Any) -> tuple[Any, dict[str, Any]]:
    """Return what the emulator makes of a distributed map, and its variables afterwards."""
    arn = f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:any"
    execution = {"executionArn": f"{arn}:one", "stateMachineArn": arn, "status": "RUNNING"}
    context: dict[str, Any] = {"QueryLanguage": "JSONata", "variables": {"one": 1}, "State": {}}
    output, _ = stepfunctions._execute_map(MAP | fields, given, execution, context)
    return output, dict(context["variables"])


def test_run_distributed_maps() -> None:
    reader = {
        "Resource": "arn:aws:states:::s3:getObject",
        "ReaderConfig": {"InputType": "JSONL"},
        "Arguments": {"Bucket": "{% $states.input.bucket %}", "Key": "a"},
    }
    with pytest.raises(stepfunctions._ExecutionError, match="ItemReaderFailed"):
        mapped({"bucket": "b"}, ItemReader=reader)
    with pytest.raises(ValueError, match="invalid literal"):
        mapped([1], MaxConcurrency="{% 2 %}")
    with pytest.raises(ValueError, match="could not convert"):
        mapped([1], ToleratedFailurePercentage="{% 2 %}")
    selected = {"value": "{% $states.context.Map.Item.Value %}"}
    assert mapped([1], ItemSelector=selected) == ([selected], {"one": 1})
    assert mapped([1, 2], ItemBatcher={"MaxItemsPerBatch": 2}) == ([1, 2], {"one": 1})
    assert mapped([1], Output=2, Assign={"two": 2}) == ([1], {"one": 1})
    seen = {"StartAt": "Echo", "States": {"Echo": {**_ECHO, "Output": "{% $one %}"}}}
    assert mapped([5], ItemProcessor=MAP["ItemProcessor"] | seen) == ([1], {"one": 1})
    assert "roleArn" not in inspect.getsource(stepfunctions._s3_object_text)
    assert "mapRun" not in inspect.getsource(stepfunctions._stop_execution)


def test_stay_off_the_https_port() -> None:
    assert "_port_is_bindable(bind_host, 443)" in inspect.getsource(app.main)


def test_every_shim_is_tested_here() -> None:
    installed = inspect.getsource(shims.install)
    names = [line.strip().split("(")[0] for line in installed.splitlines() if line.endswith(")")]
    tests = [name.removeprefix("test_") for name in globals() if name.startswith("test_")]
    assert set(names) <= set(tests)


def test_run_node_functions_on_our_node() -> None:
    binary, _ = lambda_runtime._detect_runtime_binary("nodejs24.x")
    assert binary == "node"


def test_name_metric_namespaces() -> None:
    request = json.dumps({"Namespace": "Ours", "MetricData": []}).encode()
    found = iam_actions.request_tag_context("monitoring", "cloudwatch:PutMetricData", request, {})
    assert "cloudwatch:namespace" not in found

"""Closes MiniStack's gaps, each with its reason. Nothing deployed knows of this file.

Every shim has a test in `tests/local/test_shims.py` that fails when the gap closes by itself, so
that what is no longer needed goes.
"""

import json
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from ministack.core import iam_actions, iam_evaluator, lambda_runtime, responses
from ministack.services import eventbridge, iam, lambda_svc, stepfunctions
from ministack.services.cloudformation import provisioners

from local import toolchain
from local.bedrock import Bedrock
from local.bedrock.runtime import invoked_arn

Json = dict[str, Any]

MISSING_RESOURCES = (
    "AWS::EC2::FlowLog",
    "AWS::EC2::SecurityGroupEgress",
    "AWS::EC2::SecurityGroupIngress",
    # Its function is Node's, with an SDK that the emulator hasn't got.
    "Custom::VpcRestrictDefaultSG",
)
"""CloudFormation types the emulator refuses or can't run; none of them does anything here."""


def install(bedrock: Bedrock) -> None:
    """Close every gap; once, before the server starts."""
    accept_missing_resources()
    name_bedrock_resources(bedrock)
    name_invoked_models()
    name_task_machines()
    name_schedules()
    resolve_requested_tags()
    act_with_the_machines_rights()
    fail_callbacks_whose_function_failed()
    name_function_errors()
    keep_aborted_runs_aborted()
    name_principals_by_role()
    keep_payloads_out_of_events()
    time_out_when_told()
    stay_off_the_https_port()
    run_node_functions_on_our_node()
    name_metric_namespaces()


def accept_missing_resources() -> None:
    """The emulator refuses templates with types it doesn't know: let ours through, as no-ops."""
    handler = {"create": _create_nothing, "update": _update_nothing, "delete": _delete_nothing}
    for kind in MISSING_RESOURCES:
        provisioners._RESOURCE_HANDLERS.setdefault(kind, handler)


def _create_nothing(logical_id: str, _props: Json, stack_name: str) -> tuple[str, Json]:
    return f"{stack_name}-{logical_id}", {"Id": f"{stack_name}-{logical_id}"}


def _update_nothing(physical_id: str, *_: object) -> tuple[str, Json]:
    return physical_id, {"Id": physical_id}


def _delete_nothing(*_: object) -> None:
    return None


def name_bedrock_resources(bedrock: Bedrock) -> None:
    """The emulator authorizes Bedrock's calls against `*`; AWS does against the real resource."""

    def resource(method: str, path: str, body: bytes, query: Json) -> str | None:
        return bedrock.resource_arn(method, path, query, body)

    _wrap_resource_arn("bedrock", resource)


def name_invoked_models() -> None:
    """The emulator authorizes Converse by its own name, against any ARN's first part.

    AWS authorizes `bedrock:InvokeModel` against what is invoked.
    https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonbedrock.html
    """
    extract = iam_actions.extract_iam_action

    def extract_action(service: str, *request: Any) -> Any:
        action = extract(service, *request)
        return _INVOKING.get(action, action) if service == "bedrock-runtime" else action

    def resource(_method: str, path: str, _body: bytes, _query: Json) -> str | None:
        return invoked_arn(path)

    iam_actions.extract_iam_action = extract_action
    _wrap_resource_arn("bedrock-runtime", resource)


_INVOKING = {
    "bedrock:Converse": "bedrock:InvokeModel",
    "bedrock:ConverseStream": "bedrock:InvokeModelWithResponseStream",
}
"""The operations whose permission has another name."""


def name_task_machines() -> None:
    """The emulator authorizes `states:SendTask*` against `*`; AWS against the token's machine."""
    _wrap_resource_arn("states", _task_machine)


def name_schedules() -> None:
    """The emulator authorizes every schedule as one of the group `default`; AWS as its own."""
    _wrap_resource_arn("scheduler", _schedule)


def _schedule(_method: str, path: str, body: bytes, query: Json) -> str | None:
    name = path.partition("/schedules/")[2]
    [group] = query.get("groupName", [_json(body).get("GroupName")])
    if not name or group is None:
        return None
    where = f"{responses.get_region()}:{responses.get_account_id()}"
    return f"arn:aws:scheduler:{where}:schedule/{group}/{name}"


def _wrap_resource_arn(service: str, name: Callable[[str, str, bytes, Json], str | None]) -> None:
    original = iam_actions.extract_resource_arn

    def extract(found: str, *request: Any) -> Any:
        method, path, _headers, body, query = request[:5]
        named = name(method, path, body, query) if found == service else None
        return named or original(found, *request)

    iam_actions.extract_resource_arn = extract


_machine_of_token: dict[str, str] = {}
_machine: ContextVar[str] = ContextVar("machine")
_token: ContextVar[str | None] = ContextVar("token", default=None)


def _task_machine(_method: str, _path: str, body: bytes, _query: Json) -> str | None:
    return _machine_of_token.get(_json(body).get("taskToken", ""))


def _json(body: bytes) -> Json:
    try:
        return dict(json.loads(body or b"{}"))
    except ValueError:
        return {}


def fail_callbacks_whose_function_failed() -> None:
    """The emulator waits for the token although the function failed; AWS fails the task at once.

    Also remembers which machine a token belongs to, for `name_task_machines`.
    """
    execute_task, invoke, call = (
        stepfunctions._execute_task,
        stepfunctions._invoke_with_callback,
        stepfunctions._call_lambda,
    )

    def remember_execution(state: Json, raw: Any, execution: Json, context: Json) -> Any:
        _machine.set(execution["stateMachineArn"])
        # What Step Functions calls, it calls by TLS; an execution that an event began looks as if
        # it didn't, and a topic that takes nothing else would refuse it.
        iam_evaluator.pin_request_origin("127.0.0.1", True)
        return execute_task(state, raw, execution, context)

    def invoke_and_judge(resource: str, data: Any, token: str, state: Json) -> Any:
        _machine_of_token[token] = _machine.get()
        waiting = _token.set(token)
        try:
            return invoke(resource, data, token, state)
        finally:
            _token.reset(waiting)

    def call_and_tell(function: str, event: Any) -> Any:
        try:
            return call(function, event)
        except stepfunctions._ExecutionError as error:
            waiting = stepfunctions._task_tokens.get(_token.get())
            if waiting:
                waiting["error"] = {"Error": error.error, "Cause": error.cause}
                waiting["event"].set()
            raise

    stepfunctions._execute_task = remember_execution
    stepfunctions._invoke_with_callback = invoke_and_judge
    stepfunctions._call_lambda = call_and_tell


_ERROR_MARK = "__function_error__"
_ANSWER = '_real_stdout.write(json.dumps({"status": "error", "error": str(e), "trace":'
_MARKED = (
    '_real_stdout.write(json.dumps({"status": "ok", "result": {"__function_error__": '
    '{"errorMessage": str(e), "errorType": type(e).__name__}}, "trace":'
)


def name_function_errors() -> None:
    """The emulator forgets an error's class and ends the function's process; AWS does neither.

    Step Functions matches errors by class name, so the process hands the name over as an answer,
    which also keeps it warm, and the answer becomes the error again here.
    """
    if _ANSWER not in lambda_runtime._PYTHON_WORKER_SCRIPT:
        raise RuntimeError("MiniStack's worker changed: name_function_errors no longer fits")
    script = lambda_runtime._PYTHON_WORKER_SCRIPT.replace(_ANSWER, _MARKED)
    lambda_runtime._PYTHON_WORKER_SCRIPT = script
    execute = lambda_svc._execute_function_warm

    def execute_and_name(*args: Any, **kwargs: Any) -> Json:
        answer: Json = execute(*args, **kwargs)
        body = answer.get("body")
        if isinstance(body, dict) and _ERROR_MARK in body:
            return {**answer, "body": body[_ERROR_MARK], "error": True}
        return answer

    lambda_svc._execute_function_warm = execute_and_name


def keep_aborted_runs_aborted() -> None:
    """The emulator lets a task that was in flight turn an aborted execution into a failed one."""
    fail = stepfunctions._fail_execution

    def fail_if_running(execution: Json, error: str, cause: str) -> None:
        if execution["status"] == "RUNNING":
            fail(execution, error, cause)

    stepfunctions._fail_execution = fail_if_running


def name_principals_by_role() -> None:
    """The emulator's `aws:PrincipalArn` of a role session is the session; AWS's is the role.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
    """
    resolve = iam_evaluator._resolve_condition_key

    def resolve_role(key: str, context: Any) -> Any:
        value = resolve(key, context)
        if key.lower() == "aws:principalarn" and ":assumed-role/" in str(value):
            return _role_arn(str(value), context.principal_account) or value
        return value

    iam_evaluator._resolve_condition_key = resolve_role


def _role_arn(session_arn: str, account: str) -> str | None:
    name = session_arn.split("/")[1]
    role = iam._roles.get_scoped(account, None, name)
    return role["Arn"] if role else None


def act_with_the_machines_rights() -> None:
    """The emulator's state machines may do everything; AWS's what their role allows.

    Judged: calling functions, publishing and starting executions, which is all that ours do.
    """
    call, publish, start = (
        stepfunctions._call_lambda,
        stepfunctions._invoke_sns_publish,
        stepfunctions._invoke_nested_start_execution,
    )

    def call_if_allowed(function: str, event: Any) -> Any:
        _require("lambda:InvokeFunction", function)
        return call(function, event)

    def publish_if_allowed(resource: str, data: Json) -> Any:
        _require("sns:Publish", data["TopicArn"])
        return publish(resource, data)

    def start_if_allowed(resource: str, data: Json) -> Any:
        _require("states:StartExecution", data["StateMachineArn"])
        return start(resource, data)

    stepfunctions._call_lambda = call_if_allowed
    replaced = {publish: publish_if_allowed, start: start_if_allowed}
    stepfunctions._invoke_nested_start_execution = start_if_allowed
    for prefix, handler in list(stepfunctions._SERVICE_DISPATCH.items()):
        stepfunctions._SERVICE_DISPATCH[prefix] = replaced.get(handler, handler)


def _require(action: str, resource: str) -> None:
    """Raise the error of a task whose machine's role doesn't allow an action."""
    role = stepfunctions._state_machines[_machine.get()]["roleArn"]
    account = role.split(":")[4]
    context = iam_evaluator.EvalContext(
        principal_arn=role,
        principal_type="AssumedRole",
        principal_account=account,
        action=action,
        resource_arn=resource,
        region=resource.split(":")[3],
    )
    policies = iam_evaluator._gather_role_policies(role.rpartition("/")[2], account)
    if iam_evaluator.evaluate(context, policies).decision != "Allow":
        cause = f"{role} is not authorized to perform: {action} on resource: {resource}"
        raise stepfunctions._ExecutionError("AccessDeniedException", cause)


def resolve_requested_tags() -> None:
    """The emulator doesn't see all tags in a request to Bedrock; AWS judges by them.

    It misses those of jobs and their models, and the keys to be removed. What is called `tags`, as
    in the creation of deployments and throughputs, it sees.
    """
    request_tags = iam_actions.request_tag_context

    def request_tag_context(service: str, action: str, body: bytes, params: Json) -> Json:
        context = dict(request_tags(service, action, body, params))
        return context | (_requested_tags(_json(body)) if service == "bedrock" else {})

    iam_actions.request_tag_context = request_tag_context


def _requested_tags(request: Json) -> Json:
    tags = [*request.get("jobTags", []), *request.get("customModelTags", [])]
    keys = {*(tag["key"] for tag in tags), *request.get("tagKeys", [])}
    if not keys:
        return {}
    context = {f"aws:requesttag/{tag['key']}".lower(): tag["value"] for tag in tags}
    return context | {"aws:tagkeys": sorted(keys)}


def keep_payloads_out_of_events() -> None:
    """Events of machines with a customer's key carry no input, output or cause on AWS."""
    put_events = eventbridge._put_events

    def put(data: Json, allow_aws_source: bool = False) -> Any:
        entries = [_without_payload(entry) for entry in data.get("Entries", [])]
        return put_events({**data, "Entries": entries}, allow_aws_source=allow_aws_source)

    eventbridge._put_events = put


def _without_payload(entry: Json) -> Json:
    if entry.get("Source") != "aws.states":
        return entry
    detail = json.loads(entry["Detail"])
    for name in ("input", "output", "error", "cause", "inputDetails", "outputDetails"):
        detail[name] = None
    return {**entry, "Detail": json.dumps(detail)}


def time_out_when_told() -> None:
    """The emulator never times an execution out: the event that says so, sent by a test, does."""
    put_events = eventbridge._put_events

    def put(data: Json, allow_aws_source: bool = False) -> Any:
        for entry in data.get("Entries", []):
            if allow_aws_source and entry.get("Source") == "aws.states":
                _time_out(json.loads(entry["Detail"]))
        return put_events(data, allow_aws_source=allow_aws_source)

    eventbridge._put_events = put


def _time_out(detail: Json) -> None:
    execution = stepfunctions._executions.get(detail["executionArn"])
    if detail["status"] == "TIMED_OUT" and execution and execution["status"] == "RUNNING":
        execution["status"] = "TIMED_OUT"
        execution["stopDate"] = stepfunctions.now_iso()
        stepfunctions._add_event(execution, "ExecutionTimedOut", {})


def stay_off_the_https_port() -> None:
    """The emulator also takes port 443 when it can; two of them on one machine would fight."""
    from ministack import app

    app._port_is_bindable = lambda *_: False


def run_node_functions_on_our_node() -> None:
    """The emulator runs Node's functions on whatever `node` it finds; AWS on the one they name.

    The CDK's provider is such functions, and a machine may have no Node but the wheel's.
    """
    detect = lambda_runtime._detect_runtime_binary

    def detect_ours(runtime: str) -> tuple[str, str]:
        binary, script = detect(runtime)
        return (toolchain.node() if runtime.startswith("nodejs") else binary), script

    lambda_runtime._detect_runtime_binary = detect_ours


def name_metric_namespaces() -> None:
    """The emulator knows no `cloudwatch:namespace`; AWS judges by it who may put metrics.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/iam-cw-condition-keys-namespace.html
    """
    request_tags = iam_actions.request_tag_context

    def with_namespace(service: str, action: str, body: bytes, params: Json) -> Json:
        context = dict(request_tags(service, action, body, params))
        if action == "cloudwatch:PutMetricData":
            context["cloudwatch:namespace"] = _json(body).get("Namespace")
        return context

    iam_actions.request_tag_context = with_namespace

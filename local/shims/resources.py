"""What requests are authorized against: the names that AWS judges by."""

from collections.abc import Callable
from typing import Any

from ministack.core import iam_actions, responses

from local.bedrock import Bedrock
from local.bedrock.runtime import invoked_arn
from local.shims import callbacks
from local.shims.bodies import Json, parsed


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
        return invoked_arn(path, responses.get_region())

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
    [group] = query.get("groupName", [parsed(body).get("GroupName")])
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


def _task_machine(_method: str, _path: str, body: bytes, _query: Json) -> str | None:
    return callbacks.machine_of_token.get(parsed(body).get("taskToken", ""))

"""What policies' conditions are judged by: tags, namespaces, principals."""

from typing import Any

from ministack.core import iam_actions, iam_evaluator
from ministack.services import iam

from local.shims.bodies import Json, parsed


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


def resolve_requested_tags() -> None:
    """The emulator doesn't see all tags in a request to Bedrock; AWS judges by them.

    It misses those of jobs and their models, and the keys to be removed. What is called `tags`, as
    in the creation of deployments and throughputs, it sees.
    """
    request_tags = iam_actions.request_tag_context

    def request_tag_context(service: str, action: str, body: bytes, params: Json) -> Json:
        context = dict(request_tags(service, action, body, params))
        return context | (_requested_tags(parsed(body)) if service == "bedrock" else {})

    iam_actions.request_tag_context = request_tag_context


def _requested_tags(request: Json) -> Json:
    tags = [*request.get("jobTags", []), *request.get("customModelTags", [])]
    keys = {*(tag["key"] for tag in tags), *request.get("tagKeys", [])}
    if not keys:
        return {}
    context = {f"aws:requesttag/{tag['key']}".lower(): tag["value"] for tag in tags}
    return context | {"aws:tagkeys": sorted(keys)}


def name_metric_namespaces() -> None:
    """The emulator knows no `cloudwatch:namespace`; AWS judges by it who may put metrics.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/iam-cw-condition-keys-namespace.html
    """
    request_tags = iam_actions.request_tag_context

    def with_namespace(service: str, action: str, body: bytes, params: Json) -> Json:
        context = dict(request_tags(service, action, body, params))
        if action == "cloudwatch:PutMetricData":
            context["cloudwatch:namespace"] = parsed(body).get("Namespace")
        return context

    iam_actions.request_tag_context = with_namespace

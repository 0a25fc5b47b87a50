"""The AWS behind the clients, in this process: MiniStack's service modules and the stand-in."""

from __future__ import annotations

from collections.abc import Coroutine, Mapping
from types import ModuleType
from typing import Any, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from ministack.services import cloudwatch, s3, scheduler, ssm, stepfunctions, sts

from local.bedrock import Bedrock

MODULES: Mapping[str, ModuleType] = {
    "cloudwatch": cloudwatch,
    "s3": s3,
    "scheduler": scheduler,
    "ssm": ssm,
    "stepfunctions": stepfunctions,
    "sts": sts,
}
"""By boto3's names."""


class Request(NamedTuple):
    """A request as it would go over the wire."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes


class Response(NamedTuple):
    """The answer to a request."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Services:
    """Answers requests. What it keeps is MiniStack's own, one AWS a process."""

    def __init__(self, bedrock: Bedrock, buckets: list[str], schedule_groups: list[str]) -> None:
        self._bedrock = bedrock
        for module in MODULES.values():
            module.reset()
        for bucket in buckets:
            self._prepare("s3", Request("PUT", f"/{bucket}", {}, b""))
            versioned = (
                b"<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"
            )
            self._prepare("s3", Request("PUT", f"/{bucket}?versioning", {}, versioned))
        for group in schedule_groups:
            self._prepare("scheduler", Request("POST", f"/schedule-groups/{group}", {}, b"{}"))

    def answer(self, service: str, request: Request) -> Response:
        """Return what a service answers."""
        url = urlsplit(request.url)
        query = parse_qs(url.query, keep_blank_values=True)
        headers = {key.lower(): value for key, value in request.headers.items()}
        if service in {"bedrock", "bedrock-runtime"}:
            answering = self._bedrock if service == "bedrock" else self._bedrock.runtime
            work: Coroutine[Any, Any, Any] = answering.handle_request(
                request.method, unquote(url.path), headers, request.body, query
            )
        else:
            path = unquote(url.path) if service == "s3" else url.path
            work = MODULES[service].handle_request(
                request.method, path, headers, request.body, query
            )
        status, answered, body = _finished(work)
        return Response(status, answered, body if isinstance(body, bytes) else body.encode())

    def _prepare(self, service: str, request: Request) -> None:
        response = self.answer(service, request)
        if response.status >= 300:
            raise RuntimeError(f"{service} {request.url}: {response.body!r}")


def _finished(work: Coroutine[Any, Any, Any]) -> Any:
    """Return the result of a coroutine that never has to wait."""
    try:
        work.send(None)
    except StopIteration as stop:
        return stop.value
    raise RuntimeError("a service waits for something that doesn't happen here")

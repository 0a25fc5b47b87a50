"""boto3's own clients, whose requests are answered in this process."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

import boto3
from botocore import UNSIGNED
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.config import Config

from local.surroundings import ACCESS_KEY, REGION
from tests.faults.services import Request, Response

Send = Callable[[str, str, Request], Response]
"""Takes service, operation and request."""

_session = boto3.Session(
    aws_access_key_id=ACCESS_KEY, aws_secret_access_key=ACCESS_KEY, region_name=REGION
)


class Clients:
    """Stands where handlers look for boto3, and makes each client once.

    A client keeps count of its retries, so every play has clients of its own.
    """

    def __init__(self, send: Send, begin_call: Callable[[], object]) -> None:
        self._send = send
        self._begin_call = begin_call
        self._made: dict[tuple[str, str], Any] = {}

    def client(self, service: str, config: Config | None = None, **_credentials: str) -> Any:
        """Return the client of a service; whose rights it has makes no difference here."""
        config = config or Config()
        # Those who retry on their own have a client that doesn't.
        kind = service, str(getattr(config, "retries", None))
        if kind not in self._made:
            self._made[kind] = self._make(service, config)
        return self._made[kind]

    def _make(self, service: str, config: Config) -> Any:
        ours = Config(
            s3={"addressing_style": "path"},
            # Nobody here looks at signatures, and they take a third of a call's time.
            signature_version=UNSIGNED,
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        client = _session.client(
            service,  # type: ignore[call-overload]
            endpoint_url="https://localhost",
            config=config.merge(ours),
        )

        def answer(request: AWSPreparedRequest, event_name: str, **_: object) -> AWSResponse:
            operation = event_name.rpartition(".")[2]
            given = Request(
                str(request.method), str(request.url), _texts(request.headers), _bytes(request.body)
            )
            response = self._send(service, operation, given)
            raw: Any = _Raw(response.body)
            headers: Any = dict(response.headers)
            return AWSResponse(str(request.url), response.status, headers, raw)

        def begin(**_: object) -> None:
            self._begin_call()

        client.meta.events.register("before-call", begin)
        # A handler that returns something answers in the place of the network.
        client.meta.events.register("before-send", answer)
        return client


def _texts(headers: Any) -> dict[str, str]:
    return {
        str(key): value.decode() if isinstance(value, bytes) else str(value)
        for key, value in headers.items()
    }


def _bytes(body: Any) -> bytes:
    if body is None:
        return b""
    if isinstance(body, str):
        return body.encode()
    return body if isinstance(body, bytes) else bytes(body.read())


class _Raw(io.BytesIO):
    def stream(self, *_: object, **__: object) -> Iterator[bytes]:
        yield self.read()

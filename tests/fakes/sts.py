"""STS as far as `GetCallerIdentity` by a presigned query goes: signatures are checked for good."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

import boto3
from botocore import UNSIGNED
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.config import Config
from ministack.core import sigv4

HOST = "https://sts.us-east-1.amazonaws.com"
OLDEST = dt.timedelta(minutes=15)
OK, REFUSED = 200, 403


@dataclass(frozen=True)
class Person:
    """Somebody with credentials, and who AWS says that is."""

    account: str
    arn: str
    access_key: str = "AKIAIOSFODNN7EXAMPLE"
    secret: str = "example"


@dataclass
class FakeSts:
    """Knows some people by their access keys."""

    people: list[Person] = field(default_factory=list)
    now: dt.datetime = field(default_factory=lambda: dt.datetime.now(dt.UTC))
    seen: list[str] = field(default_factory=list)
    """Every address that was asked."""
    status: int = OK
    """Anything else is what every request ends with."""

    @property
    def client(self) -> Any:
        """A client of boto3's own that signs nothing; what it sends is answered here."""
        client = boto3.client(
            "sts",
            region_name="us-east-1",
            config=Config(signature_version=UNSIGNED, retries={"total_max_attempts": 1}),
        )
        # A handler that returns something answers in the place of the network.
        client.meta.events.register("before-send", self._answer)  # type: ignore[arg-type]
        return client

    def _answer(self, request: AWSPreparedRequest, **_: object) -> AWSResponse:
        self.seen.append(str(request.url))
        status, body = self._judged(request)
        raw: Any = _Raw(body.encode())
        return AWSResponse(str(request.url), status, {}, raw)  # type: ignore[arg-type]

    def _judged(self, request: AWSPreparedRequest) -> tuple[int, str]:
        if self.status != OK:
            return self.status, _error("InternalFailure")
        query = parse_qs(urlsplit(str(request.url)).query, keep_blank_values=True)
        signed = sigv4.parse_query_signature(query)
        if isinstance(signed, tuple):
            return REFUSED, _error(signed[0])
        person = next((p for p in self.people if p.access_key == signed.access_key_id), None)
        if person is None:
            return REFUSED, _error("InvalidClientTokenId")
        signed_at = dt.datetime.strptime(signed.amz_date, "%Y%m%dT%H%M%S%z")
        if abs(self.now - signed_at) > OLDEST:
            return REFUSED, _error("SignatureDoesNotMatch")
        sent = (request.method, "/", query, _headers(request), b"")
        if sigv4.header_signature_failure(signed, person.secret, *sent, presigned=True):
            return REFUSED, _error("SignatureDoesNotMatch")
        return OK, _identity(person)


def _headers(request: AWSPreparedRequest) -> dict[str, str]:
    given = cast("dict[str, Any]", request.headers)
    texts = {k.lower(): v.decode() if isinstance(v, bytes) else str(v) for k, v in given.items()}
    return {"host": urlsplit(str(request.url)).netloc, **texts}


def _identity(person: Person) -> str:
    return (
        "<GetCallerIdentityResponse><GetCallerIdentityResult>"
        f"<Arn>{person.arn}</Arn><Account>{person.account}</Account><UserId>U</UserId>"
        "</GetCallerIdentityResult></GetCallerIdentityResponse>"
    )


def _error(code: str) -> str:
    return (
        f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code>"
        "<Message>by order</Message></Error></ErrorResponse>"
    )


class _Raw(io.BytesIO):
    def stream(self, *_: object, **__: object) -> Iterator[bytes]:
        yield self.read()

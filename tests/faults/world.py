"""The AWS around the Bedrock stand-in: everybody may do everything, objects are the play's own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from local.bedrock.things import Scope
from local.bedrock.world import MissingError, Need
from local.surroundings import ACCOUNT, REGION
from tests.faults.services import Request, Response

SCOPE = Scope(ACCOUNT, REGION)
MISSING = 404

Ask = Callable[[str, Request], Response]
Publish = Callable[[str, str, Mapping[str, Any]], object]


@dataclass(frozen=True)
class Anybody:
    """A caller or a role that lacks no permission."""

    arn: str
    ask: Ask
    scope: Scope = SCOPE
    is_root: bool = True

    def require(self, _need: Need) -> None:
        """Allow it."""

    def check_listing(self, _bucket: str, _key: str) -> None:
        """Allow it."""

    def read(self, bucket: str, key: str) -> bytes:
        """Return an object."""
        response = self.ask("s3", Request("GET", f"/{bucket}/{key}", {}, b""))
        if response.status == MISSING:
            raise MissingError(f"no object {key}")
        return response.body

    def write(self, bucket: str, key: str, body: bytes) -> None:
        """Write an object."""
        self.ask("s3", Request("PUT", f"/{bucket}/{key}", {}, body))


@dataclass
class World:
    """What the stand-in needs of the AWS around it."""

    ask: Ask = field(init=False)
    """Set once the services are there, which need the stand-in."""
    publish_event: Publish
    count_invocation: Callable[[str, datetime], object]

    def scope(self) -> Scope:
        """Return the one account and Region."""
        return SCOPE

    def caller(self, _headers: Mapping[str, str], _query: Mapping[str, Sequence[str]]) -> Anybody:
        """Return who sent a request."""
        return Anybody(f"arn:aws:iam::{ACCOUNT}:role/handler", self.ask)

    @contextmanager
    def within(self, _scope: Scope) -> Iterator[None]:
        """Act for the one account and Region."""
        yield

    def trusts(self, _role_arn: str, _job_arn: str, _scope: Scope) -> None:
        """Let Bedrock assume every role."""

    def assume(self, role_arn: str, _job_arn: str, _scope: Scope) -> Anybody:
        """Return a role."""
        return Anybody(role_arn, self.ask)

    def key_arn(self, key_id: str, _scope: Scope) -> str | None:
        """Return the ARN of a key, which exists."""
        return key_id

    def missing_network(self, _names: Sequence[str], _scope: Scope) -> list[str]:
        """Say that every subnet and security group exists."""
        return []

    def publish(self, event: Mapping[str, Any]) -> None:
        """Give an event to EventBridge."""
        self.publish_event(event["Source"], event["DetailType"], json.loads(event["Detail"]))

    def count(self, model_id: str, moment: datetime) -> None:
        """Count an invocation."""
        self.count_invocation(model_id, moment)

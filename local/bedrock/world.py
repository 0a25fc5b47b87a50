"""What the stand-in needs of the AWS around it: identities, S3, keys and events."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Protocol

import msgspec

from local.bedrock.things import Scope


class Need(msgspec.Struct, frozen=True):
    """One permission that somebody must have."""

    action: str
    resource: str
    context: Mapping[str, str | Sequence[str]] = {}
    """The condition keys that the service puts into the request."""


class RefusedError(Exception):
    """A permission is missing."""

    def __init__(self, principal_arn: str, action: str, resource: str) -> None:
        self.action = action
        self.resource = resource
        super().__init__(
            f"User: {principal_arn} is not authorized to perform: {action} on resource: {resource}"
        )


class MissingError(Exception):
    """The bucket or object doesn't exist in the job's Region."""


class CannotAssumeError(Exception):
    """The role doesn't exist or doesn't trust Bedrock for this job."""


class Principal(Protocol):
    """Somebody whose permissions can be asked for."""

    @property
    def arn(self) -> str:
        """The principal's ARN."""

    def require(self, need: Need) -> None:
        """Raise RefusedError unless the principal has the permission."""


class Caller(Principal, Protocol):
    """Who sent a request."""

    @property
    def scope(self) -> Scope:
        """The account and Region that the request is for."""

    @property
    def is_root(self) -> bool:
        """Whether this is the emulator's own root, who may order faults."""


class Role(Principal, Protocol):
    """The role a job was passed, assumed; it does what the role's policies let it do."""

    def check_listing(self, bucket: str, key: str) -> None:
        """Raise RefusedError or MissingError unless the role may list a prefix of a bucket here."""

    def read(self, bucket: str, key: str) -> bytes:
        """Return an object. Raises RefusedError or MissingError."""

    def write(self, bucket: str, key: str, body: bytes) -> None:
        """Write an object. Raises RefusedError or MissingError."""


class World(Protocol):
    """The AWS around the stand-in. Everything but `caller`, `scope` and `count` may block."""

    def scope(self) -> Scope:
        """Return the account and Region of the request that is being handled."""

    def caller(self, headers: Mapping[str, str], query: Mapping[str, Sequence[str]]) -> Caller:
        """Return who sent the request that is being handled."""

    def within(self, scope: Scope) -> AbstractContextManager[None]:
        """Make a thread of our own act for an account and Region."""

    def trusts(self, role_arn: str, job_arn: str, scope: Scope) -> None:
        """Raise CannotAssumeError unless the role lets Bedrock assume it for a job."""

    def assume(self, role_arn: str, job_arn: str, scope: Scope) -> Role:
        """Return the role with fresh credentials. Raises CannotAssumeError."""

    def key_arn(self, key_id: str, scope: Scope) -> str | None:
        """Return the ARN of the enabled key that an id, alias or ARN names."""

    def missing_network(self, names: Sequence[str], scope: Scope) -> list[str]:
        """Return those subnets and security groups that don't exist."""

    def publish(self, event: Mapping[str, Any]) -> None:
        """Give an event to EventBridge, for the scope the thread acts for."""

    def count(self, model_id: str, moment: datetime) -> None:
        """Add one to CloudWatch's `Invocations` of what was invoked, for the request's scope.

        https://docs.aws.amazon.com/bedrock/latest/userguide/monitoring-runtime-metrics.html
        """

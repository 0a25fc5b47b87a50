"""Reads everything that exists, and notes what can't be read instead of stopping there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import msgspec
from botocore.exceptions import ClientError

from lambdas.audit_serving.judge_models import SeenModel
from lambdas.audit_serving.world import Owned, World
from lambdas.common import capacity, custom_models, ownership
from lambdas.common.capacity import NOT_FOUND
from lambdas.contract import names, places
from lambdas.contract.aliases import AliasRecord
from lambdas.contract.serving import Kind

if TYPE_CHECKING:
    from mypy_boto3_bedrock import BedrockClient

    from lambdas.audit_serving.failures import Failures
    from lambdas.common.storage import Bucket

T = TypeVar("T")


class Reader:
    """Reads one environment's world.

    Owners are read after what they own: what was made while the audit reads has an owner by then.
    """

    def __init__(
        self, *, bedrock: BedrockClient, bucket: Bucket, environment: str, failures: Failures
    ) -> None:
        self._bedrock = bedrock
        self._bucket = bucket
        self._environment = environment
        self._failures = failures

    def read(self) -> World:
        """Return what exists."""
        world = World()
        for kind in Kind:
            self._read_capacity(world, kind)
        self._read_models(world)
        self._read_records(world)
        return world

    def _read_capacity(self, world: World, kind: Kind) -> None:
        found, whole = self._all(f"list {kind}", lambda: capacity.list_all(self._bedrock, kind))
        world.everything += found
        for one in found:
            tags = self._tags(one.name, one.arn)
            if tags is None:
                whole = False
            elif ownership.is_ours(self._environment, one.name, tags):
                world.owned.append(Owned(capacity=one, tags=tags))
        if not whole:
            world.unread_kinds.add(kind)

    def _read_models(self, world: World) -> None:
        found, _ = self._all("list models", lambda: custom_models.list_all(self._bedrock))
        for model in found:
            tags = self._tags(model.name, model.arn)
            # A newer model that couldn't be read lets one older model stay: that is harmless.
            if tags is not None and ownership.is_ours(self._environment, model.name, tags):
                world.models.append(SeenModel(model=model, tags=tags))

    def _read_records(self, world: World) -> None:
        keys, world.records_are_whole = self._all(
            "list aliases", lambda: self._bucket.keys(places.ALIASES_PREFIX)
        )
        for key in keys:
            record = self._failures.attempt(f"read {key}", partial(self._record, key))
            if record is None:
                world.records_are_whole = False
            else:
                world.records[record.team, record.alias] = record

    def _record(self, key: str) -> AliasRecord:
        return msgspec.json.decode(self._bucket.read(key), type=AliasRecord)

    def _tags(self, name: str, arn: str) -> dict[str, str] | None:
        """Return the tags of what may be ours, none of what is not; None if they can't be read."""
        if not name.startswith(names.job_name_prefix(self._environment)):
            return {}
        return self._failures.attempt(f"read the tags of {name}", partial(self._tags_of, arn))

    def _tags_of(self, arn: str) -> dict[str, str]:
        try:
            return capacity.tags_of(self._bedrock, arn)
        except ClientError as error:
            if error.response["Error"]["Code"] == NOT_FOUND:
                return {}  # It went meanwhile.
            raise

    def _all(self, what: str, listing: Callable[[], Iterable[T]]) -> tuple[list[T], bool]:
        """Return what a listing gave, and whether that is all."""
        found: list[T] = []
        return found, self._failures.attempt(what, partial(_drain, listing, found)) is not None


def _drain(listing: Callable[[], Iterable[T]], into: list[T]) -> int:
    """Keep what a listing gives before it fails; return how much there is."""
    for one in listing():
        into.append(one)
    return len(into)

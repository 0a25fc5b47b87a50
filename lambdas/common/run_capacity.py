"""What serves for a run: found by its name, released by its tags."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from lambdas.common import capacity
from lambdas.common.capacity import NOT_FOUND, Capacity
from lambdas.contract import names

if TYPE_CHECKING:
    from mypy_boto3_bedrock import BedrockClient

    from lambdas.contract.run import Plan
    from lambdas.contract.serving import Kind, ServingPlan

_ATTEMPT = re.compile(r"-d(\d+)$")


def of_run(
    bedrock: BedrockClient, kind: Kind, environment: str, run_id: str, attempts: int
) -> Iterator[Capacity]:
    """Yield a run's capacity of a kind, newest attempt first."""
    for attempt in range(attempts, 0, -1):
        name = names.run_capacity_name(environment, run_id, attempt)
        found = capacity.find(bedrock, kind, name)
        if found is not None:
            yield found


def unsettled(
    bedrock: BedrockClient, kind: Kind, environment: str, run_id: str, attempts: int
) -> Iterator[Capacity]:
    """Yield what the run still answers for: settled capacity has left it."""
    for found in of_run(bedrock, kind, environment, run_id, attempts):
        tags = tags_of(bedrock, found)
        if tags is not None and names.TAG_SETTLED not in tags:
            yield found


def tags_of(bedrock: BedrockClient, found: Capacity) -> dict[str, str] | None:
    """Return the tags of capacity, None when it has gone since it was found."""
    try:
        return capacity.tags_of(bedrock, found.arn)
    except ClientError as error:
        if error.response["Error"]["Code"] == NOT_FOUND:
            return None
        raise


def attempt_of(found: Capacity) -> int:
    """Return which attempt of its run made the capacity."""
    matched = _ATTEMPT.search(found.name)
    return int(matched.group(1)) if matched else 1


def expiry_of(tags: Mapping[str, str]) -> dt.datetime | None:
    """Return when capacity is to be removed; None when its tag is missing or says no time."""
    try:
        expires_at = dt.datetime.fromisoformat(tags.get(names.TAG_EXPIRES, ""))
    except ValueError:
        return None
    return expires_at if expires_at.tzinfo else expires_at.replace(tzinfo=dt.UTC)


def serving_of(plan: Plan) -> ServingPlan:
    """Return what a run wants served; the states that ask come only after a choice."""
    if plan.serving is None:
        raise ValueError(f"run {plan.run.run_id} wants nothing served")
    return plan.serving

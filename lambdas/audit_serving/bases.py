"""When the bases of what serves end. Each base is asked for once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from lambdas.audit_serving import wording
from lambdas.audit_serving.policy import BASE_WARNING, Policy
from lambdas.audit_serving.world import FAILED, Owned
from lambdas.common import capacity
from lambdas.common.foundation_models import find_life
from lambdas.contract.retirement import Finding, Reason, Thing

if TYPE_CHECKING:
    from mypy_boto3_bedrock import BedrockClient

    from lambdas.audit_serving.failures import Failures


def ending(
    bedrock: BedrockClient,
    owned: Iterable[Owned],
    policy: Policy,
    now: dt.datetime,
    failures: Failures,
) -> Iterator[Finding]:
    """Yield all capacity whose base ends soon."""
    ends: dict[str, dt.datetime | None] = {}
    for one in (each.capacity for each in owned if each.capacity.status != FAILED):
        base = capacity.base_of(one.model_arn)
        if base not in ends:
            ends[base] = failures.attempt(f"read {base}", partial(ends_at, bedrock, base, now))
        end = ends[base]
        if end is not None and end - now <= BASE_WARNING:
            yield Finding(
                thing=Thing.of(one.kind),
                name=one.name,
                reason=Reason.BASE_ENDS,
                remove=False,
                sentence=wording.of_base(base, end),
                usd_per_hour=policy.usd_per_hour(one),
            )


def ends_at(bedrock: BedrockClient, base: str, now: dt.datetime) -> dt.datetime | None:
    """Return when a base model ends: now, if Bedrock has forgotten it; None if it doesn't say."""
    life = find_life(bedrock, base)
    return now if life is None else life.ends_at

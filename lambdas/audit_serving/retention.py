"""Custom models beyond the newest of each team: told of and marked first, removed a week later."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from lambdas.audit_serving import judge_models
from lambdas.audit_serving.judge_models import SeenModel, Step
from lambdas.common import custom_models, ownership
from lambdas.contract import names

if TYPE_CHECKING:
    import datetime as dt

    from mypy_boto3_bedrock import BedrockClient

    from lambdas.audit_serving.failures import Failures
    from lambdas.audit_serving.look import Look
    from lambdas.audit_serving.policy import Policy
    from lambdas.audit_serving.world import World
    from lambdas.contract.retirement import Finding

SILENT = {Step.KEEP, Step.UNMARK, Step.WAIT}
"""What nobody hears of."""


@dataclass(frozen=True, kw_only=True)
class Due:
    """What is to be done about a custom model."""

    seen: SeenModel
    step: Step
    finding: Finding | None


def due(
    world: World, look: Look, policy: Policy, now: dt.datetime, failures: Failures
) -> Iterator[Due]:
    """Yield what is due; nothing where it isn't known what is used."""
    if not world.knows_what_is_used:
        return
    surplus = judge_models.surplus(
        world.models, policy, world.used_models, _running(world, look, policy, failures)
    )
    for seen in world.models:
        judge = partial(_due, seen, policy, now, is_surplus=seen.model.arn in surplus)
        found = failures.attempt(f"judge {seen.model.name}", judge)
        if found is not None:
            yield found


def mark(bedrock: BedrockClient, one: Due, now: dt.datetime) -> None:
    """Set the date of a model that was announced; take it away where none is due any more."""
    if one.step is Step.ANNOUNCE:
        goes_at = judge_models.goes_at(now).isoformat()
        custom_models.tag(bedrock, one.seen.model, {names.TAG_REMOVE_AFTER: goes_at})
    elif one.step is Step.UNMARK:
        custom_models.untag(bedrock, one.seen.model, names.TAG_REMOVE_AFTER)


def _due(seen: SeenModel, policy: Policy, now: dt.datetime, *, is_surplus: bool) -> Due:
    step = judge_models.step(seen, policy, now, is_surplus=is_surplus)
    finding = None if step in SILENT else judge_models.finding(seen, step, policy, now)
    return Due(seen=seen, step=step, finding=finding)


def _running(world: World, look: Look, policy: Policy, failures: Failures) -> set[str]:
    """Return the runs that live, of those whose model is beyond the newest."""
    runs = {
        seen.tags[names.TAG_RUN]
        for seen in judge_models.beyond(world.models, policy.keep_models)
        if names.TAG_RUN in seen.tags
    }
    alive = set()
    for run_id in sorted(runs):
        execution = failures.attempt(f"look at run {run_id}", partial(look.run, run_id))
        if execution is None or ownership.lives(execution):
            alive.add(run_id)
    return alive

"""Which custom models are one too many, and how far their removal is. Knows no AWS."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from lambdas.audit_serving import wording
from lambdas.audit_serving.policy import MODEL_WARNING, Policy
from lambdas.common.custom_models import CustomModel
from lambdas.contract import names
from lambdas.contract.retirement import Finding, Reason, Thing, moment_of


class Step(Enum):
    """What is to be done about a custom model."""

    KEEP = "keep"
    UNMARK = "unmark"
    """It isn't one too many any more: a later removal begins with a warning again."""
    TELL = "tell"
    """Settings remove nothing."""
    ANNOUNCE = "announce"
    """Told of first and marked then, so that nothing is marked in silence."""
    WAIT = "wait"
    REMOVE = "remove"


@dataclass(frozen=True, kw_only=True)
class SeenModel:
    """A custom model of this environment."""

    model: CustomModel
    tags: Mapping[str, str]

    @property
    def team(self) -> str:
        """Whose it is; empty where nobody says so."""
        return self.tags.get(names.TAG_TEAM, "")


def beyond(models: Sequence[SeenModel], keep: int) -> Iterator[SeenModel]:
    """Yield what is beyond the newest so many of each team."""
    teams: dict[str, list[SeenModel]] = defaultdict(list)
    for seen in models:
        if keep and seen.team:
            teams[seen.team].append(seen)
    for of_team in teams.values():
        newest = sorted(of_team, key=lambda seen: seen.model.created_at, reverse=True)
        yield from newest[keep:]


def surplus(
    models: Sequence[SeenModel], policy: Policy, used: Collection[str], running: Collection[str]
) -> set[str]:
    """Return the ARNs of the models that are one too many.

    Args:
        models: all of this environment.
        policy: what settings say.
        used: the models that an alias names, or that something serves.
        running: the runs that live.
    """
    return {
        seen.model.arn
        for seen in beyond(models, policy.keep_models)
        if seen.model.arn not in used and seen.tags.get(names.TAG_RUN) not in running
    }


def step(seen: SeenModel, policy: Policy, now: dt.datetime, *, is_surplus: bool) -> Step:
    """Return what is to be done about a model."""
    goes_at = moment_of(seen.tags, names.TAG_REMOVE_AFTER)
    if not (is_surplus and policy.removes):
        rest = Step.TELL if is_surplus else Step.KEEP
        return rest if goes_at is None else Step.UNMARK
    if goes_at is None:
        return Step.ANNOUNCE
    return Step.WAIT if now < goes_at else Step.REMOVE


def finding(seen: SeenModel, to_do: Step, policy: Policy, now: dt.datetime) -> Finding:
    """Return what the retire machine is to know of a model."""
    follows = {
        Step.ANNOUNCE: f"It is removed after {goes_at(now):%Y-%m-%d %H:%M} UTC, for good. To keep "
        'it, raise "keep_models" or promote it before.',
        Step.REMOVE: "That was told of a week before.",
    }.get(to_do, "It costs storage until somebody deletes it.")
    return Finding(
        thing=Thing.MODEL,
        name=seen.model.name,
        reason=Reason.SURPLUS,
        remove=to_do is Step.REMOVE,
        sentence=wording.of_surplus(seen.team, policy.keep_models, follows),
    )


def goes_at(now: dt.datetime) -> dt.datetime:
    """Return when a model that is announced now is removed."""
    return (now + MODEL_WARNING).replace(microsecond=0)

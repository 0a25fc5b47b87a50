"""How a disturbed play ended."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from local.bedrock.ledger import CapacityEntry, JobEntry
from tests.faults import aftermath, judge
from tests.faults.alerts import bad_ends, messages
from tests.faults.blueprint import Blueprint
from tests.faults.effects import Effect
from tests.faults.injection import Order
from tests.faults.opening import opened
from tests.faults.plays import Play
from tests.faults.stage import Stage


class End(StrEnum):
    """The ways a play may end."""

    DONE = "done"
    """Everything came as it was wanted."""
    COMPENSATED = "compensated"
    """It failed, and nothing is left that nobody wants."""
    ALARMED = "alarmed"
    """It failed, a message names what was left over, and nothing bills any more."""


@dataclass(frozen=True)
class Outcome:
    """What became of a play."""

    end: End
    leaks: list[judge.Leak]
    doubles: list[str]
    happened: bool
    """Whether the fault came about."""
    effects: list[Effect]
    story: list[str]
    """How the executions ended, for whoever looks into a leak."""


def of(
    blueprint: Blueprint, play: Play, order: Order | None = None, *, backstops: bool = True
) -> Outcome:
    """Play a play with at most one fault and say how it ended."""
    orders = [one for one in (order, play.given) if one is not None]
    with opened(blueprint, orders=orders) as cloud:
        stage = Stage(cloud)
        stage.prepare()
        if not backstops:
            cloud.bus.off.add("Listeners/RunEnded")
        goal = play.act(stage)
        aftermath.run_out(stage, backstops=backstops)
        ledger = cloud.stand_in.ledger()
        reached = goal() and not _mishaps(stage)
        return Outcome(
            end=_end(stage, reached=reached),
            leaks=judge.leaks(stage, ledger),
            doubles=judge.doubles(stage, ledger, replaces=play.replaces),
            happened=all(one.happened for one in cloud.injection.orders),
            effects=list(cloud.injection.record.effects),
            story=_story(stage),
        )


def _end(stage: Stage, *, reached: bool) -> End:
    if reached:
        return End.DONE
    return End.ALARMED if _named(stage) else End.COMPENSATED


def _mishaps(stage: Stage) -> bool:
    """Whether anything failed that people did not stop, or had to be mended by them."""
    unwanted = set(bad_ends(stage.cloud)) - stage.aborted
    return bool(unwanted) or stage.mended


def _named(stage: Stage) -> bool:
    """Whether a message to the operators names something that was made."""
    ledger = stage.cloud.stand_in.ledger()
    made: list[JobEntry | CapacityEntry] = [*ledger.jobs, *judge.capacity(ledger)]
    texts = [f"{message.subject}\n{message.text}" for message in messages(stage.cloud)]
    return any(one.name in text or one.arn in text for one in made for text in texts)


def _story(stage: Stage) -> list[str]:
    lines = []
    for one in stage.cloud.executions():
        machine, name = one["executionArn"].split(":")[-2:]
        cause = str(one.get("cause") or "")[:600]
        lines.append(f"{machine} {name}: {one['status']} {one.get('error') or ''} {cause}".strip())
    lines += [f"alarm: {m.subject}: {m.text}" for m in messages(stage.cloud)]
    failures = Counter(map(str, stage.cloud.functions.failures))
    lines += [f"{count} times {failure}" for failure, count in failures.items()]
    return lines

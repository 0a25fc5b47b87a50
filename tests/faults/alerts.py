"""What operators hear: messages to the alarms' topic, and the alarms on metrics."""

from __future__ import annotations

from collections.abc import Iterator

from tests.faults.cloud import Cloud
from tests.faults.steps import Message

TOPIC = "Topics/Alarms"
ENDED_BADLY = {"FAILED", "TIMED_OUT", "ABORTED"}


def messages(cloud: Cloud) -> list[Message]:
    """Return what was published to the alarms' topic."""
    arn = cloud.blueprint.topics[TOPIC]
    return [message for message in cloud.steps.messages if message.topic_arn == arn]


def bad_ends(cloud: Cloud) -> list[str]:
    """Return the executions that ended badly."""
    ended = (one for one in cloud.executions() if one["status"] in ENDED_BADLY)
    return [one["executionArn"] for one in ended]


def alerts(cloud: Cloud) -> list[str]:
    """Return everything that makes an operator look."""
    return [*(message.subject for message in messages(cloud)), *_metrics(cloud)]


def _metrics(cloud: Cloud) -> Iterator[str]:
    """Yield what the synthesized alarms on failures see."""
    watched = cloud.blueprint.watched
    for execution in cloud.executions():
        machine = execution["stateMachineArn"].partition("#")[0]
        if machine in watched and execution["status"] in ENDED_BADLY:
            yield f"{execution['name']} {execution['status']}"
    for failed in cloud.functions.failures:
        if failed.function in watched:
            yield f"{failed.function} {failed.error}"
    yield from (f"dead letter of {name}" for name in cloud.bus.dead_letters)

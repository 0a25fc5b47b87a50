"""What machines call without a function: topics and other machines."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ministack.services import stepfunctions

from tests.faults.injection import Injection, StepError

PREFIXES = {"sns Publish": "SNS", "states StartExecution": "StepFunctions"}
"""How Step Functions begins the names of a service's errors."""


class Message(NamedTuple):
    """What a topic was given."""

    topic_arn: str
    subject: str
    text: str


@dataclass
class Steps:
    """Publishes and starts, with the faults that were ordered."""

    injection: Injection
    messages: list[Message] = field(default_factory=list)

    def publish(self, _resource: str, data: dict[str, Any]) -> dict[str, Any]:
        """Keep a message."""

        def keep() -> dict[str, Any]:
            message = Message(data["TopicArn"], data.get("Subject", ""), data["Message"])
            self.messages.append(message)
            return {"MessageId": str(len(self.messages))}

        return self._guarded("sns Publish", keep)

    def start(self, resource: str, data: dict[str, Any]) -> dict[str, Any]:
        """Start an execution of another machine."""
        return self._guarded("states StartExecution", lambda: _start(resource, data))

    def _guarded(self, action: str, do: Any) -> dict[str, Any]:
        try:
            found: dict[str, Any] = self.injection.step(action, do)
        except StepError as failed:
            error = failed.error
            if not error.startswith("States."):
                error = f"{PREFIXES[action]}.{error}"
            raise stepfunctions._ExecutionError(error, "by order") from failed
        return found


_start = stepfunctions._invoke_nested_start_execution

"""EventBridge: the synthesized rules, their patterns and what they begin."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from ministack.services import eventbridge

from tests.faults.blueprint import Rule
from tests.faults.effects import Doing
from tests.faults.functions import FunctionError, Functions
from tests.faults.timeline import Timeline

DELIVERY_SECONDS = 1.0
"""How long an event takes; made up."""
RETRY_SECONDS = (60.0, 120.0)
"""Lambda's waits before it calls a function again that failed on an event.
https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html"""

Start = Callable[[str, str], object]
"""Takes a machine's ARN and an input."""
Guard = Callable[[Callable[[], object]], object]


class Bus:
    """Delivers events."""

    def __init__(self, rules: list[Rule], timeline: Timeline, functions: Functions) -> None:
        self._rules = rules
        self._timeline = timeline
        self._functions = functions
        self.start: Start = lambda *_: None
        self.guard: Guard = lambda deliver: deliver()
        """Stands around every delivery, for faults."""
        self.off: set[str] = set()
        """Rules that are switched off."""
        self.dead_letters: list[str] = []
        """The functions that failed on an event for good, where that is kept."""

    def publish(self, source: str, detail_type: str, detail: Mapping[str, Any]) -> None:
        """Begin the deliveries of an event."""
        event = {"source": source, "detail-type": detail_type, "detail": detail}
        seen = {"Source": source, "DetailType": detail_type, "Detail": json.dumps(detail)}
        for rule in self._rules:
            if rule.name not in self.off and _matches(rule, seen):
                for target in rule.targets:
                    self._timeline.begin(self._deliver, rule, target, event)

    def call_async(self, name_or_arn: str, event: Any) -> None:
        """Call a function as services do that don't wait for its answer."""
        function = self._functions.named(name_or_arn)
        for wait in (*RETRY_SECONDS, None):
            self._timeline.current.context = Doing(origin=function.name)
            try:
                self._functions.call(name_or_arn, event)
            except FunctionError:
                if wait is not None:
                    self._timeline.sleep(wait)
            else:
                return
        if function.has_dead_letters:
            self.dead_letters.append(function.name)

    def _deliver(self, rule: Rule, target: Mapping[str, Any], event: Mapping[str, Any]) -> None:
        self._timeline.sleep(DELIVERY_SECONDS)
        self._timeline.current.context = Doing(origin=f"Rule {rule.name.rpartition('/')[2]}")
        arn = str(target["Arn"])
        if ":function:" in arn:
            self.guard(lambda: self.call_async(arn, event))
        else:
            self.guard(lambda: self.start(arn, _input(target, event)))


def _matches(rule: Rule, event: Mapping[str, Any]) -> bool:
    return bool(eventbridge._matches_pattern(json.dumps(rule.pattern), dict(event)))


def _input(target: Mapping[str, Any], event: Mapping[str, Any]) -> str:
    transformer = target.get("InputTransformer")
    if transformer is None:
        return json.dumps(event)
    text = str(transformer["InputTemplate"])
    for name, path in transformer["InputPathsMap"].items():
        found: Any = event
        for part in path.split(".")[1:]:
            found = found[part]
        text = text.replace(f"<{name}>", json.dumps(found))
    return text

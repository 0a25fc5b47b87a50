"""What a play does to the world: each side effect, where it happened and the how-manieth it is."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urlsplit

from tests.faults.services import Request

if TYPE_CHECKING:
    from tests.faults.blueprint import Function
    from tests.faults.fault import Fault

READS = ("Get", "List", "Describe", "Head", "Assume")
"""How operations begin that change nothing."""


class Effect(NamedTuple):
    """One side effect of a play."""

    origin: str
    """The machine and its state, or the function that something else called."""
    action: str
    """The service and its operation, and for objects which one."""
    nth: int
    """1 for the first such effect of the play."""

    @property
    def service(self) -> str:
        """The service by boto3's name; `sns`, `states` and `events` are called by machines."""
        return self.action.partition(" ")[0]

    @property
    def operation(self) -> str:
        """The service's operation."""
        return self.action.split(" ")[1]


@dataclass
class Doing:
    """What a strand does just now."""

    origin: str
    execution_arn: str | None = None
    timeout_seconds: float = 0
    """Of the state, or of the function while one runs."""
    function: Function | None = None
    began: datetime | None = None
    """When the function began."""
    calls: int = 0
    """Counts the calls of AWS, each with all its attempts."""
    effect: Effect | None = None
    """The side effect of the call that is being made."""
    fault: Fault | None = None
    """What goes wrong with it, at each of its attempts."""
    redrives: int = 0
    """How often the execution had been redriven when this state began."""
    token: str | None = None
    """The task token of a state that waits for one."""
    retry_seconds: float | None = None
    """How long the state waits before it tries again."""


@dataclass
class Record:
    """Every side effect of a play, in order."""

    effects: list[Effect] = field(default_factory=list)
    by_origin: Counter[str] = field(default_factory=Counter)
    """How many each place caused."""
    _counts: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        """How many there were."""
        return len(self.effects)

    def add(self, origin: str, action: str) -> Effect:
        """Note a side effect and return it, counted."""
        self.by_origin[origin] += 1
        self._counts[origin, action] += 1
        effect = Effect(origin, action, self._counts[origin, action])
        self.effects.append(effect)
        return effect


def changes(operation: str) -> bool:
    """Whether an operation changes something or costs money."""
    return not operation.startswith(READS)


def action_of(service: str, operation: str, request: Request) -> str:
    """Return what a request does, in words that tell one side effect from another."""
    if service == "s3":
        return f"{service} {operation} {_object(request)}"
    return f"{service} {operation}"


FOLDERS = {
    "/aliases/": "alias of record",
    "/test-sets/": "uses of a test set",
    "/evaluation/batches/": "questions",
    "/evaluation/answers/": "answers",
    "/evaluation/embeddings/": "vectors",
}
"""What objects are by where they lie, whose names say nothing."""


def _object(request: Request) -> str:
    path = unquote(urlsplit(request.url).path)
    folder, _, name = path.rpartition("/")
    for part, what in FOLDERS.items():
        if part in path:
            return what
    if "/approvals/" in path:
        return "answer" if name.endswith(".answer.json") else "waiting plan"
    return "task token" if folder.endswith("/control") else name


def text_of(request: Request) -> dict[str, object]:
    """Return the JSON body of a request; nothing where it has none."""
    try:
        found = json.loads(request.body or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}

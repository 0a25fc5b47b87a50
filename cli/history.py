"""From an execution's history to what a watcher wants to know. Pure: no call is made here."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from cli.output import utc
from cli.progress import (
    NOTHING_HEARD,
    AttemptFailed,
    Event,
    LookedAgain,
    Redriven,
    StateEntered,
    StateExited,
)
from lambdas.contract import errors

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions.type_defs import HistoryEventTypeDef

TIMEOUT = "States.Timeout"
NO_ERROR = "unnamed error"
NO_CAUSE = "no cause given"
CHOICE = "Choice"

NOT_YET = {
    TIMEOUT: NOTHING_HEARD,
    errors.StillDeployingError.__name__: "it does not serve yet",
    errors.StillAnsweringError.__name__: "not every question is answered yet",
    errors.StillEmbeddingError.__name__: "not every text has its vector yet",
    errors.StillStoppingError.__name__: "it is not gone yet",
    errors.AliasBusyError.__name__: "somebody else moves the alias",
    errors.DeploymentQuotaExceededError.__name__: "there are as many deployments as there may be",
    errors.JobQuotaExceededError.__name__: "there are as many jobs as there may be",
}
"""Errors that are no failure: the state waits, and looks again."""


class History:
    """Turns history events into progress, however they are cut into pages."""

    def __init__(self) -> None:
        self.last_id = 0
        """Events up to this one were seen; AWS numbers them from 1 without gaps."""
        self._state = ""
        self._entered: dict[str, datetime] = {}
        self._looks = 1
        self._because = ""
        """Why the state will look again; empty if it won't."""

    def take(self, events: Iterable[HistoryEventTypeDef]) -> Iterator[Event]:
        """Yield the progress that `events`, oldest first, add to what was seen before."""
        for event in events:
            if event["id"] <= self.last_id:
                continue
            self.last_id = event["id"]
            # A choice takes no time and does nothing that anybody could watch.
            if event["type"].startswith(CHOICE):
                continue
            progress = self._progress(event, utc(event["timestamp"]))
            if progress is not None:
                yield progress

    def has_entered(self, state: str) -> bool:
        """Whether the run ever went into a state."""
        return state in self._entered

    def _progress(self, event: HistoryEventTypeDef, at: datetime) -> Event | None:
        kind = event["type"]
        if "stateEnteredEventDetails" in event:
            return self._enter(event["stateEnteredEventDetails"]["name"], at)
        if "stateExitedEventDetails" in event:
            return self._exit(event["stateExitedEventDetails"]["name"], at)
        if kind == "TaskScheduled":
            return self._look_again(at) if self._because else None
        if kind == "TaskTimedOut":
            self._because = NOTHING_HEARD
        if kind == "TaskFailed":
            details = event.get("taskFailedEventDetails", {})
            return self._fail(details.get("error"), details.get("cause"), at)
        if kind == "ExecutionRedriven":
            details_of_redrive = event.get("executionRedrivenEventDetails", {})
            return Redriven(at=at, count=details_of_redrive.get("redriveCount", 1))
        return None

    def _enter(self, state: str, at: datetime) -> Event:
        self._state, self._looks, self._because = state, 1, ""
        self._entered[state] = at
        return StateEntered(at=at, state=state)

    def _exit(self, state: str, at: datetime) -> Event:
        seconds = (at - self._entered.get(state, at)).total_seconds()
        return StateExited(at=at, state=state, seconds=seconds)

    def _look_again(self, at: datetime) -> Event:
        because, self._looks, self._because = self._because, self._looks + 1, ""
        return LookedAgain(at=at, state=self._state, looks=self._looks, because=because)

    def _fail(self, error: str | None, cause: str | None, at: datetime) -> Event | None:
        # Some implementations of the API report a time-out as a failed task of this name.
        if error in NOT_YET:
            self._because = NOT_YET[error]
            return None
        return AttemptFailed(
            at=at, state=self._state, error=error or NO_ERROR, cause=readable(cause)
        )


def readable(cause: str | None) -> str:
    """Return a cause in full, unwrapped from the JSON that Lambda puts around a message."""
    if not cause:
        return NO_CAUSE
    try:
        wrapped = json.loads(cause)
    except ValueError:
        return cause
    message = wrapped.get("errorMessage") if isinstance(wrapped, dict) else None
    return message if isinstance(message, str) else cause

"""A map run: all children of one attempt of a distributed map.

https://docs.aws.amazon.com/step-functions/latest/dg/concepts-examine-map-run.html
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ministack.services import stepfunctions

from local.shims.bodies import Json
from local.shims.maps import child
from local.shims.maps.fields import LARGEST_PAYLOAD, Child, failure, size_of
from local.shims.maps.threads import in_threads

MOST_AT_ONCE = 64
"""Children side by side where the state names no number; AWS has up to 10,000."""

_COUNTED = (
    *("pending", "running", "succeeded", "failed", "timedOut", "aborted", "total"),
    *("resultsWritten", "failuresNotRedrivable", "pendingRedrive"),
)


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How many children run at once, and how many items may fail."""

    at_once: int
    """0 is no limit."""
    failed_share: float | None
    """Percent of the items."""
    failed_count: float | None

    def exceeded(self, failed: int, items: int) -> bool:
        """Say whether too many items failed; where nothing is said, one is too many."""
        if self.failed_share is None and self.failed_count is None:
            return failed > 0
        share = self.failed_share is not None and failed * 100 > self.failed_share * items
        return share or (self.failed_count is not None and failed > self.failed_count)


class MapRun:
    """One attempt of a Map state."""

    def __init__(self, execution: Json, processor: Json, limits: Limits, label: str) -> None:
        self._parent = execution
        self._processor = processor
        self._limits = limits
        self._lock = threading.Lock()
        machine = f"{child.machine_of(execution)}/{label}"
        arn = f"{machine.replace(':stateMachine:', ':mapRun:')}:{stepfunctions.new_uuid()}"
        self._told: Json = {
            "mapRunArn": arn,
            "executionArn": execution["executionArn"],
            "status": "RUNNING",
            "startDate": stepfunctions.now_iso(),
            "maxConcurrency": limits.at_once,
            "toleratedFailurePercentage": limits.failed_share or 0,
            "toleratedFailureCount": limits.failed_count or 0,
            "redriveCount": 0,
            "_stateMachineArn": machine,
        }
        stepfunctions._map_runs[arn] = self._told

    def results(self, children: Sequence[Child], language: str) -> list[Any]:
        """Run the children; return what they came to, in their order.

        Raises:
            _ExecutionError: Too many failed, or the results are too large for a state.
        """
        items = sum(each.items for each in children)
        for counts, total in (("itemCounts", items), ("executionCounts", len(children))):
            self._told[counts] = dict.fromkeys(_COUNTED, 0) | {"pending": total, "total": total}
        self._tell("Started")
        results: list[Any] = [None] * len(children)

        def run(number: int) -> None:
            if self._told["status"] == "RUNNING" and self._parent["status"] == "RUNNING":
                results[number] = self._run(children[number], language)

        in_threads(run, len(children), self._limits.at_once or MOST_AT_ONCE)
        self._end("SUCCEEDED" if self._parent["status"] == "RUNNING" else "ABORTED")
        self._tell(self._told["status"].title())
        if self._told["status"] == "FAILED":
            cause = "The specified tolerated failure threshold was exceeded"
            raise failure("States.ExceedToleratedFailureThreshold", cause)
        if size_of(results) > LARGEST_PAYLOAD:
            raise failure("States.DataLimitExceeded", "The results are too large for a state")
        return results

    def _run(self, one: Child, language: str) -> Any:
        execution = child.begun(self._told, one.given)
        self._count(one, "pending", "running")
        try:
            return child.run(execution, self._processor, language)
        finally:
            self._count(one, "running", execution["status"].lower())
            counts = self._told["itemCounts"]
            if self._limits.exceeded(counts["failed"], counts["total"]):
                self._end("FAILED")
                child.end_children(self._told["executionArn"])

    def _count(self, one: Child, before: str, after: str) -> None:
        with self._lock:
            for counts, amount in (("itemCounts", one.items), ("executionCounts", 1)):
                self._told[counts][before] -= amount
                self._told[counts][after] += amount

    def _end(self, status: str) -> None:
        if self._told["status"] == "RUNNING":
            self._told |= {"status": status, "stopDate": stepfunctions.now_iso()}

    def _tell(self, word: str) -> None:
        details = {f"mapRun{word}EventDetails": {"mapRunArn": self._told["mapRunArn"]}}
        stepfunctions._add_event(self._parent, f"MapRun{word}", details)

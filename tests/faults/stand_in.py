"""The Bedrock stand-in from outside: its ledger, and the faults of its own that a play orders."""

from __future__ import annotations

import json
from collections.abc import Iterator

import msgspec

from local.bedrock.control_api import PREFIX
from local.bedrock.faults import Fault, HoldDeployment, HoldJob, UnknownStatus
from local.bedrock.ledger import CapacityEntry, JobEntry, Ledger
from tests.faults.services import Request, Services

FOR_EVER = 10**9
NAMES = ("jobName", "modelDeploymentName", "provisionedModelName")


class StandIn:
    """Orders faults and reads the ledger, by the private paths that tests elsewhere use too."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self.unknown_reads = FOR_EVER
        """How often a thing whose status nobody knows tells it."""

    def ledger(self) -> Ledger:
        """Return everything ever created, and what it billed."""
        return msgspec.json.decode(self._ask("GET", "ledger"), type=Ledger)

    def order(self, *faults: Fault) -> None:
        """Order faults."""
        self._ask("POST", "faults", msgspec.json.encode(list(faults)))

    def hold_jobs(self) -> None:
        """Let jobs train until they are stopped."""
        self.order(HoldJob(times=FOR_EVER))

    def hold_capacity(self) -> None:
        """Let nothing that is made to serve be finished."""
        self.order(HoldDeployment(times=FOR_EVER))

    def release(self) -> None:
        """Forget all faults, and let what they held go on."""
        self._ask("DELETE", "faults")

    def forget_status(self, request: Request) -> None:
        """Give the thing that a request made or is about a status that nobody knows."""
        for name in self._named(request):
            self.order(UnknownStatus(name=name, times=self.unknown_reads))

    def _named(self, request: Request) -> Iterator[str]:
        body = json.loads(request.body or b"{}")
        for member in NAMES:
            if member in body:
                yield body[member]
                return
        ledger = self.ledger()
        entries: list[JobEntry | CapacityEntry] = [*ledger.jobs]
        for entry in (*entries, *ledger.deployments, *ledger.throughputs):
            if entry.arn.rpartition("/")[2] in request.url:
                yield entry.name

    def _ask(self, method: str, action: str, body: bytes = b"") -> bytes:
        request = Request(method, f"{PREFIX}{action}", {}, body)
        return self._services.answer("bedrock", request).body

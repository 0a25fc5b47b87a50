"""Job events as EventBridge gets them, in order unless a test ordered otherwise.

https://docs.aws.amazon.com/bedrock/latest/userguide/monitoring-eventbridge-how-it-works.html
"""

import json
import logging
import queue
import threading
from collections.abc import Mapping
from typing import Any

from local.bedrock.faults import DelayEvent, DoubleEvent, FaultBook, LoseEvent, ReorderEvents
from local.bedrock.things import Job, Scope
from local.bedrock.wire import timestamp
from local.bedrock.world import World

DETAIL_TYPE = "Model Customization Job State Change"

Event = Mapping[str, Any]
"""One entry of EventBridge's PutEvents."""

_logger = logging.getLogger(__name__)


def state_change(job: Job) -> Event:
    """Return the event of a job's having its status."""
    request = job.request
    validators = request.get("validationDataConfig", {}).get("validators", [])
    detail = {
        "version": "0.0",
        "jobName": job.name,
        "jobArn": job.arn,
        "outputModelName": request["customModelName"],
        "outputModelArn": job.model_arn,
        "roleArn": request["roleArn"],
        "jobStatus": job.status,
        "failureMessage": job.failure,
        "creationTime": timestamp(job.created),
        "lastModifiedTime": timestamp(job.modified or job.created),
        "endTime": timestamp(job.ended) if job.ended else None,
        "baseModelArn": job.base.arn(),
        "hyperParameters": job.hyperparameters,
        "trainingDataConfig": request["trainingDataConfig"],
        # An object here, unlike the API's list of validators.
        "validationDataConfig": validators[0] if validators else None,
        "outputDataConfig": request["outputDataConfig"],
    }
    told = {key: value for key, value in detail.items() if value is not None}
    return {
        "Source": "aws.bedrock",
        "DetailType": DETAIL_TYPE,
        "Detail": json.dumps(told),
        "Resources": [job.arn],
    }


class Events:
    """Sends events from a thread of its own: a delivery may block, a request must not."""

    def __init__(self, world: World, faults: FaultBook) -> None:
        self._world = world
        self._faults = faults
        self._queue: queue.Queue[tuple[Scope, Event]] = queue.Queue()
        self._held: dict[str, Event] = {}
        self._last: dict[str, Event] = {}
        threading.Thread(target=self._deliver, name="bedrock-events", daemon=True).start()

    def changed(self, job: Job) -> None:
        """Tell that a job has its status, with the faults that tests ordered."""
        event = state_change(job)
        self._last[job.arn] = event
        names = [job.name]
        if self._faults.take(LoseEvent, names):
            return
        if job.arn not in self._held and self._faults.take(ReorderEvents, names):
            self._held[job.arn] = event
            return
        delay = self._faults.take(DelayEvent, names)
        for _ in range(2 if self._faults.take(DoubleEvent, names) else 1):
            self.send(job.scope, event, delay.seconds if delay else 0)
        if overtaken := self._held.pop(job.arn, None):
            self.send(job.scope, overtaken)

    def again(self, job: Job) -> None:
        """Send the last event of a job once more."""
        self.send(job.scope, self._last[job.arn])

    def send(self, scope: Scope, event: Event, seconds: float = 0) -> None:
        """Send any event, real seconds from now."""
        if not seconds:
            self._queue.put((scope, event))
            return
        timer = threading.Timer(seconds, self._queue.put, [(scope, event)])
        timer.daemon = True
        timer.start()

    def settle(self) -> None:
        """Wait until all that is due was published."""
        self._queue.join()

    def forget(self) -> None:
        """Drop what is held back."""
        self._held.clear()
        self._last.clear()

    def _deliver(self) -> None:
        while True:
            scope, event = self._queue.get()
            try:
                with self._world.within(scope):
                    self._world.publish(event)
            except Exception:
                # Events are best effort, and the next one must still get through.
                _logger.exception("An event could not be published")
            finally:
                self._queue.task_done()

"""The client by which tests and the demo control a running stand-in."""

import os
from datetime import datetime
from typing import Any

import msgspec
import urllib3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from local.bedrock.control_api import PREFIX, Clear, Emit, EndOfLife, Repeat, TimeScale
from local.bedrock.faults import Fault
from local.bedrock.ledger import Ledger


class StandIn:
    """Orders faults, reads the ledger and sends events.

    Args:
        endpoint_url: The emulator's address; by default that of `AWS_ENDPOINT_URL`.
        region: The Region whose jobs events are about.
        ca_bundle: The authorities to trust; by default those of `AWS_CA_BUNDLE`.
    """

    def __init__(
        self,
        endpoint_url: str | None = None,
        region: str = "us-east-1",
        ca_bundle: str | None = None,
    ) -> None:
        self._url = (endpoint_url or os.environ["AWS_ENDPOINT_URL"]).rstrip("/")
        # The emulator's root: the key pair that it was started with.
        self._credentials = Credentials(
            os.environ.get("AWS_ACCESS_KEY_ID", "test"),
            os.environ.get("AWS_SECRET_ACCESS_KEY", "test"),
        )
        self._region = region
        self._http = urllib3.PoolManager(ca_certs=ca_bundle or os.environ.get("AWS_CA_BUNDLE"))

    def order(self, *faults: Fault) -> None:
        """Order faults, to happen in this order to what they fit.

        The SDK retries throttling and server errors on its own: for a failure that a
        caller is to see, order as many `times` as the SDK makes attempts.
        """
        self._call("POST", "faults", list(faults))

    def clear(self, name: str = "") -> None:
        """Forget the faults ordered for a name, without one all, and release what they hold."""
        self._call("DELETE", "faults", Clear(name=name))

    def held(self) -> list[str]:
        """Return the names for which something is held; it may have ended otherwise since."""
        return msgspec.json.decode(self._call("GET", "held"), type=list[str])

    def ledger(self) -> Ledger:
        """Return everything ever created and what it would have cost."""
        return msgspec.json.decode(self._call("GET", "ledger"), type=Ledger)

    def emit(self, detail: dict[str, Any], *, resources: list[str] | None = None) -> None:
        """Send a job event with any detail, true or forged."""
        self._call("POST", "events", Emit(detail=detail, resources=resources or []))

    def time_out(self, execution_arn: str) -> None:
        """Let a running execution run out of time, and send the event that says so."""
        machine = execution_arn.replace(":execution:", ":stateMachine:").rpartition(":")[0]
        detail = {"executionArn": execution_arn, "stateMachineArn": machine, "status": "TIMED_OUT"}
        event = Emit(
            detail=detail,
            detail_type="Step Functions Execution Status Change",
            source="aws.states",
            resources=[execution_arn],
        )
        self._call("POST", "events", event)

    def repeat(self, job: str) -> None:
        """Send the last event of a job, by name or ARN, once more."""
        self._call("POST", "events", Repeat(job=job))

    def scale_time(self, seconds_per_minute: float) -> None:
        """Set the real seconds that a simulated minute takes; 0 skips waits."""
        self._call("POST", "time-scale", TimeScale(seconds_per_minute=seconds_per_minute))

    def end_life(self, model_id: str, moment: datetime) -> None:
        """Announce that a base model ends at a moment: it is Legacy from now on."""
        self._call("POST", "end-of-life", EndOfLife(model_id=model_id, moment=moment))

    def _call(self, method: str, action: str, payload: object = None) -> bytes:
        body = b"" if payload is None else msgspec.json.encode(payload)
        url = f"{self._url}{PREFIX}{action}"
        request = AWSRequest(method=method, url=url, data=body)
        SigV4Auth(self._credentials, "bedrock", self._region).add_auth(request)
        headers = dict(request.headers.items())
        response = self._http.request(method, url, body=body, headers=headers, retries=False)
        if response.status != 200:  # noqa: PLR2004 - HTTP's own word for success
            raise RuntimeError(f"The stand-in answered {response.status}: {response.data.decode()}")
        return response.data

"""The CDK's provider framework and CloudFormation, as far as a custom resource sees them.

https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.custom_resources-readme.html
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.faults.effects import Doing
from tests.faults.functions import FunctionError
from tests.faults.stage import Stage

QUERY_SECONDS = 30
MOST_QUERIES = 120
Json = dict[str, Any]


@dataclass
class Resource:
    """One custom resource of a stack."""

    stage: Stage
    properties: dict[str, str]
    physical_id: str | None = None
    requests: int = 0
    failures: list[str] = field(default_factory=list)
    """Why CloudFormation was told of a failure, the oldest first."""

    def create(self) -> bool:
        """Create it; what failed is deleted again."""
        if self._request("Create", self.properties):
            return True
        # A creation that failed before it had an id is not deleted: the provider ignores it.
        if self.physical_id is not None:
            self._request("Delete", self.properties)
            self.physical_id = None
        return False

    def update(self, properties: dict[str, str]) -> bool:
        """Update it; what failed is updated back."""
        before = self.properties
        self.properties = properties
        if self._request("Update", properties, before):
            return True
        self.properties = before
        self._request("Update", before, properties)
        return False

    def delete(self) -> bool:
        """Delete it; what failed stays."""
        return self._request("Delete", self.properties)

    def _request(self, kind: str, properties: Json, before: Json | None = None) -> bool:
        """Return whether a request of CloudFormation succeeded."""
        self.requests += 1
        event: Json = {
            "RequestType": kind,
            "RequestId": f"00000000-0000-4000-8000-{self.requests:012d}",
            "StackId": "arn:aws:cloudformation:us-east-1:000000000000:stack/serving/0",
            "LogicalResourceId": "Capacity",
            "ResourceType": "Custom::ServedCapacity",
            "ResourceProperties": {**properties, "ServiceToken": "arn:aws:lambda:provider"},
        }
        if before is not None:
            event["OldResourceProperties"] = before
        if self.physical_id is not None:
            event["PhysicalResourceId"] = self.physical_id
        done: list[bool] = []
        self.stage.cloud.timeline.begin(self._carry_out, event, done)
        self.stage.until(lambda: bool(done))
        return done == [True]

    def _carry_out(self, event: Json, done: list[bool]) -> None:
        try:
            provided = {**event, **self._call("ProvideCapacity", event)}
            self.physical_id = provided["PhysicalResourceId"]
            done.append(self._wait(provided))
        except FunctionError as failed:
            self.failures.append(str(failed))
            done.append(False)

    def _wait(self, provided: Json) -> bool:
        for _ in range(MOST_QUERIES):
            if self._call("AwaitCapacity", provided)["IsComplete"]:
                return True
            self.stage.cloud.timeline.sleep(QUERY_SECONDS)
        self.failures.append("Operation timed out")
        return False

    def _call(self, function: str, event: Json) -> Json:
        self.stage.cloud.timeline.current.context = Doing(origin=function)
        answer: Json = self.stage.cloud.functions.call(function, event)
        return answer


def properties(team: str, alias: str, kind: str, units: int, on_removal: str) -> dict[str, str]:
    """Return the properties of a declared capacity as the Serving stack writes them."""
    return {
        "Team": team,
        "Alias": alias,
        "Kind": kind,
        "Units": str(units),
        "Commitment": "none",
        "OldFirst": "false",
        "OnRemoval": on_removal,
        "Wait": "alarm",
    }

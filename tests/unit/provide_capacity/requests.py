"""Requests of CloudFormation, as the CDK's provider hands them on."""

import json
from pathlib import Path
from typing import Any

RELEASED: list[dict[str, str]] = json.loads(
    (Path(__file__).parent / "released_properties.json").read_text()
)
"""The properties of every version that was ever deployed; CloudFormation may send any of them."""
REQUEST_ID = "2c8b1d9e-6f0a-4b7c-9d3e-5a1f0c2b4d6e"


def request(kind: str, properties: dict[str, str] | None = None, **members: Any) -> dict[str, Any]:
    """Return a request; one that changes or deletes says what it is about."""
    known = {} if kind == "Create" else {"PhysicalResourceId": "dev/demo/faq"}
    old = {"OldResourceProperties": RELEASED[-1]} if kind == "Update" else {}
    return {
        "RequestType": kind,
        "RequestId": REQUEST_ID,
        "StackId": "arn:aws:cloudformation:us-east-1:111122223333:stack/dev-serving/1",
        "LogicalResourceId": "CapacityDemofaq",
        "ResourceType": "Custom::ServedCapacity",
        "ResponseURL": "https://cloudformation.example/secret",
        "ServiceToken": "arn:aws:lambda:us-east-1:111122223333:function:provider",
        "ResourceProperties": RELEASED[0] if properties is None else properties,
        **known,
        **old,
        **members,
    }

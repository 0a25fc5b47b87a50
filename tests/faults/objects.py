"""What a play keeps in S3 and in SSM, read and written as somebody else would."""

from __future__ import annotations

import json

from tests.faults.cloud import Cloud
from tests.faults.services import Request

FOUND = 200


def put(cloud: Cloud, bucket: str, key: str, body: bytes) -> None:
    """Write an object, by its bucket's name in the blueprint."""
    cloud.services.answer("s3", Request("PUT", _url(cloud, bucket, key), {}, body))


def get(cloud: Cloud, bucket: str, key: str) -> bytes | None:
    """Return an object, None when there is none."""
    response = cloud.services.answer("s3", Request("GET", _url(cloud, bucket, key), {}, b""))
    return response.body if response.status == FOUND else None


def parameter(cloud: Cloud, name: str) -> str | None:
    """Return what an SSM parameter says, None when there is none."""
    headers = {"x-amz-target": "AmazonSSM.GetParameter"}
    body = json.dumps({"Name": name}).encode()
    response = cloud.services.answer("ssm", Request("POST", "/", headers, body))
    found = json.loads(response.body).get("Parameter")
    return str(found["Value"]) if found else None


def _url(cloud: Cloud, bucket: str, key: str) -> str:
    return f"/{cloud.blueprint.buckets[bucket]}/{key}"

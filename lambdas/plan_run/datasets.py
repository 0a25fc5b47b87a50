"""The datasets of a request: found in the bucket, pinned to a version, read and copied."""

from typing import NamedTuple

from botocore.exceptions import ClientError

from lambdas.common.addresses import Place, key_of
from lambdas.common.findings import Findings
from lambdas.common.storage import Bucket
from lambdas.contract.problems import shown
from lambdas.contract.request import FineTuningRequest
from lambdas.contract.run import DatasetFacts
from lambdas.datasets.check import CheckedDataset
from lambdas.datasets.tokens import cautious_tokens, estimate_tokens
from lambdas.datasets.verdict import RecordCheck
from lambdas.plan_run.check_dataset import check_dataset

MISSING = {"404", "NoSuchKey", "NotFound"}
"""How S3 says that an object is not there.
https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html"""


class Source(NamedTuple):
    """The exact object that a field of the request addresses."""

    field: str
    key: str
    version_id: str


class ReadDataset(NamedTuple):
    """A dataset that was read to its end."""

    source: Source
    checked: CheckedDataset


def find_datasets(
    request: FineTuningRequest, bucket: Bucket, place: Place, findings: Findings
) -> list[Source]:
    """Return the datasets that can be read; for every other one a problem is noted."""
    addresses = {"training": request.training, "validation": request.validation}
    keys = {
        field: key_of(address, f"$.{field}", place, findings)
        for field, address in addresses.items()
        if address is not None and not findings.at(f"$.{field}")
    }
    training, validation = keys.get("training"), keys.get("validation")
    if validation is not None and validation == training:
        findings.add("$.validation", shown(request.validation), "other data than the training")
    found = [_find(field, key, bucket, findings) for field, key in keys.items() if key]
    return [source for source in found if source]


def read_dataset(
    source: Source, bucket: Bucket, check: RecordCheck, findings: Findings
) -> ReadDataset | None:
    """Read a dataset to its end; None if it is not text at all."""
    body = bucket.open(source.key, source.version_id)
    checked = check_dataset(body, source.field, check, findings)
    return ReadDataset(source, checked) if checked else None


def copy_dataset(read: ReadDataset, bucket: Bucket, folder: str) -> DatasetFacts:
    """Copy the version that was read into the run's own folder and return its facts.

    Bedrock can't be told a version: only a copy that nobody else writes stays what was checked.
    """
    source, checked = read
    key = f"{folder}{source.field}.jsonl"
    bucket.copy(source.key, source.version_id, key)
    return DatasetFacts(
        source_key=source.key,
        source_version_id=source.version_id,
        uri=bucket.uri(key),
        records=checked.records,
        size_bytes=checked.size_bytes,
        characters=checked.characters,
        sha256=checked.sha256,
        estimated_tokens=estimate_tokens(checked.characters),
        cautious_tokens=cautious_tokens(checked.characters),
    )


def _find(field: str, key: str, bucket: Bucket, findings: Findings) -> Source | None:
    try:
        return Source(field, key, bucket.current_version(key))
    except ClientError as error:
        if error.response["Error"]["Code"] not in MISSING:
            raise
        findings.add(f"$.{field}", f"no object at {bucket.uri(key)}", "an object that exists")
        return None

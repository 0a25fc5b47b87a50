"""The datasets of a request: found in the bucket, pinned to a version, read and copied."""

from typing import NamedTuple

from lambdas.catalogue import runs
from lambdas.catalogue.dataset import Dataset
from lambdas.common.addresses import Place, key_of
from lambdas.common.findings import Findings
from lambdas.common.storage import Bucket
from lambdas.contract.problems import shown
from lambdas.contract.request import FineTuningRequest
from lambdas.contract.run import DatasetFacts, Lineage
from lambdas.datasets.check import CheckedDataset
from lambdas.datasets.judge import Judge
from lambdas.datasets.tokens import cautious_tokens, estimate_tokens
from lambdas.plan_run import own_copy
from lambdas.plan_run.check_dataset import check_dataset
from lambdas.plan_run.media import MediaOfDataset, PinnedMedium, copy_media


class Source(NamedTuple):
    """The exact object that a field of the request addresses."""

    field: str
    key: str
    version_id: str


class ReadDataset(NamedTuple):
    """A dataset that was read to its end."""

    source: Source
    checked: CheckedDataset
    media: list[PinnedMedium]
    lineage: Lineage | None = None


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
    source: Source, bucket: Bucket, place: Place, rules: Dataset, findings: Findings
) -> ReadDataset | None:
    """Read a dataset to its end, and look at its media; None if it is not text at all."""
    media = MediaOfDataset(source.field, place, findings)
    body = bucket.open(source.key, source.version_id)
    judge = Judge(rules, runs.METHOD)
    checked = check_dataset(body, source.field, judge, findings, media.see)
    if checked is None:
        return None
    pinned = media.pin(bucket, rules)
    if pinned and checked.size_bytes > own_copy.LARGEST_BYTES:
        given = f"{checked.size_bytes} bytes of a dataset with media"
        findings.add(source.field, given, f"at most {own_copy.LARGEST_BYTES} bytes")
    return ReadDataset(source, checked, pinned)


def copy_dataset(read: ReadDataset, bucket: Bucket, folder: str) -> DatasetFacts:
    """Copy the version that was read into the run's own folder and return its facts.

    Bedrock can't be told a version: only a copy that nobody else writes stays what was checked.
    """
    source, checked = read.source, read.checked
    key = f"{folder}{source.field}.jsonl"
    if read.media:
        addresses = copy_media(read.media, bucket, f"{folder}{source.field}-media/")
        body = bucket.open(source.key, source.version_id)
        own_copy.write_own_copy(body, addresses, bucket, key)
    else:
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
        lineage=read.lineage,
    )


def _find(field: str, key: str, bucket: Bucket, findings: Findings) -> Source | None:
    version_id = bucket.find_version(key)
    if version_id is None:
        findings.add(f"$.{field}", f"no object at {bucket.uri(key)}", "an object that exists")
        return None
    return Source(field, key, version_id)

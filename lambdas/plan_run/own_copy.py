"""A dataset with media, written anew for a run: the same records, with the addresses of copies."""

from collections.abc import Mapping
from itertools import chain
from tempfile import TemporaryFile
from typing import Any

import msgspec

from lambdas.common.storage import Bucket
from lambdas.datasets.judge import LONGEST_LINE_BYTES
from lambdas.datasets.lines import CHUNK_BYTES, Readable, split_blocks

JSON_LINES = "application/jsonl"

LARGEST_BYTES = 400_000_000
"""Of a dataset with media: it is written to the function's disk first, which has 512 MB."""


def write_own_copy(body: Readable, addresses: Mapping[str, str], bucket: Bucket, key: str) -> None:
    """Write a dataset with other addresses of its media.

    Args:
        body: The dataset, which was found to be good.
        addresses: The new address of each medium, by the one that stands in the dataset.
        bucket: Where to write, and the account that owns the media too.
        key: What to write.
    """
    chunks = iter(lambda: body.read(CHUNK_BYTES), b"")
    blocks = split_blocks(chunks, LONGEST_LINE_BYTES)
    with TemporaryFile() as file:
        for line in chain.from_iterable(lines for lines in blocks if lines):
            file.write(_readdressed(line, addresses, bucket.owner) + b"\n")
        file.seek(0)
        bucket.write(key, file, JSON_LINES)


def _readdressed(line: bytes, addresses: Mapping[str, str], owner: str) -> bytes:
    record = msgspec.json.decode(line)
    locations = [
        inner["source"]["s3Location"]
        for message in record["messages"]
        for block in message["content"]
        for inner in block.values()
        if isinstance(inner, dict) and "source" in inner
    ]
    if not locations:
        return line
    for location in locations:
        _readdress(location, addresses, owner)
    return msgspec.json.encode(record)


def _readdress(location: dict[str, Any], addresses: Mapping[str, str], owner: str) -> None:
    location["uri"] = addresses[location["uri"]]
    if "bucketOwner" in location:
        location["bucketOwner"] = owner

"""A preparation of lines that a test writes, and what it made of them."""

import io
import json
import tempfile
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from lambdas.contract import places
from lambdas.contract.preparation import Manifest, PreparationRequest, Subset
from lambdas.datasets.prepare.preparation import prepare
from lambdas.datasets.prepare.sources import Source

Record = Mapping[str, Any]


class Made(NamedTuple):
    """What a preparation made."""

    manifest: Manifest
    files: dict[Subset, bytes]

    def records(self, subset: Subset) -> list[dict[str, Any]]:
        """Return the records of a set, in their order."""
        return [json.loads(line) for line in self.files.get(subset, b"").splitlines()]

    @property
    def prompts(self) -> dict[str, Subset]:
        """Return the set of every prompt of a text dataset in the Converse format."""
        return {
            record["messages"][0]["content"][0]["text"]: subset
            for subset in self.files
            for record in self.records(subset)
        }


def made_of(sources: Mapping[str, bytes], **asked: Any) -> Made:
    """Prepare sources, by their addresses."""
    request = PreparationRequest(**{"name": "faq", "sources": list(sources), **asked})
    opened = [Source(address, partial(io.BytesIO, text)) for address, text in sources.items()]
    with tempfile.TemporaryDirectory() as folder:
        manifest = prepare(request, opened, Path(folder))
        files = {
            subset: (Path(folder) / places.prepared_file(subset)).read_bytes()
            for subset in manifest.files
        }
    return Made(manifest, files)


def made_of_records(records: Sequence[Record], **asked: Any) -> Made:
    """Prepare records of JSON Lines."""
    return made_of({"faq.jsonl": lines(records)}, **asked)


def lines(records: Sequence[Record]) -> bytes:
    """Return records as JSON Lines."""
    return "".join(json.dumps(record) + "\n" for record in records).encode()


def pair(number: int, **others: str) -> dict[str, str]:
    """Return a record that is unlike those of other numbers."""
    words = " ".join(f"word{number * 31 + step * step}" for step in range(12))
    return {"prompt": f"What of {words}?", "completion": f"It is {words[::-1]}.", **others}


def pairs(count: int) -> list[dict[str, str]]:
    """Return so many records that are unlike each other."""
    return [pair(number) for number in range(count)]

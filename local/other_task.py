"""Real questions of another task than the demo's: what a field of AWS's API holds.

Nothing trains on them. Asked before and after a training they show what a model forgot.
"""

import zlib
from collections.abc import Iterator
from pathlib import Path

from local.dataset import Example, distinct, is_usable, service_models, spaced, write_lines

RECORDS = 200
"""Enough to tell a loss of 0.05, quick to ask."""
ONE_OF = 20
"""There are tens of thousands of fields; to clean the documentation of all takes seconds."""


def write(path: Path) -> Path:
    """Write the records as one JSONL file and return its path."""
    return write_lines(path, examples())


def examples() -> list[Example]:
    """Return the records, in a fixed order."""
    return distinct(_candidates())[:RECORDS]


def _candidates() -> Iterator[Example]:
    for service, model in service_models():
        for shape, described in sorted(model["shapes"].items()):
            for field, holds in sorted(described.get("members", {}).items()):
                question = f"In {service}, what is the field {spaced(field)} of {spaced(shape)}?"
                if zlib.crc32(question.encode()) % ONE_OF:
                    continue
                example = Example.documented(question, holds.get("documentation", ""))
                if is_usable(example):
                    yield example

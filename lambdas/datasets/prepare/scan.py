"""Personal data and secrets in the records: counted and placed, never shown.

What a model is trained on, it can repeat.
https://docs.aws.amazon.com/bedrock/latest/userguide/encryption-custom-job.html
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

import msgspec

from lambdas.contract.preparation import Found, Subset
from lambdas.datasets.prepare.detectors import DETECTORS
from lambdas.datasets.prepare.store import Store

SCHEMA = "schemaVersion"
"""Of a Converse record: the one text that nobody trains on."""
MOST_LINES = 20
"""Named of each kind; the others are counted."""
RECORDS = "SELECT source, line, body FROM records WHERE fate IN (?, ?, ?) ORDER BY id"

_decode = msgspec.json.Decoder().decode


def scan(store: Store, addresses: Sequence[str]) -> dict[str, Found]:
    """Return what all sets hold of each kind; a kind of which nothing was found is left out."""
    counts: Counter[str] = Counter()
    lines: defaultdict[str, list[str]] = defaultdict(list)
    records: Counter[str] = Counter()
    for source, line, body in store.database.execute(RECORDS, [one.value for one in Subset]):
        for kind, count in found_in("\n".join(_texts(_decode(body)))).items():
            counts[kind] += count
            records[kind] += 1
            if len(lines[kind]) < MOST_LINES:
                lines[kind].append(f"{addresses[source]}:{line}")
    return {
        kind: Found(count=count, records=records[kind], lines=lines[kind])
        for kind, count in sorted(counts.items())
    }


def found_in(text: str) -> dict[str, int]:
    """Return how much of each kind a text holds."""
    counts = {kind: detector.count_in(text) for kind, detector in DETECTORS.items()}
    return {kind: count for kind, count in counts.items() if count}


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, member in value.items():
            if name != SCHEMA:
                yield from _texts(member)
    elif isinstance(value, list):
        for member in value:
            yield from _texts(member)

"""The sets written as files, in an order that tells nothing of their sources."""

import hashlib
from pathlib import Path

import msgspec

from lambdas.contract import places
from lambdas.contract.preparation import Manifest, PreparedFile, Subset
from lambdas.datasets.prepare.store import Store
from lambdas.datasets.tokens import estimate_tokens

VERSION_LENGTH = 24
"""Of 64 hexadecimal digits: 96 bits, which no two datasets share by chance."""
RECORDS = "SELECT body, characters FROM records WHERE fate = ? ORDER BY place(key)"


def write_sets(store: Store, folder: Path) -> dict[Subset, PreparedFile]:
    """Write a file for each set that has records, and return what is in them."""
    written = {subset: _write(store, subset, folder) for subset in Subset}
    return {subset: file for subset, file in written.items() if file.records}


def version_of(manifest: Manifest) -> str:
    """Return the version of a dataset: a digest of its sets and of how they came about.

    Where the sources lay does not count, so that the same is the same on every machine; neither do
    the words of the warnings and the libraries, which follow from what counts or change nothing.
    """
    content = (
        *(manifest.model, manifest.method, manifest.format),
        msgspec.structs.replace(manifest.request, sources=[]),
        [msgspec.structs.replace(one, address="", version_id=None) for one in manifest.sources],
        *(manifest.counts, manifest.files),
        None if manifest.scan is None else {kind: one.count for kind, one in manifest.scan.items()},
    )
    text = msgspec.json.encode(content, order="deterministic")
    return hashlib.sha256(text).hexdigest()[:VERSION_LENGTH]


def _write(store: Store, subset: Subset, folder: Path) -> PreparedFile:
    digest, size, records, characters = hashlib.sha256(), 0, 0, 0
    path = folder / places.prepared_file(subset)
    with path.open("wb") as file:
        for body, length in store.database.execute(RECORDS, (subset.value,)):
            line = body + b"\n"
            file.write(line)
            digest.update(line)
            size += len(line)
            records += 1
            characters += length
    if not records:
        path.unlink()
    return PreparedFile(
        sha256=digest.hexdigest(),
        size_bytes=size,
        records=records,
        characters=characters,
        estimated_tokens=estimate_tokens(characters),
    )

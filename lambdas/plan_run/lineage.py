"""How a dataset came about that was prepared here: its manifest, held against what was read."""

from collections.abc import Iterator

import msgspec

from lambdas.common.findings import Findings
from lambdas.common.storage import Bucket
from lambdas.contract import places
from lambdas.contract.preparation import Manifest, lineage_of
from lambdas.contract.run import Lineage
from lambdas.datasets.check import CheckedDataset


def find_lineage(
    key: str, checked: CheckedDataset, team: str, bucket: Bucket, findings: Findings
) -> Lineage | None:
    """Return a dataset's lineage; None if it was not prepared here, or is not what it should be.

    A manifest that describes other content than lies beside it is a problem: nobody could tell
    any more what was trained on.
    """
    if not key.startswith(places.prepared_prefix(team)):
        return None
    folder, _, name = key.rpartition("/")
    manifest_key = f"{folder}/{places.MANIFEST}"
    version = bucket.find_version(manifest_key)
    if version is None:
        return None
    manifest = _read(bucket.open(manifest_key, version).read())
    if manifest is None:
        findings.add("$.training", f"no manifest at {bucket.uri(manifest_key)}", "a manifest")
        return None
    described = {places.prepared_file(one): file for one, file in manifest.files.items()}
    file = described.get(name)
    if file is None or file.sha256 != checked.sha256:
        given = f"other content than {bucket.uri(manifest_key)} describes"
        findings.add("$.training", given, "the prepared dataset as it was written")
        return None
    return lineage_of(manifest, manifest_key)


def warnings(key: str, team: str, lineage: Lineage | None) -> Iterator[str]:
    """Yield what should be known of training data whose manifest was removed."""
    if lineage is None and key.startswith(places.prepared_prefix(team)):
        yield (
            f"The training data lie among the prepared ones, but their {places.MANIFEST} is gone: "
            "nobody can tell any more how they came about."
        )


def _read(body: bytes) -> Manifest | None:
    try:
        return msgspec.json.decode(body, type=Manifest)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None

"""A team's sources prepared, and the sets written to their place, where nothing is overwritten."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec

from lambdas.common.addresses import Place, key_of
from lambdas.common.findings import Findings
from lambdas.common.storage import Bucket
from lambdas.contract import places
from lambdas.contract.preparation import (
    DEFAULT_METHOD,
    Manifest,
    PreparationRequest,
    PreparedDataset,
    Subset,
    answer_of,
    manifest_text,
)
from lambdas.datasets.prepare.preparation import prepare
from lambdas.datasets.prepare.problems import RefusedError
from lambdas.datasets.prepare.sources import Source
from lambdas.prepare_dataset.parse_request import parse_request

JSON_LINES, JSON = "application/jsonl", "application/json"


def prepare_dataset(value: object, team: str, data: Bucket) -> PreparedDataset:
    """Prepare what a request names and return where it is.

    Done again with the same data and request, it does the same and writes nothing.

    Raises:
        InvalidRequestError: listing every problem of the request, or of its sources.
    """
    findings = Findings()
    request = parse_request(value, findings)
    if request is None:
        raise findings.error()
    sources = _find_sources(request, team, data, findings)
    findings.raise_if_any()
    with TemporaryDirectory() as folder:
        manifest = _prepare(request, sources, Path(folder), findings)
        return _keep(manifest, team, Path(folder), data)


def _find_sources(
    request: PreparationRequest, team: str, data: Bucket, findings: Findings
) -> list[Source]:
    if findings.at("$.sources"):
        return []
    place = Place(data.name, places.team_prefix(team))
    found = []
    for index, address in enumerate(request.sources):
        path = f"$.sources[{index}]"
        key = key_of(address, path, place, findings)
        version_id = data.find_version(key) if key else None
        if key and version_id:
            found.append(_source(address, key, version_id, data))
        elif key:
            findings.add(path, f"no object at {data.uri(key)}", "an object that exists")
    return found


def _source(address: str, key: str, version_id: str, data: Bucket) -> Source:
    return Source(address, lambda: data.open(key, version_id), version_id)


def _prepare(
    request: PreparationRequest, sources: list[Source], folder: Path, findings: Findings
) -> Manifest:
    try:
        return prepare(request, sources, folder)
    except RefusedError as error:
        for problem in error.problems:
            findings.note(problem)
        raise findings.error() from error


def _keep(manifest: Manifest, team: str, folder: Path, data: Bucket) -> PreparedDataset:
    """Write what isn't there yet; the manifest last, so that it speaks of what is there.

    If it is there already, the same came about before, perhaps from sources that lay elsewhere.
    """
    prefix = places.prepared_folder(team, manifest.name, manifest.version)
    for subset in manifest.files:
        name = places.prepared_file(subset)
        with (folder / name).open("rb") as file:
            data.write_once(f"{prefix}{name}", file, JSON_LINES)
    key = f"{prefix}{places.MANIFEST}"
    if not data.write_once(key, manifest_text(manifest), JSON):
        manifest = msgspec.json.decode(data.read(key), type=Manifest)
    return answer_of(manifest, prefix, _run_request(manifest, team, prefix))


def _run_request(manifest: Manifest, team: str, prefix: str) -> dict[str, Any] | None:
    """Return what to start a run with; runs of other methods are not built."""
    if manifest.method != DEFAULT_METHOD:
        return None
    below = prefix.removeprefix(places.team_prefix(team))
    names = {
        subset.value: f"{below}{places.prepared_file(subset)}"
        for subset in (Subset.TRAINING, Subset.VALIDATION)
        if subset in manifest.files
    }
    return {**names, "model": manifest.model}

"""`customize data prepare`: the deployed system's preparation, on this machine."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import typer

from cli.data_report import printable
from cli.data_target import find_target
from cli.errors import UsageError
from cli.output import print_json
from lambdas.common.figures import count
from lambdas.common.findings import Findings
from lambdas.contract import places
from lambdas.contract.preparation import (
    Manifest,
    PreparationRequest,
    PreparedDataset,
    answer_of,
    manifest_text,
)
from lambdas.datasets.prepare.output import version_of
from lambdas.datasets.prepare.preparation import prepare as prepare_sets
from lambdas.datasets.prepare.problems import RefusedError
from lambdas.datasets.prepare.sources import Source
from lambdas.prepare_dataset.parse_request import parse_request

REFUSED = 1
"""The exit code when the data can't be prepared."""
UNNAMED = "dataset"


def prepare(
    files: Sequence[Path],
    model: str,
    method: str | None,
    output: Path,
    options: Path | None,
    *,
    as_json: bool,
) -> None:
    """Prepare files into a folder of the output that is named after their content's version."""
    request = _request(files, model, method, output, options)
    try:
        prepared = _prepared(request, files, output)
    except OSError as error:
        place = printable(str(error.filename or output))
        raise UsageError(f"{place}: {error.strerror or error}") from error
    except RefusedError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(REFUSED) from error
    if as_json:
        print_json(prepared)
    else:
        typer.echo("\n".join(_lines(prepared)))


def _request(
    files: Sequence[Path], model: str, method: str | None, output: Path, options: Path | None
) -> PreparationRequest:
    for file in files:
        if not file.is_file():
            raise UsageError(f"there is no file {printable(str(file))}")
    given = {
        "name": _name(output),
        **(_options(options) if options else {}),
        "sources": [printable(str(file)) for file in files],
        "model": model,
        "method": find_target(model, method).method,
    }
    findings = Findings()
    request = parse_request(given, findings)
    if request is None or findings.count:
        raise UsageError(str(findings.error()))
    return request


def _options(file: Path) -> dict[str, Any]:
    try:
        options = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"can't read the options {file}: {error}") from error
    if not isinstance(options, dict):
        raise UsageError(f"{file} must hold a JSON object, not {type(options).__name__}")
    return options


def _name(output: Path) -> str:
    """Return a dataset's name from its folder's; the options may give another one."""
    words = re.findall("[a-z0-9]+", output.resolve().name.lower())
    return "-".join(words) or UNNAMED


def _prepared(request: PreparationRequest, files: Sequence[Path], output: Path) -> PreparedDataset:
    sources = [_source(file) for file in files]
    output.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=output) as scratch:
        manifest = prepare_sets(request, sources, Path(scratch))
        folder = output / manifest.version
        manifest = _keep(manifest, Path(scratch), folder)
    return answer_of(manifest, f"{printable(str(folder))}/")


def _source(file: Path) -> Source:
    return Source(printable(str(file)), lambda: file.open("rb"))


def _keep(manifest: Manifest, scratch: Path, folder: Path) -> Manifest:
    """Move what isn't there yet to its place; the manifest last, see PrepareDataset.

    Raises:
        UsageError: something is there that this did not write.
    """
    folder.mkdir(exist_ok=True)
    for subset, prepared in manifest.files.items():
        file = folder / places.prepared_file(subset)
        if not file.exists():
            (scratch / file.name).rename(file)
        elif _digest(file) != prepared.sha256:
            raise _changed(file)
    file = folder / places.MANIFEST
    if file.exists():
        return _kept(file, manifest)
    file.write_bytes(manifest_text(manifest))
    return manifest


def _kept(file: Path, manifest: Manifest) -> Manifest:
    try:
        kept = msgspec.json.decode(file.read_bytes(), type=Manifest)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise _changed(file) from error
    if version_of(kept) != manifest.version:
        raise _changed(file)
    return kept


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _changed(file: Path) -> UsageError:
    return UsageError(
        f"{printable(str(file))} is there with other content than what was prepared; "
        "remove it or name another --output"
    )


def _lines(prepared: PreparedDataset) -> Iterator[str]:
    counts = prepared.counts
    yield f"Read        {count(counts.read, 'record')}"
    lost = {
        **counts.left_out,
        "exact duplicate": counts.exact_duplicates,
        "near duplicate": counts.near_duplicates,
        "over the cap": counts.over_cap,
    }
    yield from (f"  left out  {number:,} {reason}" for reason, number in lost.items() if number)
    for subset, file in prepared.files.items():
        size = f"{count(file.records, 'record')}, about {count(file.estimated_tokens, 'token')}"
        yield f"{subset:<12}{size}: {prepared.places[subset]}"
    yield f"Manifest    {prepared.manifest}"
    yield from (f"Warning: {warning}" for warning in prepared.warnings)

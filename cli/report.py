"""`customize report`: bring a run's report to this machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import typer
from botocore.exceptions import ClientError

from cli.deployment import Run, Site, locate
from cli.errors import NotFoundError, UsageError
from cli.outcome import parsed
from cli.output import print_json
from cli.report_text import lines
from cli.runs import describe
from cli.service_errors import code_of
from lambdas.contract.names import stem
from lambdas.contract.places import report_key
from lambdas.contract.report import Report

HTML = "report.html"
DATA = "report.json"
_MISSING = frozenset({"NoSuchKey", "404"})


class Downloaded(msgspec.Struct, frozen=True, kw_only=True):
    """What was downloaded and where it is."""

    run_id: str
    headline: str | None
    files: dict[str, str]


def report(site: Site, run_id: str, output: Path | None, *, as_json: bool) -> None:
    """Download both files of the report and print where they are."""
    run = locate(site.deployment, run_id)
    status = describe(site, run)["status"]
    files = {name: _download(site, run, name, status) for name in (HTML, DATA)}
    folder = output or Path(f"{stem(run_id)}-report")
    places = {name: str(_write(folder, name, body)) for name, body in files.items()}
    result = Downloaded(run_id=run_id, headline=_headline(files[DATA]), files=places)
    if as_json:
        print_json(result)
    else:
        _print(result, files[DATA])


def _download(site: Site, run: Run, name: str, status: str) -> bytes:
    deployment = site.deployment
    try:
        answer = site.aws.s3.get_object(
            Bucket=deployment.artifacts_bucket,
            Key=report_key(run.team, run.run_id, name),
            ExpectedBucketOwner=deployment.account,
        )
    except ClientError as error:
        if code_of(error) not in _MISSING:
            raise
        raise NotFoundError(f"run {run.run_id} has no report: its status is {status}") from error
    return answer["Body"].read()


def _write(folder: Path, name: str, body: bytes) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / name
        path.write_bytes(body)
    except OSError as error:
        raise UsageError(f"can't write the report: {error}") from error
    return path


def _in_short(data: bytes) -> Iterator[str]:
    """Yield the report in short; nothing of one that another version wrote in another way."""
    try:
        report = msgspec.json.decode(data, type=Report)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return
    yield from lines(report)


def _headline(data: bytes) -> str | None:
    document = parsed(data.decode())
    headline = document.get("headline") if isinstance(document, dict) else None
    return headline if isinstance(headline, str) else None


def _print(result: Downloaded, data: bytes) -> None:
    if result.headline:
        typer.secho(result.headline, bold=True)
    for line in _in_short(data):
        typer.echo(line)
    for path in result.files.values():
        typer.echo(f"  {path}")

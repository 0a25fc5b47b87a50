"""`customize prices refresh`: prices from the AWS Price List to the file that runs read."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec
import typer

from cli import price_files
from cli.aws import Aws
from cli.deployment import Site, Target, open_site
from cli.errors import NotFoundError, ServiceError, UsageError
from cli.fetch_prices import Fetched, Missing, fetch
from cli.output import print_json
from cli.price_files import Change
from lambdas.common.figures import UNKNOWN
from lambdas.common.storage import Bucket
from lambdas.contract.price_file import PriceFile


class Refreshed(msgspec.Struct, frozen=True, kw_only=True):
    """What was done."""

    file: PriceFile
    changes: list[Change]
    unknown: list[Missing]
    not_asked: list[Missing]
    written: list[str]


def refresh(
    output: Path | None,
    environment: str,
    region: str | None,
    profile: str | None,
    *,
    as_json: bool,
) -> None:
    """Fetch the prices, write the file, and print what changed and what stays unknown."""
    if output is None:
        result = _to_deployment(open_site(Target(environment, region, profile)))
    else:
        result = _to_file(output, Aws(region, profile))
    if as_json:
        print_json(result)
    else:
        _print(result)


def today() -> dt.date:
    """Return the day on which prices are asked for, which is the file's date."""
    return dt.datetime.now(dt.UTC).date()


def _to_deployment(site: Site) -> Refreshed:
    deployment = site.deployment
    if not deployment.price_keeper_role_arn:
        raise NotFoundError(
            f"environment {deployment.environment} has no role that writes prices: deploy it anew "
            "with this version, or write a file with --output"
        )
    keeper = site.aws.as_role(deployment.price_keeper_role_arn)
    fetched = _fetch(keeper, deployment.region)
    bucket = Bucket(keeper.s3, deployment.artifacts_bucket, deployment.account)
    before = price_files.current(bucket)
    return _result(fetched, before, price_files.keep(bucket, fetched.file))


def _to_file(path: Path, aws: Aws) -> Refreshed:
    fetched = _fetch(aws, aws.region)
    try:
        before = price_files.decoded(path.read_bytes()) if path.exists() else None
        path.write_bytes(price_files.encoded(fetched.file))
    except OSError as error:
        raise UsageError(f"can't write the price file: {error}") from error
    return _result(fetched, before, [str(path)])


def _fetch(aws: Aws, region: str) -> Fetched:
    fetched = fetch(aws.pricing, region, today())
    if not fetched.file.models:
        raise ServiceError(
            f"the AWS Price List answered with no usable price for {region}; nothing was written"
        )
    return fetched


def _result(fetched: Fetched, before: PriceFile | None, written: list[str]) -> Refreshed:
    return Refreshed(
        file=fetched.file,
        changes=price_files.changes(before, fetched.file),
        unknown=fetched.unknown,
        not_asked=fetched.not_asked,
        written=written,
    )


def _print(result: Refreshed) -> None:
    typer.secho(f"{result.file.source}, {result.file.as_of}", bold=True)
    for line in [_line(change) for change in result.changes] or ["nothing changed"]:
        typer.echo(f"  {line}")
    for title, missing in (("Unknown", result.unknown), ("Not asked", result.not_asked)):
        for one in missing:
            typer.echo(f"{title}: {one.model}, {one.price}: {one.why}")
    for place in result.written:
        typer.echo(f"Written: {place}")


def _line(change: Change) -> str:
    before, after = (UNKNOWN if one is None else f"${one}" for one in (change.before, change.after))
    return f"{change.model}, {change.price}: {before} -> {after}"

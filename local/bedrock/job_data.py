"""The validation phase: reads a job's data and tries its permissions, as the job's role.

The failure messages are the service's.
https://docs.aws.amazon.com/bedrock/latest/userguide/fine-tuning-troubleshooting.html
"""

from collections.abc import Iterator
from typing import NamedTuple

from local.bedrock import permissions
from local.bedrock.models import BaseModel
from local.bedrock.records import BadDataError, Record, parse
from local.bedrock.things import Job
from local.bedrock.world import MissingError, Need, RefusedError, Role, World

PROBE = ".write_access_check_file.tmp"
"""The object that Bedrock writes into the output folder to see whether it may."""


class Location(NamedTuple):
    """A place in S3."""

    bucket: str
    key: str

    def child(self, name: str) -> "Location":
        """Return the place of an object in this folder."""
        return Location(self.bucket, f"{self.key.rstrip('/')}/{name}".lstrip("/"))


class JobData(NamedTuple):
    """The records of a job."""

    training: list[Record]
    validation: list[list[Record]]
    """One list for each validator."""


def located(uri: str) -> Location:
    """Return the bucket and key of an address like `s3://bucket/key`."""
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    return Location(bucket, key)


def validated(job: Job, role: Role, world: World) -> JobData:
    """Return a job's records, if its role and data are good.

    Raises:
        BadDataError: With the text for the job's `failureMessage`.
    """
    _check_permissions(job, role, world)
    request = job.request
    training = _records(role, request["trainingDataConfig"]["s3Uri"], job.base)
    validators = request.get("validationDataConfig", {}).get("validators", [])
    validation = [_records(role, validator["s3Uri"], job.base) for validator in validators]
    _check_counts(job.base, len(training), sum(map(len, validation)))
    write(role, located(request["outputDataConfig"]["s3Uri"]).child(PROBE), b"")
    return JobData(training, validation)


def write(role: Role, place: Location, body: bytes) -> None:
    """Write an object of the output.

    Raises:
        BadDataError: The role may not, or there is no such bucket.
    """
    try:
        role.write(place.bucket, place.key, body)
    except (RefusedError, MissingError) as error:
        raise BadDataError(
            "Amazon S3 perms missing (PutObject): Could not validate PutObject permissions "
            f"to access Amazon S3 bucket: {place.bucket} at key {place.key}. ({error})"
        ) from error


def _check_permissions(job: Job, role: Role, world: World) -> None:
    if network := job.request.get("vpcConfig"):
        names = [*network["subnetIds"], *network["securityGroupIds"]]
        if missing := world.missing_network(names, job.scope):
            raise BadDataError(f"The VPC configuration names what doesn't exist: {missing}")
    try:
        for need in _needs(job):
            role.require(need)
    except RefusedError as error:
        raise BadDataError(f"The provided IAM role lacks a permission: {error}") from error


def _needs(job: Job) -> Iterator[Need]:
    if "vpcConfig" in job.request:
        yield from permissions.of_network(job)
    if job.kms_key_arn:
        yield from permissions.of_model_key(job.kms_key_arn)


def _records(role: Role, uri: str, base: BaseModel) -> list[Record]:
    place = located(uri)
    records = parse(_read(role, place), uri, base)
    for address in sorted({one for record in records for _, one in record.media}):
        if located(address).bucket != place.bucket:
            raise BadDataError(f"Media in another bucket than the dataset {uri}")
        _read(role, located(address))
    return records


def _read(role: Role, place: Location) -> bytes:
    try:
        role.check_listing(place.bucket, place.key)
        return role.read(place.bucket, place.key)
    except (RefusedError, MissingError) as error:
        raise BadDataError(
            "Could not validate GetObject permissions to access Amazon S3 bucket: "
            f"{place.bucket} at key {place.key}. ({error})"
        ) from error


def _check_counts(base: BaseModel, training: int, validation: int) -> None:
    if training < base.min_records:
        raise BadDataError(
            f"Number of training records {training} is below the minimum of {base.min_records}"
        )
    if training + validation > base.max_records:
        raise BadDataError(
            f"Number of training and validation records {training + validation} "
            f"exceeds the limit of {base.max_records}"
        )

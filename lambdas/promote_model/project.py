"""The SSM parameter of an alias: what consumers read, always after the record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from lambdas.common import aliases
from lambdas.contract import names
from lambdas.contract.errors import AliasBusyError

if TYPE_CHECKING:
    from lambdas.promote_model.work import Work

LOOKS = 5


def project(work: Work) -> None:
    """Make the parameter what the record says, and look whether the record still says it.

    Who repairs a parameter claims nothing, so the alias may be moved between a read and a write;
    the look afterwards sees it.

    Raises:
        AliasBusyError: the record changed at every look.
    """
    arn = _arn(work)
    for _ in range(LOOKS):
        _put(work, arn)
        projected, arn = arn, _arn(work)
        if arn == projected:
            return
    raise AliasBusyError(f"alias {work.name} changes faster than its parameter can be written")


def _arn(work: Work) -> str:
    record = aliases.read(work.bucket, work.order.team, work.order.alias).record
    return record.arn if record else ""


def _put(work: Work, arn: str) -> None:
    name = names.alias_parameter(work.environment, work.order.team, work.order.alias)
    if arn:
        work.ssm.put_parameter(Name=name, Value=arn, Type="String", Overwrite=True)
        return
    try:
        work.ssm.delete_parameter(Name=name)
    except ClientError as error:
        if error.response["Error"]["Code"] != "ParameterNotFound":
            raise

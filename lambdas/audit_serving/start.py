"""Starts executions under names that make a doubled audit harmless."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TYPE_CHECKING

import msgspec
from botocore.exceptions import ClientError

from lambdas.contract import names
from lambdas.contract.retirement import Finding

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient

A_DAY = "%Y%m%d"
AN_HOUR = "%Y%m%dT%H"


def retirement_name(finding: Finding, now: dt.datetime) -> str:
    """Return the execution's name: a removal is tried every hour, people are told once a day."""
    period = AN_HOUR if finding.remove else A_DAY
    return _name(finding.name, f"-{finding.reason}-{now.strftime(period)}")


def projection_name(team: str, alias: str, now: dt.datetime) -> str:
    """Return the name of the execution that mends a parameter in this hour."""
    # No team has an underscore in it, so no two aliases share a name.
    return _name(f"project-{team}_{alias}", f"-{now.strftime(AN_HOUR)}")


def start(stepfunctions: SFNClient, machine_arn: str, name: str, asked: object) -> bool:
    """Start an execution, once under a name; return whether it was this call that did.

    https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
    """
    try:
        stepfunctions.start_execution(
            stateMachineArn=machine_arn, name=name, input=msgspec.json.encode(asked).decode()
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "ExecutionAlreadyExists":
            raise
        return False
    return True


def _name(what: str, suffix: str) -> str:
    room = names.LONGEST_EXECUTION_NAME - len(suffix)
    if len(what) > room:
        digest = hashlib.sha256(what.encode()).hexdigest()[: names.HASH_LENGTH]
        what = f"{what[: room - names.HASH_LENGTH - 1]}-{digest}"
    return f"{what}{suffix}"

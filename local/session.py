"""A deployed environment in the embedded AWS, seen by its operator and by a team."""

import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import msgspec

from lambdas.contract import names, places
from lambdas.contract.deployment import Deployment
from local import deploy, surroundings
from local.emulator import Emulator


class ForeignAccountError(Exception):
    """The credentials at hand lead to another account than the emulator's: nothing was done."""


@dataclass(frozen=True)
class Session:
    """Clients of one caller of the embedded AWS; no setting of this process is used."""

    emulator: Emulator
    access_key: str = surroundings.ACCESS_KEY
    secret_key: str = surroundings.ACCESS_KEY
    token: str | None = None

    def client(self, service: str) -> Any:
        """Return a boto3 client that can reach nothing but the embedded AWS."""
        return boto3.session.Session(
            aws_access_key_id=self.access_key,
            aws_secret_access_key=self.secret_key,
            aws_session_token=self.token,
            region_name=surroundings.REGION,
        ).client(
            service,  # type: ignore[call-overload]
            endpoint_url=self.emulator.endpoint,
            verify=str(self.emulator.ca_bundle),
        )

    def surroundings(self) -> dict[str, str]:
        """Return the environment variables of a command that acts as this caller."""
        keys = {"AWS_ACCESS_KEY_ID": self.access_key, "AWS_SECRET_ACCESS_KEY": self.secret_key}
        token = {"AWS_SESSION_TOKEN": self.token} if self.token else {}
        return self.emulator.surroundings() | keys | token

    def check_account(self) -> None:
        """Refuse to go on anywhere but in the emulator's account.

        Raises:
            ForeignAccountError: naming the account that answered.
        """
        account = self.client("sts").get_caller_identity()["Account"]
        if account != surroundings.ACCOUNT:
            raise ForeignAccountError(f"the caller is in account {account}: nothing was done")

    def deployment(self) -> Deployment:
        """Return where the parts of the deployed environment are."""
        name = names.deployment_parameter(deploy.ENVIRONMENT)
        value = self.client("ssm").get_parameter(Name=name)["Parameter"]["Value"]
        return msgspec.json.decode(value, type=Deployment)

    def as_role(self, role_arn: str) -> "Session":
        """Return the session of a role that this caller takes on."""
        answer = self.client("sts").assume_role(RoleArn=role_arn, RoleSessionName="person")
        given = answer["Credentials"]
        return Session(
            self.emulator, given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"]
        )


def deploy_environment(emulator: Emulator, assembly: Path) -> Session:
    """Deploy the embedded environment and return its operator's session.

    The templates are written while the account is bootstrapped: both take seconds of one core.
    """
    operator = Session(emulator)
    operator.check_account()
    with ThreadPoolExecutor() as pool:
        steps = [
            pool.submit(deploy.bootstrap, emulator),
            pool.submit(deploy.synthesize, emulator, assembly),
        ]
        for step in steps:
            step.result()
    deploy.deploy(emulator, assembly)
    return operator


def upload(team: Session, deployment: Deployment, name: str, datasets: Mapping[str, Path]) -> None:
    """Put datasets where a team keeps them: `datasets/<set>.jsonl` below its prefix."""
    files = {f"datasets/{dataset}.jsonl": path for dataset, path in datasets.items()}
    bring(team, deployment, name, files)


def bring(team: Session, deployment: Deployment, name: str, files: Mapping[str, Path]) -> None:
    """Put files below a team's prefix, each at its key."""
    bucket = team.client("s3")
    for place, path in files.items():
        key = f"{places.team_prefix(name)}{place}"
        bucket.put_object(Bucket=deployment.data_bucket, Key=key, Body=path.read_bytes())


def history(team: Session, execution_arn: str) -> list[dict[str, Any]]:
    """Return every event of an execution, oldest first, ready for JSON."""
    pages = (
        team.client("stepfunctions")
        .get_paginator("get_execution_history")
        .paginate(executionArn=execution_arn)
    )
    events = [event for page in pages for event in page["events"]]
    return list(json.loads(json.dumps(events, default=str)))

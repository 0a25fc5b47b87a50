"""Finding a deployed environment, its teams and its runs."""

import shlex
from dataclasses import dataclass

import msgspec
from botocore.exceptions import ClientError

from cli.aws import Aws
from cli.errors import NotFoundError, RefusedError, ServiceError, UsageError
from cli.service_errors import code_of
from lambdas.contract.deployment import Deployment
from lambdas.contract.names import ENVIRONMENT_PATTERN, deployment_parameter

DEFAULT_ENVIRONMENT = "dev"


@dataclass(frozen=True)
class Target:
    """Which deployment the caller means."""

    environment: str = DEFAULT_ENVIRONMENT
    region: str | None = None
    profile: str | None = None

    def command(self, *words: str) -> str:
        """Return a `customize` command line that reaches the same deployment."""
        environment = None if self.environment == DEFAULT_ENVIRONMENT else self.environment
        chosen = {
            "--environment": environment,
            "--region": self.region,
            "--profile": self.profile,
        }
        options = [text for name, value in chosen.items() if value for text in (name, value)]
        return shlex.join(["customize", *words, *options])


@dataclass(frozen=True)
class Site:
    """A deployed environment as this caller reaches it."""

    target: Target
    aws: Aws
    deployment: Deployment


@dataclass(frozen=True)
class Run:
    """A run's names; whether it exists is for AWS to say."""

    run_id: str
    team: str
    execution_arn: str


def open_site(target: Target) -> Site:
    """Find the environment that `target` means.

    Raises:
        NotFoundError: the environment is not deployed in the caller's account and region.
        RefusedError: the deployment belongs to another account than the caller's.
    """
    if not ENVIRONMENT_PATTERN.fullmatch(target.environment):
        raise UsageError(f"{target.environment!r} is no environment's name: one lower-case word")
    aws = Aws(target.region, target.profile)
    where = f"region {aws.region}, account {aws.account}"
    deployment = _decode(_parameter(aws, target.environment, where))
    if deployment.account != aws.account:
        raise RefusedError(
            f"environment {target.environment} belongs to account {deployment.account}, "
            f"but your credentials are for {where}"
        )
    return Site(target, aws, deployment)


def choose_team(deployment: Deployment, team: str | None) -> str:
    """Return the team that is meant: the named one, or the only one."""
    known = ", ".join(sorted(deployment.teams))
    if team is None and len(deployment.teams) == 1:
        return next(iter(deployment.teams))
    if team is None:
        raise UsageError(f"choose a team with --team; {deployment.environment} has: {known}")
    if team not in deployment.teams:
        raise NotFoundError(f"{deployment.environment} has no team {team!r}; its teams: {known}")
    return team


def locate(deployment: Deployment, run_id: str) -> Run:
    """Return where a run's execution is; a run id begins with its team's name."""
    team, separator, name = run_id.partition("_")
    if not (separator and name):
        raise UsageError(f"{run_id!r} is no run id: those read TEAM_NAME, as `start` printed it")
    machine = deployment.run_machine_arn.replace(":stateMachine:", ":execution:")
    return Run(run_id, choose_team(deployment, team), f"{machine}:{run_id}")


def _parameter(aws: Aws, environment: str, where: str) -> str:
    try:
        answer = aws.ssm.get_parameter(Name=deployment_parameter(environment))
    except ClientError as error:
        if code_of(error) != "ParameterNotFound":
            raise
        raise NotFoundError(
            f"environment {environment} is not deployed in {where}; "
            "choose others with --environment, --region or --profile"
        ) from error
    return answer["Parameter"]["Value"]


def _decode(text: str) -> Deployment:
    try:
        return msgspec.json.decode(text, type=Deployment)
    except msgspec.MsgspecError as error:
        raise ServiceError(
            f"the deployment's description can't be read by this version: {error}"
        ) from error

"""A team's datasets and results, seen with that team's rights."""

from typing import NamedTuple

import msgspec

from lambdas.common import aws
from lambdas.common.storage import Bucket
from lambdas.contract.run import Run


class ResultsEnvironment(msgspec.Struct, frozen=True, kw_only=True):
    """What a function is configured with that reads and writes results."""

    account_id: str
    artifacts_bucket_name: str
    team_data_role_arns: dict[str, str]
    """Each team's data role: the function reaches a team's files with that team's rights."""


class Environment(ResultsEnvironment, frozen=True, kw_only=True):
    """What a function is configured with that reads datasets too."""

    data_bucket_name: str


class TeamFiles(NamedTuple):
    """The two buckets, as far as a team may use them."""

    data: Bucket
    artifacts: Bucket


def team_results(here: ResultsEnvironment, run: Run) -> Bucket:
    """Return where the results of the team are that a run belongs to."""
    s3 = aws.s3_as(here.team_data_role_arns[run.team], run.run_id)
    return Bucket(s3, here.artifacts_bucket_name, here.account_id)


def team_files(here: Environment, run: Run) -> TeamFiles:
    """Return the files of the team that a run belongs to."""
    s3 = aws.s3_as(here.team_data_role_arns[run.team], run.run_id)
    return TeamFiles(
        data=Bucket(s3, here.data_bucket_name, here.account_id),
        artifacts=Bucket(s3, here.artifacts_bucket_name, here.account_id),
    )

"""A function that touches team data, by taking on that team's role for one call."""

import json
from collections.abc import Mapping, Sequence

from aws_cdk import Aws, Duration
from aws_cdk import aws_iam as iam
from constructs import Construct

from lambdas.contract import layers, names
from stacks.constructs.function import MEMORY_MB, Function
from stacks.constructs.managed_role import allow
from stacks.constructs.run_resources import RunResources


def worker(
    scope: Construct,
    construct_id: str,
    r: RunResources,
    environment: Mapping[str, str],
    *,
    timeout: Duration,
    statements: Sequence[iam.PolicyStatement] = (),
    memory_mb: int = MEMORY_MB,
    layer_names: Sequence[str] = (layers.BASE,),
) -> Function:
    """Make such a function; it learns the artifacts bucket, and which role each team has."""
    roles = {team: role.role_arn for team, role in r.data_roles.items()}
    return Function(
        scope,
        construct_id,
        surroundings=r.surroundings,
        role_path=names.worker_path(r.environment),
        statements=[allow("TakeOnTeam", ["sts:AssumeRole"], list(roles.values())), *statements],
        environment={
            "ACCOUNT_ID": Aws.ACCOUNT_ID,
            "ARTIFACTS_BUCKET_NAME": r.artifacts.bucket_name,
            "TEAM_DATA_ROLE_ARNS": json.dumps(roles),
            **environment,
        },
        timeout=timeout,
        memory_mb=memory_mb,
        layer_names=layer_names,
    )
